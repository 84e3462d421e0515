namespace OrleansDefender.Correlation.Rules;

/// <summary>A list.</summary>
/// <param name="Items">Its items.</param>
/// <param name="Line">Where it begins, from 1.</param>
internal sealed record RuleList(IReadOnlyList<RuleNode> Items, int Line) : RuleNode(Line);
