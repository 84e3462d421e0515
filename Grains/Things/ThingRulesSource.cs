using Microsoft.Extensions.Options;

using OrleansDefender.Correlation;
using OrleansDefender.Correlation.Engine;
using OrleansDefender.Correlation.Rules;

namespace OrleansDefender.Things;

/// <summary>Gives things the rules in force, and what else their reaction depends on.</summary>
internal sealed class ThingRulesSource(RuleCatalog catalog, IOptions<RiskOptions> risk)
{
    /// <summary>The rules for one call of a thing.</summary>
    public ThingRules For(ThingKey thing)
    {
        _ = thing;
        return new ThingRules { Match = new RuleMatch(catalog.Current), Risk = risk.Value };
    }

    /// <summary>A thing's risk.</summary>
    public RiskView RiskOf(ThingKey thing, ThingState state, DateTimeOffset now)
    {
        _ = thing;
        return RiskLogic.Score(state, risk.Value, (1, RiskView.None.CriticalityReason), now);
    }
}
