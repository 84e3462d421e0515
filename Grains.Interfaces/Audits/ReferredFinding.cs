namespace OrleansDefender.Audits;

/// <summary>An open audit finding as a thing refers to it.</summary>
/// <param name="Check">The check.</param>
/// <param name="ReasonCode">Why, as a code.</param>
/// <param name="Severity">The severity.</param>
/// <param name="Since">Since when it is open: the start of the run that found it first.</param>
/// <param name="FindingId">The finding's Id in Security Hub.</param>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Audits.ReferredFinding")]
public sealed record ReferredFinding(
    [property: Id(0)] string Check,
    [property: Id(1)] string ReasonCode,
    [property: Id(2)] Severity Severity,
    [property: Id(3)] DateTimeOffset Since,
    [property: Id(4)] string FindingId);
