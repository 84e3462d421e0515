using System.Collections.Immutable;

namespace OrleansDefender.Audits;

/// <summary>What a resource tells its things.</summary>
/// <param name="Things">The things to tell.</param>
/// <param name="Released">Things that it no longer belongs to: they forget it.</param>
/// <param name="Reference">The resource's open findings.</param>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Audits.PostureNotice")]
public sealed record PostureNotice(
    [property: Id(0)] ImmutableArray<string> Things,
    [property: Id(1)] ImmutableArray<string> Released,
    [property: Id(2)] AuditReference Reference);
