namespace OrleansDefender;

/// <summary>An analyst's word on an episode; the same four values in AWS IoT Device Defender and in Security Hub.</summary>
/// <remarks>Stored and sent by number: never renumber.</remarks>
[GenerateSerializer, Alias("OrleansDefender.Verification")]
public enum Verification
{
    /// <summary>UNKNOWN: nobody has judged, or a judgement was withdrawn.</summary>
    Unknown = 0,

    /// <summary>TRUE_POSITIVE: a real problem.</summary>
    TruePositive = 1,

    /// <summary>BENIGN_POSITIVE: it happened as reported, and is harmless.</summary>
    BenignPositive = 2,

    /// <summary>FALSE_POSITIVE: it did not happen, or means nothing.</summary>
    FalsePositive = 3,
}
