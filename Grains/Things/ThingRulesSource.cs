using System.Collections.Immutable;

using Microsoft.Extensions.Options;

using OrleansDefender.Correlation;
using OrleansDefender.Correlation.Engine;
using OrleansDefender.Correlation.Groups;
using OrleansDefender.Correlation.Rules;

namespace OrleansDefender.Things;

/// <summary>Gives things the rules in force, and what else their reaction depends on.</summary>
internal sealed class ThingRulesSource(
    RuleCatalog catalog,
    InhibitionBook inhibitions,
    SilenceBook silences,
    CriticalityPolicy criticality,
    IOptions<CorrelationOptions> correlation,
    IOptions<VerdictOptions> verdicts,
    IOptions<RiskOptions> risk)
{
    private readonly EngineSettings _settings = new((long)correlation.Value.Lateness.TotalMilliseconds);

    /// <summary>What a thing's reaction to causes depends on, for one call.</summary>
    public async ValueTask<ThingRules> ForAsync(ThingKey thing, ThingState state, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var match = new RuleMatch(catalog.Current);
        var silenced = await silences.GetAsync(thing.Scope, cancellationToken);
        return new ThingRules
        {
            Match = match,
            Settings = _settings,
            Withholder = silenced.IsEmpty && inhibitions.Active(thing.Scope) is { IsEmpty: true }
                ? NoWithholder.Instance
                : new ThingWithholder(thing, state.Context ?? ThingContext.None, silenced, inhibitions.Active(thing.Scope), match, now),
            Risk = risk.Value,
            HoldFor = verdicts.Value.HoldFor,
        };
    }

    /// <summary>What groups across things are told of causes.</summary>
    public static ImmutableArray<GroupSignal> SignalsOf(ThingKey thing, ThingRules rules, ThingTransition transition, ThingCauses causes, SeverityPolicy policy, DateTimeOffset now) =>
        ThingGroupSignals.Of(
            rules.Match, thing, transition, causes, policy, transition.State.Context ?? ThingContext.None, now);

    /// <summary>A thing's risk.</summary>
    public RiskView RiskOf(ThingKey thing, ThingState state, DateTimeOffset now) =>
        RiskLogic.Score(state, risk.Value, criticality.WeightOf(thing.Name, state.Context ?? ThingContext.None), now);
}
