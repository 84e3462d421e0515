using System.Collections.Immutable;

using OrleansDefender.Audits;
using OrleansDefender.Correlation;

namespace OrleansDefender.Things;

/// <summary>What one batch of messages holds for one thing: applied together, with one write.</summary>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Things.ThingCauses")]
public sealed record ThingCauses
{
    /// <summary>Causes further in the future than this are refused: no clock is that wrong, and they would rule the present, or every later word, for as long.</summary>
    public static readonly TimeSpan MostFuture = TimeSpan.FromMinutes(10);

    /// <summary>Detect events, in any order, repeats included.</summary>
    [Id(0)]
    public ImmutableArray<DetectEvent> Events { get; init; } = [];

    /// <summary>Verifications; applied after the events.</summary>
    [Id(1)]
    public ImmutableArray<VerificationEvent> Verifications { get; init; } = [];

    /// <summary>Audit findings of resources that the thing belongs to.</summary>
    [Id(2)]
    public ImmutableArray<AuditReference> References { get; init; } = [];

    /// <summary>Deletions of what alarms are about.</summary>
    [Id(3)]
    public ImmutableArray<WithdrawalEvent> Withdrawals { get; init; } = [];

    /// <summary>Mitigations of alarms.</summary>
    [Id(4)]
    public ImmutableArray<AlarmMitigation> Mitigations { get; init; } = [];

    /// <summary>
    /// What the registry says of the thing; absent where it was not asked. Taken in only by a thing that has something to show. <see cref="ThingContext.None"/>
    /// changes nothing: it asks what a context that came before has left to deliver, and whether one is wanted.
    /// </summary>
    [Id(5)]
    public ThingContext? Context { get; init; }

    /// <summary>When the registry's record of the thing was changed last; absent where it was not. A context of before is asked for anew.</summary>
    [Id(6)]
    public DateTimeOffset? ContextChangedAt { get; init; }
}
