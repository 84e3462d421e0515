using System.Collections.Immutable;

using OrleansDefender.Correlation;
using OrleansDefender.Correlation.Engine;
using OrleansDefender.Correlation.Groups;
using OrleansDefender.Correlation.Rules;
using OrleansDefender.Tests.Oracle;
using OrleansDefender.Tests.Shared.Correlation;
using OrleansDefender.Tests.Unit.Correlation;
using OrleansDefender.Things;

using Xunit;

using static OrleansDefender.Tests.Unit.Correlation.GivenRules;
using static OrleansDefender.Tests.Unit.Things.Given;

namespace OrleansDefender.Tests.Unit.Things;

/// <summary>What things tell groups across things of the firings of their own rules, and what the groups make of it.</summary>
public sealed class ToldFiringTests(ITestOutputHelper output)
{
    private const int Streams = 400;
    private const long Minute = 60_000;

    private static readonly StreamPredicate[] Predicates =
    [
        new("alarm", SignalCategory.Detect, SignalEvents.InAlarm),
        new("alarm_ab", SignalCategory.Detect, SignalEvents.InAlarm, "behaviorName", "a", "b"),
        new("alarm_c", SignalCategory.Detect, SignalEvents.InAlarm, "behaviorName", "c"),
        new("cleared", SignalCategory.Detect, SignalEvents.Cleared),
        new("detect", SignalCategory.Detect),
    ];

    private static readonly CorrelationRule Repeated = Rule("repeated", CorrelationType.EventCount, TimeSpan.FromHours(1), gte: 3);
    private static readonly ThingRules Both =
        Rules(Repeated, Rule("wave", CorrelationType.ValueCount, TimeSpan.FromHours(1), correlations: [Repeated], gte: 1, field: "thingName", groupBy: ["accountId"], incident: true));

    [Fact]
    public void A_firing_is_told_at_its_event_time_and_told_again_by_a_repeat()
    {
        var (state, told) = Tell(ThingState.Empty, At(31), Opens(0, "e0"), Opens(10, "e1"), Opens(20, "e2"));
        var (same, again) = Tell(state, At(32), Opens(10, "e1"));

        var signal = Assert.Single(told);
        Assert.Equal((GroupSignalKind.Firing, "wave", Thing.Scope.Account, Thing.Name, At(20).ToUnixTimeMilliseconds(), false),
            (signal.Kind, signal.RuleId, signal.Group, signal.ThingName, signal.Key.TimeMs, signal.IsWithdrawn));
        Assert.Same(state, same);
        Assert.Equal(signal, Assert.Single(again));
    }

    [Fact]
    public void A_firing_that_a_late_event_moves_or_a_word_takes_away_is_withdrawn_with_a_greater_revision()
    {
        var (state, first) = Tell(ThingState.Empty, At(31), Opens(0, "e0"), Opens(10, "e1"), Opens(20, "e2"));
        var (moved, second) = Tell(state, At(32), Opens(5, "e3"));
        var (_, third) = Tell(moved, At(33), Says(Verification.FalsePositive, 32, "e3"), Says(Verification.FalsePositive, 32, "e0"));

        Assert.Equal([(10.0, false), (20.0, true)], Short(second));
        Assert.True(second[^1].Revision > first[0].Revision);
        Assert.Equal([(10.0, true), (20.0, true)], Short(third));

        var group = GroupState.Empty;
        foreach (var signals in new[] { third, first, second, first, third })
        {
            group = GroupLogic.Apply(group, Thing.Scope, signals, Both.Match.Rules.Correlations[1], EngineSettings.Default, At(40)).State;
        }

        Assert.Empty(group.Incidents);
    }

    [Fact]
    public void What_is_settled_is_told_for_twice_as_long_and_then_forgotten()
    {
        var (state, _) = Tell(ThingState.Empty, At(31), Opens(0, "e0"), Opens(10, "e1"), Opens(20, "e2"));
        var (later, told) = Tell(state, At(231), Opens(230, "e3"));
        var (_, none) = Tell(later, At(271), Opens(270, "e4"));

        Assert.Equal([(20.0, false)], Short(told));
        Assert.Empty(none);
    }

    [Fact]
    public void Nothing_is_kept_of_firings_that_nobody_across_things_asks_for()
    {
        var state = ThingLogic.Apply(
            ThingState.Empty, Thing, new ThingCauses { Events = [Opens(0, "e0"), Opens(10, "e1"), Opens(20, "e2")] }, SeverityPolicy.Default, At(31), Rules(Repeated)).State;

        Assert.NotEmpty(state.Correlation!.Escalations);
        Assert.Null(state.Correlation.Told);
    }

    [Fact]
    public void Things_tell_and_groups_make_of_it_what_the_oracle_says_whatever_the_order_the_repeats_and_however_often_the_state_is_stored()
    {
        var (inside, across, withdrawn, words) = (0, 0, 0, 0);
        for (var seed = 0; seed < Streams; seed++)
        {
            var random = new Random(seed);
            var (rules, outer) = RulesOf(random);
            var (arrivals, signals) = EventsOf(random);
            words += signals.Count(static signal => signal.Verdict is not null);
            var expected = CorrelationOracle.Evaluate(rules.Select(static rule => rule.Oracle), signals, EngineSettings.Default.LatenessMs).Select(static result => result.Firing).ToHashSet();
            var set = FleetStory.Set([.. rules.Select(static rule => rule.Engine)]);
            var told = new Dictionary<(string Rule, SignalKey Key), GroupSignal>();
            var states = new Dictionary<string, ThingState>(StringComparer.Ordinal);
            var group = GroupState.Empty;
            var fired = new SortedSet<long>();
            for (var i = 0; i < arrivals.Count; i++)
            {
                // What comes may come again, and what is known of a thing may have been stored and read.
                foreach (var (thing, cause, at) in random.Next(6) == 0 ? new[] { arrivals[i], arrivals[random.Next(i + 1)] } : [arrivals[i]])
                {
                    var key = new ThingKey(CorrelationStream.Scope, thing);
                    var match = new RuleMatch(set);
                    var causes = new ThingCauses { Events = [.. new[] { cause }.OfType<DetectEvent>()], Verifications = [.. new[] { cause }.OfType<VerificationEvent>()] };
                    var transition = ThingLogic.Apply(
                        states.GetValueOrDefault(thing, ThingState.Empty), key, causes, SeverityPolicy.Default, At(0).AddMilliseconds(at), new ThingRules { Match = match });
                    states[thing] = i % 3 == 0 ? Serializing.Copy(transition.State) : transition.State;
                    var tells = ThingGroupSignals.Of(match, key, transition, causes, SeverityPolicy.Default, ThingContext.None, At(0).AddMilliseconds(at));
                    foreach (var signal in tells.Where(static signal => signal.Kind == GroupSignalKind.Firing))
                    {
                        told[(signal.RuleId, signal.Key)] = told.TryGetValue((signal.RuleId, signal.Key), out var known) && known.Revision >= signal.Revision ? known : signal;
                    }

                    ImmutableArray<GroupSignal> own = [.. tells.Where(signal => signal.RuleId == outer.Engine.Id)];
                    var step = GroupLogic.Apply(i % 4 == 0 ? Serializing.Copy(group) : group, CorrelationStream.Scope, own, outer.Engine, EngineSettings.Default, At(0).AddMilliseconds(at));
                    if (own.Length > 0)
                    {
                        var horizon = group.HorizonMs;
                        fired.RemoveWhere(time => time >= horizon);
                        fired.UnionWith(step.Firings.Select(static firing => firing.TimeMs));
                    }

                    group = step.State;
                }
            }

            var actual = told.Values.Where(signal => signal.RuleId != outer.Engine.Id && !signal.IsWithdrawn).Select(static signal => (signal.RuleId["tell-".Length..], signal.Key.TimeMs, signal.ThingName)).ToHashSet();
            var wanted = expected.Where(static firing => firing.Rule.StartsWith("inner", StringComparison.Ordinal)).Select(static firing => (firing.Rule, firing.Time, (string?)firing.Group.Split('\u001f')[2])).ToHashSet();
            Assert.True(wanted.SetEquals(actual), $"Seed {seed}: the oracle has {string.Join(' ', wanted.Except(actual))} besides, things tell {string.Join(' ', actual.Except(wanted))}.");
            var wave = expected.Where(firing => firing.Rule == outer.Oracle.Id).Select(static firing => firing.Time).ToHashSet();
            Assert.True(wave.SetEquals(fired), $"Seed {seed}: the oracle fires across things at {string.Join(' ', wave.Except(fired))} besides, the group at {string.Join(' ', fired.Except(wave))}.");
            inside += wanted.Count;
            across += wave.Count;
            withdrawn += told.Values.Count(static signal => signal.IsWithdrawn);
        }

        output.WriteLine($"{Streams} streams, {words} words; {inside} firings inside things, {across} across things, {withdrawn} withdrawn.");
        Assert.True(inside > Streams && across > Streams / 4 && withdrawn > Streams / 4 && words > Streams, "The streams do not bite.");
    }

    /// <summary>Two rules inside things, with one across things to have each told, and one across things over both.</summary>
    private static (List<StreamRule> Rules, StreamRule Outer) RulesOf(Random random)
    {
        List<StreamRule> rules = [];
        for (var i = 0; i < 2; i++)
        {
            var type = Enum.GetValues<OracleRuleType>()[random.Next(4)];
            var isCount = type is OracleRuleType.EventCount or OracleRuleType.ValueCount;
            var bases = Predicates.OrderBy(_ => random.Next()).Take(isCount ? 1 : 2).Select(static predicate => (predicate, predicate.ToBaseRule())).ToList();
            rules.Add(StreamRule.Of(
                $"inner{i}", type, bases, [], ["thingName"], [], Pick(random, 10, 30, 60, 120) * Minute, Pick<long?>(random, 5 * Minute, 20 * Minute, null), isCount ? [("gte", random.Next(1, 4))] : null,
                type == OracleRuleType.ValueCount ? Pick(random, "behaviorName", "violationId") : null, "High"));
        }

        var inner = rules.ToList();
        rules.AddRange(inner.Select(static rule => StreamRule.Of($"tell-{rule.Oracle.Id}", OracleRuleType.EventCount, [], [rule], ["region"], [], Minute, 0, [("gte", 1)], null, "Low")));
        var outerType = Pick(random, OracleRuleType.EventCount, OracleRuleType.ValueCount, OracleRuleType.Temporal, OracleRuleType.TemporalOrdered);
        var isOuterCount = outerType is OracleRuleType.EventCount or OracleRuleType.ValueCount;
        var outer = StreamRule.Of(
            "outer", outerType, [], inner, ["accountId"], [], Pick(random, 30, 60, 120) * Minute, Pick<long?>(random, 5 * Minute, null), isOuterCount ? [("gte", 2)] : null,
            outerType == OracleRuleType.ValueCount ? "thingName" : null, "Critical");
        rules.Add(outer);
        return (rules, outer);
    }

    /// <summary>Events and words of three things in the order in which they come, at most the lateness late, and the signals that they are.</summary>
    private static (List<(string Thing, object Cause, long At)> Arrivals, List<OracleSignal> Signals) EventsOf(Random random)
    {
        var lateness = EngineSettings.Default.LatenessMs;
        var signals = new List<OracleSignal>();
        var arrivals = new List<(string Thing, object Cause, long At, int Tie)>();
        var time = 0L;
        for (var i = random.Next(20, 90); i > 0; i--)
        {
            time += Pick(random, 0, 1, 2, 5, 10, 30, 60) * Minute;
            var (thing, behavior) = ($"t{random.Next(3)}", Pick(random, "a", "b", "c"));
            var violation = $"{thing}-{behavior}-{random.Next(4)}-{time / (120 * Minute)}";
            var kind = random.Next(10) < 7 ? TransitionKind.InAlarm : TransitionKind.Cleared;
            var (eventType, at) = (kind == TransitionKind.InAlarm ? SignalEvents.InAlarm : SignalEvents.Cleared, time + Late());
            if (signals.Exists(signal => signal.Episode == violation && signal.Time == Ms(time) && signal.EventType == eventType))
            {
                continue;
            }

            signals.Add(Signal(thing, behavior, violation, time, eventType, null));
            arrivals.Add((thing, new DetectEvent { Profile = "p", Behavior = behavior, Kind = kind, Time = At(0).AddMilliseconds(time), ViolationId = violation }, at, random.Next()));
            for (var said = random.Next(5) == 0 ? random.Next(1, 3) : 0; said > 0; said--)
            {
                // A word comes after the event that it is about: until then it waits elsewhere.
                var saidAt = time + (Pick(random, 0, 0, 10, 61, 130) * Minute);
                var word = Pick(random, Verification.FalsePositive, Verification.FalsePositive, Verification.TruePositive, Verification.Unknown);
                signals.Add(Signal(thing, behavior, violation, saidAt, SignalEvents.Verified, OrleansDefender.Findings.Words.Of(word)));
                arrivals.Add((
                    thing, new VerificationEvent { ViolationId = violation, State = word, Time = At(0).AddMilliseconds(saidAt), EventId = $"{arrivals.Count}" }, Math.Max(at + 1, saidAt + Late()), random.Next()));
            }
        }

        return ([.. arrivals.OrderBy(static arrival => arrival.At).ThenBy(static arrival => arrival.Tie).Select(static arrival => (arrival.Thing, arrival.Cause, arrival.At))], signals);

        long Late() => random.Next(3) switch { 0 => 0, 1 => random.NextInt64(lateness), _ => random.NextInt64(lateness / 8) };
    }

    private static OracleSignal Signal(string thing, string behavior, string violation, long time, string eventType, string? word) => new(
        $"{thing}/{violation}", Ms(time), eventType, violation, word, new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal)
        {
            [StreamPredicate.CategoryField] = [(word is null ? SignalCategory.Detect : SignalCategory.State).ToString()],
            ["accountId"] = [CorrelationStream.Scope.Account],
            ["region"] = [CorrelationStream.Scope.Region],
            ["thingName"] = [thing],
            ["securityProfileName"] = ["p"],
            ["behaviorName"] = [behavior],
            ["violationId"] = [violation],
        });

    private static long Ms(long time) => At(0).ToUnixTimeMilliseconds() + time;

    private static T Pick<T>(Random random, params T[] of) => of[random.Next(of.Length)];

    private static (ThingState State, ImmutableArray<GroupSignal> Told) Tell(ThingState state, DateTimeOffset now, params object[] causes)
    {
        var all = new ThingCauses { Events = [.. causes.OfType<DetectEvent>()], Verifications = [.. causes.OfType<VerificationEvent>()] };
        var transition = ThingLogic.Apply(state, Thing, all, SeverityPolicy.Default, now, Both);
        return (transition.State, ThingGroupSignals.Of(Both.Match, Thing, transition, all, SeverityPolicy.Default, ThingContext.None, now));
    }

    private static IEnumerable<(double Minutes, bool IsWithdrawn)> Short(IEnumerable<GroupSignal> told) =>
        told.Where(static signal => signal.Kind == GroupSignalKind.Firing).Select(static signal => (DateTimeOffset.FromUnixTimeMilliseconds(signal.Key.TimeMs).Subtract(Start).TotalMinutes, signal.IsWithdrawn)).Order();
}
