namespace OrleansDefender.Correlation.Rules;

/// <summary>A text, a number, a truth value or nothing: all are texts here, but for nothing.</summary>
/// <param name="Text">The text; absent for an unquoted <c>null</c>, <c>~</c> or nothing at all.</param>
/// <param name="Line">Where it begins, from 1.</param>
internal sealed record RuleScalar(string? Text, int Line) : RuleNode(Line);
