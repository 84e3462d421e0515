using System.Collections.Immutable;

using OrleansDefender.Correlation.Engine;

namespace OrleansDefender.Things;

/// <summary>What correlation remembers of a thing besides its alarms. Persisted.</summary>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Things.CorrelationState")]
internal sealed record CorrelationState
{
    /// <summary>Changes that are remembered.</summary>
    public const int MostChanges = 8;

    /// <summary>Escalations that are remembered, closed ones included.</summary>
    public const int MostEscalations = 32;

    public static CorrelationState Empty { get; } = new();

    /// <summary>Firings before it are settled; in milliseconds since 1970.</summary>
    [Id(0)]
    public long HorizonMs { get; init; } = long.MinValue;

    [Id(1)]
    public ImmutableArray<SettledFiring> Settled { get; init; } = [];

    [Id(2)]
    public ImmutableArray<EscalationState> Escalations { get; init; } = [];

    /// <summary>The latest first.</summary>
    [Id(3)]
    public ImmutableArray<EscalationChange> Changes { get; init; } = [];

    /// <summary>Until when what time alone brings (alarms that stand open for long) has been looked at, in milliseconds since 1970.</summary>
    [Id(4)]
    public long SeenMs { get; init; }

    /// <summary>What the last wake changed, until it is complete.</summary>
    [Id(5)]
    public WokenKeys? Woken { get; init; }

    /// <summary>Audit findings that were opened, and that windows still need; absent where none is.</summary>
    [Id(6)]
    public ImmutableArray<FindingTrace>? Traces { get; init; }

    /// <summary>Firings that groups across things are told of, in order of time; absent where there is none.</summary>
    [Id(7)]
    public ImmutableArray<ToldFiring>? Told { get; init; }

    public bool IsEmpty => Traces is null && Told is null && HorizonMs == long.MinValue && Settled.IsEmpty && Escalations.IsEmpty && Changes.IsEmpty && Woken is null;

    public EscalationState? Find(string key) => Escalations.FirstOrDefault(escalation => escalation.Key == key);
}
