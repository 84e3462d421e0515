using OrleansDefender.Correlation;
using OrleansDefender.Correlation.Engine;
using OrleansDefender.Correlation.Rules;
using OrleansDefender.Things;

namespace OrleansDefender.Tests.Unit.Correlation;

/// <summary>Rules in few words.</summary>
internal static class GivenRules
{
    public static readonly BaseRule AnyAlarm = Base("any_alarm", static signal => signal.EventType == SignalEvents.InAlarm);

    public static BaseRule Base(string name, Func<Signal, bool> matches, SignalCategory category = SignalCategory.Detect) =>
        new() { Id = $"base-{name}", Name = name, Title = name, Category = category, Condition = new Condition(matches) };

    public static BaseRule Alarm(string behavior) =>
        Base($"alarm_{behavior}", signal => signal.EventType == SignalEvents.InAlarm && signal.Behavior == behavior);

    public static CorrelationRule Rule(
        string id,
        CorrelationType type,
        TimeSpan timespan,
        BaseRule[]? inputs = null,
        CorrelationRule[]? correlations = null,
        int? gte = null,
        string? field = null,
        Severity level = Severity.High,
        bool incident = false,
        TimeSpan? quiet = null,
        TimeSpan? cooldown = null,
        string[]? groupBy = null,
        string? title = null,
        bool acts = true,
        string[]? tags = null) => new()
        {
            Id = id,
            Name = id,
            Title = $"Rule {id}",
            Type = type,
            Inputs =
            [
                .. (correlations ?? []).Select(static rule => new RuleInput(null, rule, rule.Id)),
                .. (inputs ?? (correlations is null ? [AnyAlarm] : [])).Select(static rule => new RuleInput(rule, null, rule.Name!)),
            ],
            GroupBy = [.. groupBy ?? ["thingName"]],
            Timespan = timespan,
            Condition = gte is { } least ? new CountCondition { Gte = least } : null,
            ValueField = field,
            Level = level,
            Effect = new RuleEffect { IsIncident = incident, Title = title, Quiet = quiet ?? TimeSpan.FromHours(24), Cooldown = cooldown ?? timespan },
            Tags = [.. tags ?? ["attack.t0859"]],
            Hash = $"hash-of-{id}",
            Acts = acts,
        };

    public static ThingRules Rules(params CorrelationRule[] rules) => new()
    {
        Match = new RuleMatch(new RuleSet
        {
            BaseRules = [.. rules.SelectMany(static rule => rule.Inputs).Select(static input => input.Base).OfType<BaseRule>().Distinct()],
            Correlations = [.. rules],
            Hash = "set",
        }),
    };

    private sealed class Condition(Func<Signal, bool> matches) : SignalCondition
    {
        public override bool Matches(Signal signal) => matches(signal);
    }
}
