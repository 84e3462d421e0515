namespace OrleansDefender.Tests.Oracle;

/// <summary>An input of a rule: a base rule, which is a predicate over signals, or another rule.</summary>
/// <param name="Name">The name that aliases refer to.</param>
/// <param name="Selects">The base rule; null where the input is a rule.</param>
/// <param name="Rule">The rule; null where the input is a base rule.</param>
public sealed record OracleInput(string Name, Func<OracleSignal, bool>? Selects, OracleRule? Rule);
