namespace OrleansDefender.Correlation.Rules;

/// <summary>The rules in force in this process. A bad set never replaces a good one: whoever loads rules calls <see cref="Replace"/> only with a whole, valid set.</summary>
internal sealed class RuleCatalog
{
    private volatile RuleSet _current = RuleSet.Empty;

    /// <summary>The set in force. Whoever evaluates takes it once, so that one evaluation sees one set.</summary>
    public RuleSet Current => _current;

    /// <summary>Puts a set in force.</summary>
    public void Replace(RuleSet rules) => _current = rules;
}
