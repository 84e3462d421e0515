namespace OrleansDefender.Correlation.Rules;

/// <summary>What a correlation refers to: exactly one of the two is set.</summary>
/// <param name="Base">A base rule.</param>
/// <param name="Correlation">Another correlation: its firings are the signals.</param>
/// <param name="Name">The name by which the file refers to it.</param>
internal sealed record RuleInput(BaseRule? Base, CorrelationRule? Correlation, string Name);
