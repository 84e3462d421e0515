namespace OrleansDefender.Audits;

/// <summary>The last change of a finding's workflow that we asked for: SUPPRESSED, or back to NEW. Persisted.</summary>
/// <param name="Revision">Rises with each.</param>
/// <param name="Suppresses">Whether it suppresses, or takes a suppression back.</param>
/// <param name="Note">The note that goes with it.</param>
/// <param name="IsPending">Whether delivery still has to confirm it.</param>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Audits.AskedSuppression")]
internal sealed record AskedSuppression(
    [property: Id(0)] long Revision,
    [property: Id(1)] bool Suppresses,
    [property: Id(2)] string? Note,
    [property: Id(3)] bool IsPending);
