namespace OrleansDefender.Correlation;

/// <summary>What correlation sees of an event: a pure function of it, with an id made of thing, episode, type and time.</summary>
/// <remarks>Signals are a set, ordered by (<see cref="Time"/>, <see cref="EventType"/>, <see cref="Id"/>).</remarks>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Correlation.Signal")]
public sealed record Signal
{
    /// <summary>The same for every repeat of the event.</summary>
    [Id(0)]
    public required string Id { get; init; }

    /// <summary>The account and Region.</summary>
    [Id(1)]
    public required AccountRegion Scope { get; init; }

    /// <summary>The thing; absent where the signal is of a resource alone.</summary>
    [Id(2)]
    public string? ThingName { get; init; }

    /// <summary>Where it comes from.</summary>
    [Id(3)]
    public required SignalCategory Category { get; init; }

    /// <summary>One of <see cref="SignalEvents"/>.</summary>
    [Id(4)]
    public required string EventType { get; init; }

    /// <summary>When it happened, by event time, in whole milliseconds.</summary>
    [Id(5)]
    public required DateTimeOffset Time { get; init; }

    /// <summary>The base severity of the alarm or the finding's, never a raised one.</summary>
    [Id(6)]
    public required Severity Severity { get; init; }

    /// <summary>Detect and state: the security profile.</summary>
    [Id(7)]
    public string? Profile { get; init; }

    /// <summary>Detect and state: the behavior.</summary>
    [Id(8)]
    public string? Behavior { get; init; }

    /// <summary>Detect: the metric.</summary>
    [Id(9)]
    public string? Metric { get; init; }

    /// <summary>Detect: <c>STATIC</c>, <c>STATISTICAL</c> or <c>MACHINE_LEARNING</c>.</summary>
    [Id(10)]
    public string? CriteriaType { get; init; }

    /// <summary>Detect: the normal behavior in words; its operator tells the direction of the anomaly.</summary>
    [Id(11)]
    public string? Criteria { get; init; }

    /// <summary>Detect: the confidence of an ML alarm.</summary>
    [Id(12)]
    public string? Confidence { get; init; }

    /// <summary>Detect: the value.</summary>
    [Id(13)]
    public MetricValue? Value { get; init; }

    /// <summary>Detect and state: the episode.</summary>
    [Id(14)]
    public string? ViolationId { get; init; }

    /// <summary>State <c>verified</c>: the word.</summary>
    [Id(15)]
    public Verification? Verification { get; init; }

    /// <summary>State <c>standing</c>: 24 or 168.</summary>
    [Id(16)]
    public int? OpenHours { get; init; }

    /// <summary>Audit: the check.</summary>
    [Id(17)]
    public string? Check { get; init; }

    /// <summary>Audit: the reason code.</summary>
    [Id(18)]
    public string? ReasonCode { get; init; }

    /// <summary>Audit: the certificate.</summary>
    [Id(19)]
    public string? CertificateId { get; init; }

    /// <summary>Audit: the client id.</summary>
    [Id(20)]
    public string? ClientId { get; init; }

    /// <summary>Audit: the policy.</summary>
    [Id(21)]
    public string? PolicyName { get; init; }

    /// <summary>What the registry says of the thing, as far as it is known.</summary>
    [Id(22)]
    public ThingContext Context { get; init; } = ThingContext.None;

    /// <summary>The dimension of the metric in words.</summary>
    [Id(23)]
    public string? Dimension { get; init; }

    /// <summary>The signal's place in the order.</summary>
    public SignalKey Key => new(Time.ToUnixTimeMilliseconds(), EventType, Id);
}
