using System.Collections.Immutable;

namespace OrleansDefender.Audits;

/// <summary>A page of the things that a certificate belongs to.</summary>
/// <param name="Things">Their names.</param>
/// <param name="NextToken">Where the next page begins; absent on the last.</param>
public sealed record ThingsPage(ImmutableArray<string> Things, string? NextToken);
