namespace OrleansDefender.Simulator.Faults;

/// <summary>The ways in which a call can go wrong on request.</summary>
internal enum FaultKind
{
    /// <summary>The call is carried out and answered, later.</summary>
    Latency,

    /// <summary>Nothing is carried out; the answer is the service's internal error (HTTP 500).</summary>
    Error,

    /// <summary>Nothing is carried out; the answer is the service's throttling error.</summary>
    Throttle,

    /// <summary>Nothing is carried out; the connection is aborted.</summary>
    Cut,

    /// <summary>The call is carried out; the connection is aborted instead of answering.</summary>
    LostAnswer,

    /// <summary>SQS: a sent message is stored twice; a received one stays visible as well.</summary>
    Duplicate,

    /// <summary>SQS: a receive hands out any visible messages instead of the oldest.</summary>
    Reorder,
}
