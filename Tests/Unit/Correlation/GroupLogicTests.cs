using CsCheck;

using OrleansDefender.Correlation;
using OrleansDefender.Correlation.Engine;
using OrleansDefender.Correlation.Groups;
using OrleansDefender.Correlation.Rules;

using Xunit;

namespace OrleansDefender.Tests.Unit.Correlation;

/// <summary>The firings of a group are those of the definition over the whole set of signals, in whatever order and batches these come.</summary>
public sealed class GroupLogicTests
{
    private static readonly Gen<CorrelationRule> AnyRule =
        from type in Gen.Enum<CorrelationType>()
        from atLeast in Gen.Int[1, 5]
        from minutes in Gen.OneOf(Gen.Const(5), Gen.Const(20), Gen.Const(60), Gen.Const(180))
        select FleetStory.Rule(type, atLeast, TimeSpan.FromMinutes(minutes), ["securityProfileName"], inputs: [FleetStory.InAlarm("A"), FleetStory.InAlarm("B")]);

    private static readonly Gen<Signal> AnySignal =
        from thing in Gen.Int[0, 60]
        from minute in Gen.Int[0, 600]
        from step in Gen.OneOf(Gen.Const(1), Gen.Const(7), Gen.Const(20))
        from behavior in Gen.OneOf(Gen.Const("A"), Gen.Const("B"))
        from word in Gen.Frequency((9, Gen.Const((Verification?)null)), (1, Gen.Enum<Verification>().Select(static word => (Verification?)word)))
        let time = minute / step * step
        let alarm = FleetStory.Alarm($"t{thing:00}", time, behavior, episode: $"e{thing}-{time / 120}")
        select word is { } said ? FleetStory.Word(alarm, time, said) : alarm;

    [Fact]
    public void Any_order_within_the_lateness_any_batches_and_any_repeats_give_the_firings_of_the_definition()
    {
        var fired = 0;
        var capped = 0;
        Gen.Select(AnyRule, AnySignal.List[1, 400], Gen.Int[0, 55].List[400], Gen.Int[1, 30].List[400]).Sample((rule, signals, late, sizes) =>
        {
            signals = [.. signals.DistinctBy(static signal => (signal.Key, signal.Verification))];
            var settings = EngineSettings.Default;
            var expected = HistoryLogic.Add(SignalHistory.Empty, signals, new RuleMatch(FleetStory.Set(rule)), static _ => true, FleetStory.Scope, settings)
                .Groups.SelectMany(static group => group.Firings).Select(static firing => (firing.TimeMs, firing.Count)).Order().ToList();
            capped += signals.GroupBy(static signal => signal.Time.ToUnixTimeMilliseconds() / 3_600_000).Any(static hour => hour.Count() > 40) ? 1 : 0;
            fired += expected.Count;

            // Each comes up to 55 minutes later than it should: never more than the lateness behind the newest.
            var arriving = signals.Select((signal, i) => (signal, At: signal.Time.AddMinutes(late[i % late.Count]))).OrderBy(static entry => entry.At).Select(static entry => entry.signal).ToList();
            var state = GroupState.Empty;
            var actual = new SortedDictionary<long, int>();
            var from = 0;
            for (var i = 0; from < arriving.Count; i++)
            {
                var batch = arriving.Skip(from).Take(sizes[i % sizes.Count]).ToList();
                from += batch.Count;
                var told = FleetStory.Tell(rule, [.. batch, .. arriving.Take(Math.Min(from, 5)), .. batch]);
                var horizon = state.HorizonMs;
                var transition = GroupLogic.Apply(state, FleetStory.Scope, told, rule, settings, FleetStory.Start);
                state = transition.State;

                // What is not settled is said anew each time.
                foreach (var known in actual.Keys.Where(known => known >= horizon).ToList())
                {
                    actual.Remove(known);
                }

                foreach (var firing in transition.Firings)
                {
                    actual[firing.TimeMs] = firing.Count;
                }
            }

            Assert.Equal(expected, [.. actual.Select(static firing => (firing.Key, firing.Value))]);
        });

        Assert.True(fired > 200, $"Only {fired} firings: the streams do not bite.");
        Assert.True(capped > 10, $"Only {capped} streams reached the caps.");
    }

    [Fact]
    public void A_word_outlasts_the_horizon_for_signals_of_its_episode_that_are_still_to_come()
    {
        var rule = FleetStory.Rule(atLeast: 3);
        var judged = FleetStory.Alarm("t1", 302, episode: "e");
        var state = GroupState.Empty.Apply(rule, FleetStory.Start, FleetStory.Word(judged, 0, Verification.FalsePositive));

        state = state.Apply(rule, FleetStory.Start.AddMinutes(301), FleetStory.Alarm("t2", 300), FleetStory.Alarm("t3", 301));
        var wave = state.Apply(rule, FleetStory.Start.AddMinutes(302), judged);

        Assert.Empty(wave.Incidents);
        Assert.Single(state.Apply(rule, FleetStory.Start.AddMinutes(302), FleetStory.Alarm("t1", 302)).Incidents);
    }

    [Fact]
    public void The_latest_firing_of_an_incident_is_that_of_the_signals_whatever_fired_for_want_of_late_ones()
    {
        var rule = FleetStory.Rule(atLeast: 3);
        var now = FleetStory.Start.AddMinutes(400);
        var early = GroupState.Empty.Apply(rule, now, FleetStory.Alarm("t1", 0), FleetStory.Alarm("t3", 20), FleetStory.Alarm("t4", 30));
        Assert.Equal(30, LastFiredAtMinute(early));

        var known = early.Apply(rule, now, FleetStory.Alarm("t2", 10));
        Assert.Equal(20, LastFiredAtMinute(known));

        // The first is settled when the second fires, and stays.
        var settled = GroupState.Empty.Apply(rule, now, FleetStory.Alarm("t1", 0), FleetStory.Alarm("t2", 10), FleetStory.Alarm("t3", 20));
        var again = settled.Apply(rule, now, FleetStory.Alarm("t1", 300), FleetStory.Alarm("t2", 301), FleetStory.Alarm("t3", 302));
        Assert.Equal(302, LastFiredAtMinute(again));
        Assert.Equal(20, LastFiredAtMinute(again.Apply(rule, now, FleetStory.Word(FleetStory.Alarm("t3", 302), 310, Verification.FalsePositive))));
    }

    [Fact]
    public void A_repeat_changes_nothing()
    {
        var rule = FleetStory.Rule();
        var signals = Enumerable.Range(0, 100).Select(static i => FleetStory.Alarm($"t{i}", i)).ToArray();
        var state = GroupState.Empty.Apply(rule, FleetStory.Start.AddMinutes(100), signals);

        var again = state.Apply(rule, FleetStory.Start.AddMinutes(101), signals);

        Assert.Same(state.Book, again.Book);
        Assert.Same(state.Incidents[0], again.Incidents[0]);
        Assert.Same(state, again);
    }

    [Fact]
    public void A_wave_of_a_hundred_thousand_things_stays_within_64_KiB()
    {
        var rule = FleetStory.Rule(atLeast: 20);
        var match = new RuleMatch(FleetStory.Set(rule));
        var state = GroupState.Empty;
        var largest = 0;
        for (var batch = 0; batch < 200; batch++)
        {
            // Over three hours, each thing twice, with identifiers of AWS's length.
            var signals = Enumerable.Range(0, 1_000).Select(i =>
            {
                var number = ((batch * 1_000) + i) % 100_000;
                var alarm = FleetStory.Alarm($"sensor-building-7-floor-{number:000000}", batch * 0.9, episode: new Guid(number, (short)batch, 7, new byte[8]).ToString("N"));
                return alarm with { Time = alarm.Time.AddMilliseconds(i) };
            });
            state = GroupLogic.Apply(
                state, FleetStory.Scope, [.. signals.SelectMany(signal => GroupSignals.Of(match, signal))], rule, EngineSettings.Default, FleetStory.Start.AddMinutes(batch)).State;
            largest = Math.Max(largest, Serializing.Size(state));
        }

        Assert.InRange(largest, 1_000, 64 * 1024);
        var incident = Assert.Single(state.Incidents);
        Assert.InRange(DistinctSketch.FromBytes(incident.Things).Count, 95_000, 105_000);
        Assert.StartsWith("about ", incident.Told!.ProductFields["ThingCount"], StringComparison.Ordinal);
    }

    [Fact]
    public void A_firing_of_a_thing_is_an_input_until_it_is_withdrawn_and_the_greater_revision_holds()
    {
        var repeated = FleetStory.Rule(CorrelationType.EventCount, 3, groupBy: ["thingName"]);
        var rule = FleetStory.Rule(CorrelationType.EventCount, 2, groupBy: ["accountId"]);
        rule = new CorrelationRule
        {
            Id = rule.Id,
            Title = rule.Title,
            Type = rule.Type,
            Inputs = [new RuleInput(null, repeated, "repeated")],
            GroupBy = rule.GroupBy,
            Timespan = rule.Timespan,
            Condition = rule.Condition,
            Level = rule.Level,
            Effect = rule.Effect,
            Hash = rule.Hash,
            Acts = true,
        };
        var state = GroupState.Empty;
        Tell("a", revision: 1, isWithdrawn: false);
        Tell("b", revision: 3, isWithdrawn: false);
        Assert.True(Assert.Single(state.Incidents).IsOpen);

        Tell("b", revision: 2, isWithdrawn: true);
        Assert.True(Assert.Single(state.Incidents).IsOpen);

        Tell("b", revision: 4, isWithdrawn: true);
        Assert.Equal(IncidentEnd.Withdrawn, Assert.Single(state.Incidents).End);

        Tell("b", revision: 5, isWithdrawn: false);
        Assert.True(Assert.Single(state.Incidents).IsOpen);

        void Tell(string thing, long revision, bool isWithdrawn)
        {
            var match = new RuleMatch(FleetStory.Set(repeated, rule));
            var signals = GroupSignals.OfFiring(match, FleetStory.Scope, thing, repeated, thing, FleetStory.Start.ToUnixTimeMilliseconds(), revision, isWithdrawn).ToList();
            Assert.Single(signals);
            state = GroupLogic.Apply(state, FleetStory.Scope, signals, rule, EngineSettings.Default, FleetStory.Start.AddMinutes(revision)).State;
        }
    }

    private static double LastFiredAtMinute(GroupState state) =>
        (DateTimeOffset.FromUnixTimeMilliseconds(Assert.Single(state.Incidents).LastFiringMs) - FleetStory.Start).TotalMinutes;
}
