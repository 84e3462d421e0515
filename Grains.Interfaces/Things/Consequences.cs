using System.Collections.Immutable;

using OrleansDefender.Correlation;
using OrleansDefender.Findings;

namespace OrleansDefender.Things;

/// <summary>What must become durable before the causes may be acknowledged. A repeated cause yields it again.</summary>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Things.Consequences")]
public sealed record Consequences
{
    /// <summary>Nothing follows.</summary>
    public static Consequences None { get; } = new();

    /// <summary>Findings whose current content has to be delivered.</summary>
    [Id(0)]
    public ImmutableArray<FindingRef> Deliveries { get; init; } = [];

    /// <summary>Causes that were refused for good.</summary>
    [Id(1)]
    public ImmutableArray<CauseRejection> Rejected { get; init; } = [];

    /// <summary>
    /// Set where AWS IoT has to be asked what the thing is: the worst severity of its standing alarms, for the order among things. Yielded again until a context
    /// comes that is young enough.
    /// </summary>
    [Id(2)]
    public Severity? WantsContext { get; init; }

    /// <summary>What groups of rules across things have to be told.</summary>
    [Id(3)]
    public ImmutableArray<GroupSignal> Signals { get; init; } = [];
}
