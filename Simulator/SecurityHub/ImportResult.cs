namespace OrleansDefender.Simulator.SecurityHub;

/// <summary>The result of merging an import.</summary>
/// <param name="Outcome">What happened.</param>
/// <param name="Stored">The finding as it stands afterwards.</param>
internal sealed record ImportResult(ImportOutcome Outcome, StoredFinding Stored);
