using OrleansDefender.Correlation;

namespace OrleansDefender.Things;

/// <summary>That an audit finding was opened, or resolved, which windows still need although its resource no longer tells of it. Persisted.</summary>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Things.FindingTrace")]
internal sealed record FindingTrace
{
    [Id(0)]
    public required string SignalId { get; init; }

    [Id(1)]
    public required long TimeMs { get; init; }

    [Id(2)]
    public required string Check { get; init; }

    [Id(3)]
    public string? ReasonCode { get; init; }

    [Id(4)]
    public required Severity Severity { get; init; }

    [Id(5)]
    public string? CertificateId { get; init; }

    [Id(6)]
    public string? ClientId { get; init; }

    [Id(7)]
    public string? PolicyName { get; init; }

    /// <summary>Whether it was resolved.</summary>
    [Id(8)]
    public bool IsResolved { get; init; }

    public static FindingTrace Of(Signal signal) => new()
    {
        SignalId = signal.Id,
        TimeMs = signal.Key.TimeMs,
        Check = signal.Check!,
        ReasonCode = signal.ReasonCode,
        Severity = signal.Severity,
        CertificateId = signal.CertificateId,
        ClientId = signal.ClientId,
        PolicyName = signal.PolicyName,
        IsResolved = signal.EventType == SignalEvents.FindingResolved,
    };

    public Signal ToSignal(ThingKey thing, ThingContext context) => new()
    {
        Id = SignalId,
        Scope = thing.Scope,
        ThingName = thing.Name,
        Category = SignalCategory.Audit,
        EventType = IsResolved ? SignalEvents.FindingResolved : SignalEvents.FindingOpened,
        Time = DateTimeOffset.FromUnixTimeMilliseconds(TimeMs),
        Severity = Severity,
        Check = Check,
        ReasonCode = ReasonCode,
        CertificateId = CertificateId,
        ClientId = ClientId,
        PolicyName = PolicyName,
        Context = context,
    };
}
