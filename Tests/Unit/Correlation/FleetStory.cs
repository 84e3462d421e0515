using System.Collections.Immutable;

using OrleansDefender.Correlation;
using OrleansDefender.Correlation.Engine;
using OrleansDefender.Correlation.Groups;
using OrleansDefender.Correlation.Rules;

namespace OrleansDefender.Tests.Unit.Correlation;

/// <summary>Rules across things and signals for them.</summary>
internal static class FleetStory
{
    public static readonly AccountRegion Scope = new("111122223333", "eu-central-1");
    public static readonly DateTimeOffset Start = new(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);

    /// <summary>A base rule that selects in-alarm events, of one behavior or of all.</summary>
    public static BaseRule InAlarm(string? behavior = null) => new()
    {
        Id = $"base-{behavior}",
        Name = behavior ?? "any_alarm",
        Title = "Alarms",
        Category = SignalCategory.Detect,
        Condition = new Condition(signal => signal.EventType == SignalEvents.InAlarm && (behavior is null || signal.Behavior == behavior)),
    };

    public static CorrelationRule Rule(
        CorrelationType type = CorrelationType.ValueCount, int atLeast = 3, TimeSpan? timespan = null, string[]? groupBy = null, string tag = "attack.t0859", params BaseRule[] inputs) => new()
        {
            Id = "5b7e2a90-1f4d-4c1e-8a52-6a2f0d9c1b09",
            Name = "fleet_wave",
            Title = "A wave over the fleet",
            Type = type,
            Inputs = [.. (inputs is [] ? [InAlarm()] : inputs).Select(static input => new RuleInput(input, null, input.Name!))],
            GroupBy = [.. groupBy ?? ["securityProfileName", "behaviorName"]],
            Timespan = timespan ?? TimeSpan.FromHours(1),
            Condition = type is CorrelationType.EventCount or CorrelationType.ValueCount ? new CountCondition { Gte = atLeast } : null,
            ValueField = type == CorrelationType.ValueCount ? "thingName" : null,
            Level = Severity.High,
            Effect = new RuleEffect { IsIncident = true, Title = "{count} things: {behaviorName}", Cooldown = timespan ?? TimeSpan.FromHours(1) },
            Tags = [tag],
            Hash = "0123456789abcdef",
            Acts = true,
        };

    public static RuleSet Set(params CorrelationRule[] rules) => new()
    {
        BaseRules = [.. rules.SelectMany(static rule => rule.Inputs).Select(static input => input.Base).OfType<BaseRule>().Distinct()],
        Correlations = [.. rules],
        Hash = "set",
    };

    public static Signal Alarm(string thing, double minute, string behavior = "Auth", string? episode = null, Severity severity = Severity.Medium) => new()
    {
        Id = $"{thing}/{episode ?? $"{thing}-{minute}"}",
        Scope = Scope,
        ThingName = thing,
        Category = SignalCategory.Detect,
        EventType = SignalEvents.InAlarm,
        Time = Start.AddMinutes(minute),
        Severity = severity,
        Profile = "Profile",
        Behavior = behavior,
        Metric = "aws:num-authorization-failures",
        ViolationId = episode ?? $"{thing}-{minute}",
    };

    public static Signal Word(Signal alarm, double minute, Verification word) => alarm with
    {
        Category = SignalCategory.State,
        EventType = SignalEvents.Verified,
        Time = Start.AddMinutes(minute),
        Verification = word,
    };

    /// <summary>The end of an alarm's episode; of a CRITICAL one the groups are told.</summary>
    public static Signal End(Signal alarm, double minute) => alarm with { EventType = SignalEvents.Cleared, Time = Start.AddMinutes(minute) };

    /// <summary>What the group of a rule is told of signals.</summary>
    public static ImmutableArray<GroupSignal> Tell(CorrelationRule rule, IEnumerable<Signal> signals)
    {
        var match = new RuleMatch(Set(rule));
        return [.. signals.SelectMany(signal => GroupSignals.Of(match, signal).Concat(signal.EventType switch
        {
            SignalEvents.Verified => GroupSignals.OfWord(match, signal),
            SignalEvents.Cleared when signal.Severity == Severity.Critical => GroupSignals.OfEnd(match, signal),
            _ => [],
        }))];
    }

    public static GroupState Apply(this GroupState state, CorrelationRule rule, DateTimeOffset now, params Signal[] signals) =>
        GroupLogic.Apply(state, Scope, Tell(rule, signals), rule, EngineSettings.Default, now).State;

    private sealed class Condition(Func<Signal, bool> matches) : SignalCondition
    {
        public override bool Matches(Signal signal) => matches(signal);
    }
}
