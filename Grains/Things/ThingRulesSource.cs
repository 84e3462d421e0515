using OrleansDefender.Correlation.Engine;
using OrleansDefender.Correlation.Rules;

namespace OrleansDefender.Things;

/// <summary>Gives things the rules in force.</summary>
internal sealed class ThingRulesSource(RuleCatalog catalog)
{
    /// <summary>The rules for one call of a thing.</summary>
    public ThingRules For(ThingKey thing)
    {
        _ = thing;
        return new ThingRules { Match = new RuleMatch(catalog.Current) };
    }
}
