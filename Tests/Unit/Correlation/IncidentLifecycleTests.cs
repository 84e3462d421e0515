using OrleansDefender.Correlation;
using OrleansDefender.Correlation.Engine;
using OrleansDefender.Correlation.Groups;
using OrleansDefender.Correlation.Rules;
using OrleansDefender.Findings;
using OrleansDefender.Silo.Api;

using Xunit;

namespace OrleansDefender.Tests.Unit.Correlation;

/// <summary>A fleet incident from its first firing to the day it is forgotten.</summary>
public sealed class IncidentLifecycleTests
{
    private static readonly DateTimeOffset Now = FleetStory.Start.AddMinutes(5);
    private static readonly CorrelationRule Rule = FleetStory.Rule();
    private static readonly Signal Critical = FleetStory.Alarm("b", 2, severity: Severity.Critical);
    private static readonly GroupState Opened = GroupState.Empty.Apply(
        Rule, Now, FleetStory.Alarm("a", 1), Critical, FleetStory.End(Critical, 3), FleetStory.Alarm("c", 3, episode: "e"));

    [Fact]
    public void It_opens_at_the_first_firing_with_the_level_of_its_rule()
    {
        var incident = Assert.Single(Opened.Incidents);
        var finding = incident.Told!;

        Assert.Equal(FleetStory.Start.AddMinutes(3).ToUnixTimeMilliseconds(), incident.OccurrenceMs);
        Assert.Equal((Severity.High, RecordState.Active, 1L), (finding.Severity, finding.RecordState, incident.Revision));
        Assert.Equal("3 things: Auth", finding.Title);
        Assert.Equal($"arn:aws:orleans-defender:eu-central-1:111122223333:incident/{Rule.Id}/Profile~1FAuth/{incident.OccurrenceMs}", finding.Id);
        Assert.Equal("b (CRITICAL), a (MEDIUM), c (MEDIUM)", finding.ProductFields["MostSevereThings"]);
        Assert.Equal("a, b, c", finding.ProductFields["FirstThings"]);
        Assert.Equal(("Profile", "Auth"), (finding.ProductFields["Group.securityProfileName"], finding.ProductFields["Group.behaviorName"]));
        Assert.Equal("T0859", finding.ProductFields["Techniques"]);
        Assert.Equal("2026-01-05T09:01:00.000Z a in-alarm Profile/Auth", finding.ProductFields["Evidence01"]);
        Assert.Equal(3, finding.RelatedIds!.Value.Length);
        Assert.Equal(3, finding.Resources.Length);
    }

    [Fact]
    public void It_counts_what_led_to_it_also_where_the_caps_have_no_place_for_that_any_more()
    {
        var rule = FleetStory.Rule(atLeast: 20);
        var few = Enumerable.Range(0, 15).Select(static i => FleetStory.Alarm($"late-{i:00}", 1));
        var many = Enumerable.Range(0, 45).Select(static i => FleetStory.Alarm($"early-{i:00}", 2)).ToArray();

        var state = GroupState.Empty.Apply(rule, Now, [.. few]);
        Assert.Empty(state.Incidents);
        var incident = Assert.Single(state.Apply(rule, Now, many).Incidents);

        Assert.Equal("60 things: Auth", incident.Told!.Title);
        Assert.Equal("late-00", incident.First[0].Thing);
        Assert.Equal(FleetStory.Start.AddMinutes(1).ToUnixTimeMilliseconds(), incident.FirstSignalMs);
    }

    [Fact]
    public void It_grows_but_is_told_anew_at_most_every_five_minutes()
    {
        var grown = Opened.Apply(Rule, Now.AddMinutes(1), FleetStory.Alarm("d", 5));
        Assert.Equal(1, grown.Incidents[0].Revision);
        Assert.Equal("3 things: Auth", grown.Incidents[0].Told!.Title);
        Assert.Equal(Now.AddMinutes(5).ToUnixTimeMilliseconds(), GroupLogic.DueMs(grown, EngineSettings.Default));

        // The API shows the present nevertheless.
        var key = CorrelationKey.Of(FleetStory.Scope, Rule.Id, grown.Group!);
        var row = IncidentViews.Row(key, grown);
        Assert.Equal((3L, "3 things: Auth"), (IncidentItem.Of(row, now: null).Things, IncidentItem.Of(row, now: null).Title));
        var item = IncidentItem.Of(row, IncidentViews.Of(key, grown, grown.Incidents[0]));
        Assert.Equal((4L, "4 things: Auth", FleetStory.Start.AddMinutes(5)), (item.Things, item.Title, item.LastSignalAt));

        var woken = GroupLogic.Wake(grown, FleetStory.Scope, isRuleGone: false, Now.AddMinutes(5));
        Assert.Equal((2L, "4 things: Auth"), (woken.Incidents[0].Revision, woken.Incidents[0].Told!.Title));
        Assert.Equal(grown.Incidents[0].OccurrenceMs, woken.Incidents[0].OccurrenceMs);
        Assert.Same(woken, GroupLogic.Wake(woken, FleetStory.Scope, isRuleGone: false, Now.AddMinutes(6)));
    }

    [Fact]
    public void It_steps_down_a_level_for_each_quiet_period_and_closes_with_the_severity_that_it_had()
    {
        var last = FleetStory.Start.AddMinutes(3);
        Assert.Equal(last.AddDays(1).ToUnixTimeMilliseconds(), GroupLogic.DueMs(Opened, EngineSettings.Default));

        var state = Wake(Opened, last.AddDays(1));
        Assert.Equal(Severity.Medium, state.Incidents[0].Told!.Severity);
        state = Wake(state, last.AddDays(2));
        Assert.Equal(Severity.Low, state.Incidents[0].Told!.Severity);
        state = Wake(state, last.AddDays(3));
        var told = state.Incidents[0].Told!;
        Assert.Equal((Severity.Low, RecordState.Archived), (told.Severity, told.RecordState));
        Assert.Equal("no matching signal came for 3d", told.ProductFields["ClosedBecause"]);
        Assert.Equal(4, state.Incidents[0].Revision);
    }

    [Fact]
    public void A_matching_signal_lifts_it_to_its_level_again()
    {
        var state = Wake(Opened, FleetStory.Start.AddDays(1).AddHours(1));
        state = state.Apply(Rule, FleetStory.Start.AddDays(1).AddHours(2), FleetStory.Alarm("d", 26 * 60));

        Assert.Equal(Severity.High, state.Incidents[0].Told!.Severity);
    }

    [Fact]
    public void A_false_positive_that_takes_its_ground_away_closes_it_for_that_reason_and_an_undo_opens_the_same_again()
    {
        var alarm = FleetStory.Alarm("c", 3, episode: "e");
        var closed = Opened.Apply(Rule, Now.AddMinutes(1), FleetStory.Word(alarm, 6, Verification.FalsePositive));
        var told = Assert.Single(closed.Incidents).Told!;
        Assert.Equal((Severity.High, RecordState.Archived), (told.Severity, told.RecordState));
        Assert.Equal("analysts called its signals false or benign", told.ProductFields["ClosedBecause"]);

        var again = closed.Apply(Rule, Now.AddMinutes(2), FleetStory.Word(alarm, 7, Verification.Unknown));
        Assert.Equal((RecordState.Active, told.Id, 3L), (again.Incidents[0].Told!.RecordState, again.Incidents[0].Told!.Id, again.Incidents[0].Revision));
        Assert.Single(again.Incidents);
    }

    [Fact]
    public void A_true_positive_keeps_it_open_however_quiet_it_is()
    {
        var state = Opened.Apply(Rule, Now.AddMinutes(1), FleetStory.Word(FleetStory.Alarm("c", 3, episode: "e"), 6, Verification.TruePositive));
        state = Wake(state, FleetStory.Start.AddDays(30));

        Assert.Equal((Severity.Low, RecordState.Active), (state.Incidents[0].Told!.Severity, state.Incidents[0].Told!.RecordState));
    }

    [Fact]
    public void It_waits_for_the_end_of_a_CRITICAL_episode_whichever_is_told_first()
    {
        Signal[] alarms = [FleetStory.Alarm("a", 1), Critical, FleetStory.Alarm("c", 3)];
        var last = FleetStory.Start.AddMinutes(3);
        var ends = FleetStory.Start.AddDays(5);
        var end = FleetStory.End(Critical, 5 * 24 * 60);
        var open = GroupState.Empty.Apply(Rule, Now, alarms);

        var waiting = Wake(Serializing.Copy(open), last.AddDays(4));
        Assert.Equal((Severity.High, RecordState.Active), (waiting.Incidents[0].Told!.Severity, waiting.Incidents[0].Told!.RecordState));
        Assert.StartsWith("a CRITICAL episode of it ends (1 open)", waiting.Incidents[0].Told!.ProductFields["LowersWhen"], StringComparison.Ordinal);

        var ended = waiting.Apply(Rule, ends, end);
        Assert.Equal(ends.AddDays(1).ToUnixTimeMilliseconds(), GroupLogic.DueMs(Wake(ended, ends.AddMinutes(6)), EngineSettings.Default));
        Assert.Equal(Severity.High, Wake(ended, ends.AddHours(23)).Incidents[0].Told!.Severity);
        Assert.Equal(Severity.Medium, Wake(ended, ends.AddHours(24)).Incidents[0].Told!.Severity);
        Assert.Same(ended, ended.Apply(Rule, ends.AddMinutes(1), end));

        // The opening comes again, or comes late: it is over all the same.
        Assert.Equal(Severity.Medium, Wake(ended.Apply(Rule, ends, Critical), ends.AddHours(24)).Incidents[0].Told!.Severity);
        var late = GroupState.Empty.Apply(Rule, Now, alarms[0]).Apply(Rule, Now, FleetStory.End(Critical, 4)).Apply(Rule, Now, Critical).Apply(Rule, Now, alarms[2]);
        Assert.Equal(Severity.Medium, Wake(late, last.AddDays(1)).Incidents[0].Told!.Severity);
    }

    [Fact]
    public void It_does_not_wait_for_a_CRITICAL_episode_that_an_analyst_called_false_nor_for_ever()
    {
        var open = GroupState.Empty.Apply(Rule, Now, FleetStory.Alarm("a", 1), Critical, FleetStory.Alarm("c", 3), FleetStory.Alarm("d", 3));
        var last = FleetStory.Start.AddMinutes(3);

        var judged = open.Apply(Rule, Now, FleetStory.Word(Critical, 6, Verification.FalsePositive));
        Assert.Equal(Severity.Medium, Wake(judged, last.AddDays(1)).Incidents[0].Told!.Severity);
        var undone = judged.Apply(Rule, Now, FleetStory.Word(Critical, 7, Verification.Unknown));
        Assert.Equal(Severity.High, Wake(undone, last.AddDays(20)).Incidents[0].Told!.Severity);
        Assert.Equal(Severity.Medium, Wake(undone, last.Add(FleetIncident.CriticalFor).AddDays(1)).Incidents[0].Told!.Severity);
    }

    [Fact]
    public void Of_CRITICAL_episodes_no_more_are_kept_than_say_that_there_are_some_and_an_end_of_what_is_not_known_is_nothing()
    {
        var signals = Enumerable.Range(0, 1_000).Select(static i => FleetStory.Alarm($"t{i:0000}", i * 0.01, severity: Severity.Critical)).ToArray();
        var state = GroupState.Empty.Apply(Rule, Now, signals);

        Assert.Equal(FleetIncident.MostCritical, state.Incidents[0].Critical!.Value.Length);
        Assert.Same(GroupState.Empty, GroupState.Empty.Apply(Rule, Now, FleetStory.End(Critical, 3)));
        var ends = state.Apply(Rule, Now, [.. signals.Select(static (signal, i) => FleetStory.End(signal, 20 + i))]);
        Assert.Null(ends.Incidents[0].Critical);
        Assert.InRange(ends.Ends?.Length ?? 0, 0, GroupLogic.MostLooseEnds);
    }

    [Fact]
    public void One_that_is_over_is_forgotten_when_its_archive_has_landed_and_the_next_firing_opens_another()
    {
        var closed = Wake(Opened, FleetStory.Start.AddDays(4));
        var incident = closed.Incidents[0];
        var unlanded = GroupLogic.Confirm(closed, [Landed(incident, incident.Revision - 1)]);
        Assert.Single(unlanded.Incidents);
        var forgotten = GroupLogic.Confirm(closed, [Landed(incident, incident.Revision)]);
        Assert.Empty(forgotten.Incidents);

        // What it was made of does not open it again; what comes later opens another.
        var minute = 4 * 24 * 60;
        var next = forgotten.Apply(
            Rule, FleetStory.Start.AddMinutes(minute + 5), FleetStory.Alarm("a", minute), FleetStory.Alarm("b", minute + 1), FleetStory.Alarm("c", minute + 2));
        Assert.NotEqual(incident.Told!.Id, Assert.Single(next.Incidents).Told!.Id);
        Assert.True(next.Incidents[0].Revision > incident.Revision);
    }

    [Fact]
    public void One_whose_rule_is_gone_is_closed()
    {
        var state = GroupLogic.Wake(Opened, FleetStory.Scope, isRuleGone: true, Now.AddMinutes(1));

        Assert.Equal("its rule is no longer in force", state.Incidents[0].Told!.ProductFields["ClosedBecause"]);
    }

    [Fact]
    public void Another_version_of_the_rule_leaves_what_stands()
    {
        var stricter = FleetStory.Rule(atLeast: 10);
        var changed = new CorrelationRule
        {
            Id = stricter.Id,
            Title = stricter.Title,
            Type = stricter.Type,
            Inputs = stricter.Inputs,
            GroupBy = stricter.GroupBy,
            Timespan = stricter.Timespan,
            Condition = stricter.Condition,
            ValueField = stricter.ValueField,
            Level = stricter.Level,
            Effect = stricter.Effect,
            Hash = "another",
            Acts = true,
        };
        var state = Opened.Apply(changed, Now.AddMinutes(6), FleetStory.Alarm("d", 10));

        Assert.True(Assert.Single(state.Incidents).IsOpen);
        Assert.Equal("another", state.Incidents[0].Told!.ProductFields["RuleHash"]);
    }

    [Fact]
    public void An_open_one_is_stamped_anew_before_the_hub_deletes_it_for_its_age()
    {
        var confirmed = Opened.Apply(Rule, Now.AddMinutes(1), FleetStory.Word(FleetStory.Alarm("c", 3, episode: "e"), 6, Verification.TruePositive));
        var low = Wake(confirmed, FleetStory.Start.AddDays(5));
        var refreshed = Wake(low, FleetStory.Start.AddDays(5) + GroupLogic.RefreshAfter);

        Assert.Equal(low.Incidents[0].Revision + 1, refreshed.Incidents[0].Revision);
    }

    [Fact]
    public void The_state_is_the_same_after_it_was_stored()
    {
        var copy = Serializing.Copy(Opened);
        Assert.Equal(Opened.Incidents[0].Told!.Id, copy.Incidents[0].Told!.Id);

        var more = FleetStory.Alarm("d", 4);
        Assert.Equal(Opened.Apply(Rule, Now.AddMinutes(9), more).Incidents[0].ToldHash, copy.Apply(Rule, Now.AddMinutes(9), more).Incidents[0].ToldHash);
    }

    private static GroupState Wake(GroupState state, DateTimeOffset now) => GroupLogic.Wake(state, FleetStory.Scope, isRuleGone: false, now);

    private static DeliveryOutcome Landed(FleetIncident incident, long revision) =>
        new() { FindingId = incident.Told!.Id, Key = incident.Key, Status = DeliveryStatus.Landed, Revision = revision };
}
