namespace OrleansDefender.Correlation;

/// <summary>Where a signal comes from: the <c>category</c> of a rule's <c>logsource</c>.</summary>
/// <remarks>Stored and sent by number: never renumber.</remarks>
[GenerateSerializer, Alias("OrleansDefender.Correlation.SignalCategory")]
public enum SignalCategory
{
    /// <summary>A Detect event of a thing.</summary>
    Detect = 0,

    /// <summary>An audit finding that was opened or resolved.</summary>
    Audit = 1,

    /// <summary>What the system itself concludes from events: an analyst's word, flapping, a long-standing alarm.</summary>
    State = 2,
}
