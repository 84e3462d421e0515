namespace OrleansDefender.Audits;

/// <summary>An answer to which things a certificate belongs to.</summary>
/// <param name="Links">The things; absent where there is no answer now: ask again.</param>
/// <param name="Reason">Why there is none, in words.</param>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Audits.PrincipalThings")]
public sealed record PrincipalThings(
    [property: Id(0)] ResourceLinks? Links,
    [property: Id(1)] string? Reason = null);
