namespace OrleansDefender.Tests.Oracle;

/// <summary>The types of correlation.</summary>
public enum OracleRuleType
{
    /// <summary>Counts signals.</summary>
    EventCount,

    /// <summary>Counts values.</summary>
    ValueCount,

    /// <summary>Something of every input.</summary>
    Temporal,

    /// <summary>Something of every input, in their order.</summary>
    TemporalOrdered,
}
