namespace OrleansDefender.Audits;

/// <summary>Some pages of a check's list: what is applied and remembered in one go.</summary>
/// <param name="Findings">The findings.</param>
/// <param name="NextToken">Where the next segment begins; absent after the last.</param>
internal sealed record ListedSegment(IReadOnlyList<ListedFinding> Findings, string? NextToken);
