namespace OrleansDefender.Correlation.Rules;

/// <summary>How a correlation rule looks at its window.</summary>
internal enum CorrelationType
{
    /// <summary>Counts signals; one that several inputs match counts once.</summary>
    EventCount,

    /// <summary>Counts distinct values of a field.</summary>
    ValueCount,

    /// <summary>Wants a signal of every input; one signal may serve several.</summary>
    Temporal,

    /// <summary>Wants different signals, one of every input, in the order of the inputs; equal times count as in order.</summary>
    TemporalOrdered,
}
