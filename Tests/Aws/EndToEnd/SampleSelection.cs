namespace OrleansDefender.Tests.Aws.EndToEnd;

/// <summary>Which of the recorded messages a case sends.</summary>
public enum SampleSelection
{
    /// <summary>All. Of the two words on one episode, given in the same second, the one with the later event id holds: TRUE_POSITIVE.</summary>
    All,

    /// <summary>All but TRUE_POSITIVE, so that FALSE_POSITIVE holds.</summary>
    WithoutTruePositive,

    /// <summary>All but FALSE_POSITIVE and the clear of that alarm, so that it is open and confirmed.</summary>
    WithoutFalsePositiveAndClear,
}
