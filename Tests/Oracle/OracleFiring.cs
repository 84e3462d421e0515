namespace OrleansDefender.Tests.Oracle;

/// <summary>A firing.</summary>
/// <param name="Rule">The rule's id.</param>
/// <param name="Group">The group's values (account, Region, then those of group-by), joined by U+001F.</param>
/// <param name="Time">Milliseconds since 1970.</param>
/// <param name="Level">The rule's level.</param>
public sealed record OracleFiring(string Rule, string Group, long Time, string Level);
