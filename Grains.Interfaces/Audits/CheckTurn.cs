using System.Collections.Immutable;

namespace OrleansDefender.Audits;

/// <summary>Whether a run may speak for a check.</summary>
/// <param name="IsSuperseded">Whether a run that started later has begun: then this one says nothing.</param>
/// <param name="Earlier">The generations before its own, the oldest first.</param>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Audits.CheckTurn")]
public sealed record CheckTurn(
    [property: Id(0)] bool IsSuperseded,
    [property: Id(1)] ImmutableArray<string> Earlier);
