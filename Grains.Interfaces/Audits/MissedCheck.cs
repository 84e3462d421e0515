namespace OrleansDefender.Audits;

/// <summary>A run's completed check asks a resource about findings that it may not have listed.</summary>
/// <param name="Check">The check.</param>
/// <param name="Resolves">
/// Whether absence counts: the list held at least as many resources as the run counted. Where it did not, nothing changes and the answer only says what is open.
/// </param>
/// <param name="IsWindowed">
/// Whether scheduled runs of the check only look at what happened since the run before: then absence counts only after seven days and two such runs.
/// </param>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Audits.MissedCheck")]
public sealed record MissedCheck(
    [property: Id(0)] string Check,
    [property: Id(1)] bool Resolves,
    [property: Id(2)] bool IsWindowed);
