using OrleansDefender.Correlation.Rules;
using OrleansDefender.Ingress.Parsing;
using OrleansDefender.Silo.RuleFiles;
using OrleansDefender.Tests.Shared;
using OrleansDefender.Tests.Unit.Correlation;

using Xunit;

namespace OrleansDefender.Tests.Unit.Silo;

public sealed class BacktestTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly MessageParser Parser = new("111122223333", "us-east-1");

    [Fact]
    public void Rules_whose_thresholds_differ_give_the_difference_by_thing_and_by_rule()
    {
        (double Minute, string Body)[] records = [.. Episodes("pump-1", 3), .. Episodes("pump-2", 2), .. Episodes("pump-3", 1)];

        var strict = Replay(Raise(2), records);
        var lax = Replay(Raise(3), records);

        Assert.Equal(2, strict.Total.Escalations);
        Assert.Equal(1, lax.Total.Escalations);
        Assert.Equal(2, strict.Rules["raise"].Escalations);
        Assert.Equal(["pump-1", "pump-2"], strict.Things().Where(static thing => thing.Value.Escalations == 1).Select(static thing => thing.Key.Name));
        Assert.Equal(["pump-1"], lax.Things().Where(static thing => thing.Value.Escalations == 1).Select(static thing => thing.Key.Name));
        Assert.Equal(strict.Total, strict.Things().Select(static thing => thing.Value).Aggregate(static (left, right) => left + right));
    }

    [Fact]
    public void Without_rules_an_alarm_costs_what_it_always_costs()
    {
        var backtest = Replay(RuleSet.Empty, [(1, RecordedBody.Detect("pump-1", "e1", 0)), (2, RecordedBody.Detect("pump-1", "e1", 1, "alarm-cleared"))]);

        Assert.Equal(new BacktestCounts { FindingChanges = 2 }, backtest.Total);
        Assert.Equal(1, backtest.Total.ImportCalls);
        Assert.Empty(backtest.Rules);
    }

    [Fact]
    public void A_repeat_costs_nothing()
    {
        var backtest = Replay(Raise(2), [(1, RecordedBody.Detect("pump-1", "e1", 0)), (2, RecordedBody.Detect("pump-1", "e1", 0))]);

        Assert.Equal(new BacktestCounts { FindingChanges = 1 }, backtest.Total);
        Assert.Equal(2, backtest.Messages.Events);
    }

    [Fact]
    public void A_word_reaches_its_thing_also_where_it_comes_before_the_event()
    {
        var backtest = Replay(RuleSet.Empty,
        [
            (1, RecordedBody.Detect("pump-1", "e1", 0)),
            (2, RecordedBody.FalsePositive("e1", 2)),
            (3, RecordedBody.FalsePositive("e2", 3)),
            (4, RecordedBody.Detect("pump-2", "e2", 1)),
            (5, RecordedBody.FalsePositive("never-seen", 5)),
        ]);

        Assert.Equal(2, backtest.Messages.Words);
        Assert.Equal(1, backtest.Messages.UnknownEpisodes);
        Assert.Equal(2, backtest.Total.Updates);
    }

    [Fact]
    public void A_word_that_waits_longer_than_the_product_would_wait_is_of_no_effect()
    {
        var backtest = Replay(RuleSet.Empty, [(0, RecordedBody.FalsePositive("e1", 0)), (61, RecordedBody.Detect("pump-1", "e1", 60))]);

        Assert.Equal(1, backtest.Messages.UnknownEpisodes);
        Assert.Equal(new BacktestCounts { FindingChanges = 1 }, backtest.Total);
    }

    [Fact]
    public void Words_that_wait_are_bounded_and_make_room_when_they_have_waited_long_enough()
    {
        var backtest = new Backtest(RuleSet.Empty, new BacktestSettings { MostWaiting = 1 });

        Assert.True(Take(backtest, 0, RecordedBody.FalsePositive("never-seen", 0)));
        Assert.True(Take(backtest, 1, RecordedBody.FalsePositive("e1", 1)));
        Assert.True(Take(backtest, 2, RecordedBody.Detect("pump-1", "e1", 0)));
        Assert.Equal((0, 2), (backtest.Messages.Words, backtest.Messages.UnknownEpisodes));

        Assert.True(Take(backtest, 61, RecordedBody.FalsePositive("e2", 61)));
        Assert.True(Take(backtest, 62, RecordedBody.Detect("pump-1", "e2", 60)));
        Assert.Equal((1, 2), (backtest.Messages.Words, backtest.Messages.UnknownEpisodes));
    }

    [Fact]
    public void Analysts_words_keep_rules_from_firing()
    {
        (double Minute, string Body)[] alarms = [(1, RecordedBody.Detect("pump-1", "e1", 0)), (9, RecordedBody.Detect("pump-1", "e2", 8))];

        Assert.Equal(1, Replay(Raise(2), alarms).Total.Escalations);
        Assert.Equal(0, Replay(Raise(2), [.. alarms, (2, RecordedBody.FalsePositive("e1", 2))]).Total.Escalations);
    }

    [Fact]
    public void Time_passes_between_the_records()
    {
        // An incident of HIGH steps down to MEDIUM and to LOW, and is closed; then its member's finding no longer names it.
        var rules = Set(GivenRules.Rule("steps", CorrelationType.EventCount, Hour, gte: 2, incident: true, quiet: Hour));

        // The other thing's alarms only let the time pass: by the first what is told later of the incident's evidence has been told.
        (double Minute, string Body)[] alarms = [.. Episodes("pump-1", 2), (30, RecordedBody.Detect("pump-2", "first", 30))];

        var soon = Replay(rules, alarms);
        var late = Replay(rules, [.. alarms, (60 * 10, RecordedBody.Detect("pump-2", "other", 60 * 10))]);

        Assert.Equal(1, soon.Rules["steps"].Incidents);
        Assert.Equal(1, late.Rules["steps"].Incidents);
        Assert.Equal(4, Changes(late) - Changes(soon));

        static long Changes(Backtest backtest) => backtest.Rules["steps"].FindingChanges;
    }

    [Fact]
    public void A_fleet_incident_is_opened_once_and_stands_for_those_that_come_later()
    {
        var rules = Set(
            GivenRules.Rule("single", CorrelationType.EventCount, Hour, gte: 1, incident: true),
            GivenRules.Rule("wave", CorrelationType.ValueCount, Hour, gte: 3, field: "thingName", incident: true, groupBy: ["securityProfileName", "behaviorName"]));
        var records = Enumerable.Range(0, 6).Select(static i => (i + 0.5, RecordedBody.Detect($"pump-{i}", $"e{i}", i))).ToArray();

        var backtest = Replay(rules, records);

        Assert.Equal(1, backtest.Total.FleetIncidents);
        Assert.Equal(1, backtest.Rules["wave"].FleetIncidents);
        Assert.Equal(3, backtest.Total.Incidents);
        Assert.Equal(6, Replay(Set(GivenRules.Rule("single", CorrelationType.EventCount, Hour, gte: 1, incident: true)), records).Total.Incidents);
    }

    [Fact]
    public void A_wave_of_alarms_that_were_called_false_is_none()
    {
        var rules = Set(
            GivenRules.Rule("wave", CorrelationType.ValueCount, Hour, gte: 3, field: "thingName", incident: true, groupBy: ["securityProfileName", "behaviorName"]));
        (double Minute, string Body)[] records = [.. Enumerable.Range(0, 3).Select(static i => (i + 0.5, RecordedBody.Detect($"pump-{i}", $"e{i}", i)))];

        Assert.Equal(1, Replay(rules, records).Total.FleetIncidents);
        Assert.Equal(0, Replay(rules, [.. records, (1.7, RecordedBody.FalsePositive("e0", 1.5))]).Total.FleetIncidents);
    }

    [Fact]
    public void What_is_deleted_is_closed()
    {
        (double Minute, string Body)[] alarms = [.. Enumerable.Range(0, 3).Select(static i => (i + 0.5, RecordedBody.Detect($"pump-{i}", $"e{i}", i)))];

        Assert.Equal(3, Replay(RuleSet.Empty, alarms).Total.FindingChanges);
        Assert.Equal(4, Replay(RuleSet.Empty, [.. alarms, (10, RecordedBody.DeleteThing("pump-1", 10))]).Total.FindingChanges);
        Assert.Equal(6, Replay(RuleSet.Empty, [.. alarms, (10, RecordedBody.DeleteProfile(RecordedBody.Profile, 10))]).Total.FindingChanges);
        Assert.Equal(3, Replay(RuleSet.Empty, [.. alarms, (10, RecordedBody.DeleteProfile("Another", 10))]).Total.FindingChanges);
    }

    [Fact]
    public void What_is_in_the_future_is_refused()
    {
        var backtest = Replay(Raise(2), [(0, RecordedBody.Detect("pump-1", "e1", 60)), (1, RecordedBody.FalsePositive("e1", 60)), (2, RecordedBody.FalsePositive("e1", 2))]);

        Assert.Equal(2, backtest.Messages.Refused);
        Assert.Equal(1, backtest.Messages.UnknownEpisodes);
        Assert.True(backtest.Total.IsNone);
    }

    [Fact]
    public void Every_recorded_message_is_counted_in_one_place()
    {
        var bodies = SampleFiles.Names("sns-*.json").Concat(SampleFiles.Names("eventbridge-*.json")).Select(SampleFiles.Read).ToList();

        var backtest = Replay(Raise(2), [.. bodies.Select(static (body, place) => (60.0 * 24 * 365, body)), (60.0 * 24 * 365, "rubbish")]);

        var messages = backtest.Messages;
        Assert.Equal(bodies.Count + 1, messages.Total);
        Assert.True(messages is { Audits: >= 4, Registry: >= 1, Ignored: >= 2, Unreadable: >= 1, Refused: 0 });
    }

    [Fact]
    public void More_things_than_memory_is_meant_for_end_it()
    {
        var backtest = new Backtest(RuleSet.Empty, new BacktestSettings { MostThings = 2 });

        Assert.True(Take(backtest, 0, RecordedBody.Detect("pump-1", "e1", 0)));
        Assert.True(Take(backtest, 1, RecordedBody.Detect("pump-2", "e2", 1)));
        Assert.True(Take(backtest, 2, RecordedBody.Detect("pump-1", "e1", 2, "alarm-cleared")));
        Assert.Null(backtest.Stopped);
        Assert.False(Take(backtest, 3, RecordedBody.Detect("pump-3", "e3", 3)));
        Assert.Contains("more than 2 things", backtest.Stopped, StringComparison.Ordinal);
        Assert.False(Take(backtest, 4, RecordedBody.Detect("pump-1", "e4", 4)));
    }

    [Fact]
    public void More_groups_than_memory_is_meant_for_end_it()
    {
        var rules = Set(GivenRules.Rule("across", CorrelationType.EventCount, Hour, gte: 5, groupBy: ["behaviorName"]));
        var backtest = new Backtest(rules, new BacktestSettings { MostGroups = 1 });

        Assert.True(Take(backtest, 0, RecordedBody.Detect("pump-1", "e1", 0)));
        Assert.False(Take(backtest, 1, RecordedBody.Detect("pump-1", "e2", 1, behavior: "Other-Low")));
        Assert.Contains("more than 1 groups", backtest.Stopped, StringComparison.Ordinal);
    }

    [Fact]
    public void The_report_is_the_same_each_time_and_lists_the_things_that_differ_most()
    {
        (double Minute, string Body)[] records = [.. Enumerable.Range(0, 44).SelectMany(static i => Episodes($"pump-{i:00}", (i % 4) + 1))];
        var reports = Enumerable.Range(0, 2).Select(_ =>
        {
            var (rules, against) = (Raise(2), Raise(4));
            var (ours, others) = (Replay(rules, records), Replay(against, records));
            var span = (RecordedBody.Noon, RecordedBody.Noon.AddHours(1));
            return (Json: BacktestReport.Document(ours, others, rules, against, span), Lines: string.Join('\n', BacktestReport.Lines(ours, others, rules, against, span)));
        }).ToList();

        Assert.Equal(reports[0].Json.ToJsonString(), reports[1].Json.ToJsonString());
        Assert.Equal(reports[0].Lines, reports[1].Lines);
        var things = reports[0].Json["things"]!.AsArray();

        // Of each four one has two episodes and one has three: these are raised by the one set only.
        Assert.Equal(22, (long)reports[0].Json["totals"]!["difference"]!["escalations"]!);
        Assert.Equal(BacktestReport.MostThings, things.Count);
        Assert.All(things, static thing => Assert.Equal(1, (long)thing!["difference"]!["escalations"]!));
        Assert.Contains("By thing (20 of 22 that differ", reports[0].Lines, StringComparison.Ordinal);
        Assert.Contains("Rule raise: escalations 33/11", reports[0].Lines, StringComparison.Ordinal);
    }

    private static RuleSet Raise(int gte) => Set(GivenRules.Rule("raise", CorrelationType.EventCount, Hour, gte: gte, level: Severity.Critical));

    private static RuleSet Set(params CorrelationRule[] rules) => GivenRules.Rules(rules).Match.Rules;

    /// <summary>Episodes of ten minutes, each closed after five.</summary>
    private static IEnumerable<(double Minute, string Body)> Episodes(string thing, int count) => Enumerable.Range(0, count).SelectMany(i => new[]
    {
        ((i * 10) + 0.5, RecordedBody.Detect(thing, $"{thing}-e{i}", i * 10)),
        ((i * 10) + 5.5, RecordedBody.Detect(thing, $"{thing}-e{i}", (i * 10) + 5, "alarm-cleared")),
    });

    private static Backtest Replay(RuleSet rules, params (double Minute, string Body)[] records)
    {
        var backtest = new Backtest(rules, new BacktestSettings());
        foreach (var (minute, body) in records.OrderBy(static record => record.Minute))
        {
            Assert.True(Take(backtest, minute, body));
        }

        backtest.Complete();
        return backtest;
    }

    private static bool Take(Backtest backtest, double minute, string body) => backtest.Take(RecordedBody.Noon.AddMinutes(minute), Parser.Parse(body));
}
