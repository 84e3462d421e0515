namespace OrleansDefender.Correlation.Rules;

/// <summary>A node of a rule file: YAML without anchors, aliases and tags.</summary>
/// <param name="Line">Where it begins, from 1.</param>
internal abstract record RuleNode(int Line);
