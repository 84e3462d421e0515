namespace OrleansDefender.Audits;

/// <summary>A mitigation of a resource's finding.</summary>
/// <param name="Check">The check whose findings it is about.</param>
/// <param name="ReasonCode">The reason code; absent: all of the check.</param>
/// <param name="Mitigation">What was started.</param>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Audits.ResourceMitigation")]
public sealed record ResourceMitigation(
    [property: Id(0)] string Check,
    [property: Id(1)] string? ReasonCode,
    [property: Id(2)] MitigationEvent Mitigation);
