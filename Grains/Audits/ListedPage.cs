using System.Collections.Immutable;

namespace OrleansDefender.Audits;

/// <summary>A page of an audit's findings.</summary>
/// <param name="Findings">The findings.</param>
/// <param name="NextToken">Where the next page begins; absent on the last.</param>
public sealed record ListedPage(ImmutableArray<ListedFinding> Findings, string? NextToken);
