using System.Collections.Immutable;

namespace OrleansDefender.Audits;

/// <summary>A mitigation of what an audit run found.</summary>
/// <param name="Checks">The checks, with the reason codes it is limited to; none: all.</param>
/// <param name="Mitigation">What was started.</param>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Audits.AuditMitigation")]
public sealed record AuditMitigation(
    [property: Id(0)] ImmutableDictionary<string, ImmutableArray<string>> Checks,
    [property: Id(1)] MitigationEvent Mitigation);
