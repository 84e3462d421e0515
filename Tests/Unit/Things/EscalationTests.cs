using System.Globalization;

using OrleansDefender.Audits;
using OrleansDefender.Correlation;
using OrleansDefender.Correlation.Rules;
using OrleansDefender.Findings;
using OrleansDefender.Fleet;
using OrleansDefender.Things;

using Xunit;

using static OrleansDefender.Tests.Unit.Correlation.GivenRules;
using static OrleansDefender.Tests.Unit.Things.Given;

namespace OrleansDefender.Tests.Unit.Things;

/// <summary>What follows for a thing and its findings when a rule fires, and when it no longer holds.</summary>
public sealed class EscalationTests
{
    private const string Low = "ConnectionAttempts-Low";

    private static readonly CorrelationRule Repeated = Rule("repeated", CorrelationType.EventCount, TimeSpan.FromHours(1), gte: 3, level: Severity.Critical);
    private static readonly CorrelationRule Several =
        Rule("several", CorrelationType.ValueCount, TimeSpan.FromHours(24), gte: 3, field: "behaviorName", incident: true, title: "{thingName}: {count} behaviors in a day");

    [Fact]
    public void A_rule_raises_its_members_findings_and_tells_rule_hash_and_evidence()
    {
        var state = Play(Rules(Repeated), [.. Episodes(3, Low)]);

        var alarm = state.Alarm();
        Assert.Equal(Severity.Low, alarm.Severity);
        Assert.Equal(Severity.Critical, alarm.Effective);
        var finding = state.Snapshot(At(60)).Finding;
        Assert.Equal(Severity.Critical, finding.Severity);
        Assert.Equal("LOW", finding.ProductFields["BaseSeverity"]);
        Assert.Equal("repeated", finding.ProductFields["EscalationRuleId"]);
        Assert.Equal("hash-of-repeated", finding.ProductFields["EscalationRuleHash"]);
        Assert.Contains("in-alarm PumpCloudSideRules/ConnectionAttempts-Low at 2026-01-05T10:20:00.000Z", finding.ProductFields["EscalationEvidence"], StringComparison.Ordinal);
        Assert.Equal(Severity.Critical, ThingLogic.Row(state, Thing, At(60)).Severity);
    }

    [Fact]
    public void Without_rules_nothing_is_remembered_of_correlation()
    {
        var state = Play(ThingRules.None, [.. Episodes(3, Low)]);

        Assert.Null(state.Correlation);
        Assert.Null(state.Alarm().Log);
        Assert.Equal(Severity.Low, state.Alarm().Effective);
    }

    [Fact]
    public void An_incident_leaves_its_members_severity_alone_and_they_point_to_it()
    {
        var state = Play(Rules(Several), Open(0, "a", "A-Low"), Open(1, "b", "B-Low"), Open(2, "c", "C-Low"));

        var incident = Assert.Single(state.Correlation!.Escalations);
        var finding = ThingLogic.Snapshot(Thing, incident)!.Finding;
        Assert.Equal("pump-0017: 3 behaviors in a day", finding.Title);
        Assert.Equal(Severity.High, finding.Severity);
        Assert.Equal(RecordState.Active, finding.RecordState);
        Assert.Equal(["TTPs/Lateral Movement/T0859 Valid Accounts"], finding.Types);
        Assert.Equal(At(0), finding.FirstObservedAt);
        Assert.Equal(At(2), finding.LastObservedAt);
        Assert.Equal("arn:aws:orleans-defender:us-east-1:111122223333:incident/several/pump-0017/" + At(2).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture), finding.Id);
        Assert.All(state.Alarms, alarm =>
        {
            Assert.Equal(Severity.Low, alarm.Effective);
            Assert.Equal(incident.Key, ThingLogic.Snapshot(Thing, alarm, At(3))!.Finding.ProductFields["Incidents"]);
        });
        Assert.Equal(Severity.High, ThingLogic.Row(state, Thing, At(3)).Severity);
    }

    [Fact]
    public void An_incident_whose_rule_names_no_technique_has_the_types_of_its_alarms_metrics_while_it_is_open_and_after()
    {
        var rules = Rules(Rule("untagged", CorrelationType.ValueCount, TimeSpan.FromHours(24), gte: 3, field: "behaviorName", incident: true, tags: []));
        var state = Play(rules, Open(0, "a", "A-Low"), Open(1, "b", "B-Low"), Open(2, "c", "C-Low") with { Metric = "aws:all-bytes-out" });
        Assert.Equal(["Unusual Behaviors/Network Flow", "Unusual Behaviors/User"], TypesOf(state));

        state = Wake(rules, state, At(10 * 24 * 60));
        Assert.False(state.Correlation!.Escalations[0].IsOpen);
        Assert.Equal(["Unusual Behaviors/Network Flow", "Unusual Behaviors/User"], TypesOf(state));

        static IEnumerable<string> TypesOf(ThingState state) => ThingLogic.Snapshot(Thing, Assert.Single(state.Correlation!.Escalations))!.Finding.Types;
    }

    [Fact]
    public void Any_order_and_any_repetition_of_arrival_gives_the_same_escalations()
    {
        DetectEvent[] events = [.. Episodes(4, Low), Open(7, "x", "B-Low"), Open(31, "y", "C-Low")];
        var rules = Rules(Repeated, Several);
        var inOrder = Play(rules, events);
        var random = new Random(17);
        for (var round = 0; round < 50; round++)
        {
            var shuffled = events.Concat(events.Take(3)).ToArray();
            random.Shuffle(shuffled);
            var state = ThingState.Empty;
            foreach (var detectEvent in shuffled)
            {
                state = Given(rules, state, At(60), detectEvent);
            }

            Assert.Equal(
                inOrder.Correlation!.Escalations.Select(Told).Order(StringComparer.Ordinal),
                state.Correlation!.Escalations.Select(Told).Order(StringComparer.Ordinal));
        }

        static string Told(EscalationState escalation) =>
            $"{escalation.RuleId} {escalation.Current} {string.Join(',', escalation.Firings.Select(static firing => firing.TimeMs))} {string.Join(',', escalation.Members)}";
    }

    [Fact]
    public void It_steps_down_one_level_for_each_quiet_period_and_is_over_at_last()
    {
        var rules = Rules(Several);
        var state = Play(rules, Open(0, "a", "A-Low"), Open(1, "b", "B-Low"), Open(2, "c", "C-Low"));
        var seen = new List<(Severity, RecordState)>();
        for (var woken = 0; woken < 5; woken++)
        {
            var due = ThingLogic.Row(state, Thing, At(3)).DueAt!.Value;
            state = Wake(rules, state, due);
            state = ThingLogic.CompleteWake(state, due);
            if (state.Correlation!.Escalations.FirstOrDefault() is { } incident)
            {
                var finding = ThingLogic.Snapshot(Thing, incident)!.Finding;
                seen.Add((finding.Severity, finding.RecordState));
            }
        }

        // The alarms' own wakes, for standing open for a day, lie between.
        Assert.Equal([(Severity.High, RecordState.Active), (Severity.Medium, RecordState.Active), (Severity.Low, RecordState.Active), (Severity.Low, RecordState.Archived)], seen.Distinct());
    }

    [Fact]
    public void A_matching_signal_brings_it_back_to_its_level()
    {
        var rules = Rules(Several);
        var state = Play(rules, Open(0, "a", "A-Low"), Open(1, "b", "B-Low"), Open(2, "c", "C-Low"));
        state = Wake(rules, state, At(2 + (24 * 60)));
        Assert.Equal(Severity.Medium, state.Correlation!.Escalations[0].Current);

        state = Given(rules, state, At(26 * 60), Open((26 * 60) - 1, "d", "D-Low"));

        Assert.Equal(Severity.High, state.Correlation!.Escalations[0].Current);
        Assert.Equal("a matching signal came", state.Correlation.Changes[0].Reason);
    }

    [Fact]
    public void It_does_not_step_down_while_a_CRITICAL_episode_is_open()
    {
        var rules = Rules(Several);
        var state = Play(rules, Open(0, "a", "A-Critical"), Open(1, "b", "B-Low"), Open(2, "c", "C-Low"));

        state = Wake(rules, state, At(10 * 24 * 60));
        Assert.Equal(Severity.High, state.Correlation!.Escalations[0].Current);

        var cleared = Event(TransitionKind.Cleared, 10 * 24 * 60, Id("a"), "A-Critical");
        state = Given(rules, state, At((10 * 24 * 60) + 1), cleared);
        state = Wake(rules, state, At((11 * 24 * 60) + 1));
        Assert.Equal(Severity.Medium, state.Correlation!.Escalations[0].Current);
    }

    [Fact]
    public void Quiet_never_closes_what_holds_a_TRUE_POSITIVE()
    {
        var rules = Rules(Several);
        var state = Play(rules, Open(0, "a", "A-Low"), Open(1, "b", "B-Low"), Open(2, "c", "C-Low"));
        state = Given(rules, state, At(5), Says(Verification.TruePositive, 4, Id("b")));

        state = Wake(rules, state, At(20 * 24 * 60));

        Assert.True(state.Correlation!.Escalations[0].IsOpen);
        Assert.Equal(Severity.Low, state.Correlation.Escalations[0].Current);
        Assert.Null(state.Correlation.Escalations[0].NextStepMs);
    }

    [Theory]
    [InlineData(Verification.FalsePositive)]
    [InlineData(Verification.BenignPositive)]
    public void A_word_that_takes_the_evidence_away_closes_it_soon_after_and_much_later(Verification word)
    {
        var rules = Rules(Several);
        foreach (var minutes in new[] { 5.0, 23 * 60 })
        {
            var state = Play(rules, Open(0, "a", "A-Low"), Open(1, "b", "B-Low"), Open(2, "c", "C-Low"));

            // Much later another signal has settled what fired before.
            state = Given(rules, state, At(minutes), Event(TransitionKind.Cleared, minutes - 1, Id("a"), "A-Low"));
            state = Given(rules, state, At(minutes + 1), Says(word, minutes, Id("b")));

            var incident = Assert.Single(state.Correlation!.Escalations);
            Assert.Equal(EscalationEnd.Withdrawn, incident.End);
            Assert.Equal(RecordState.Archived, ThingLogic.Snapshot(Thing, incident)!.Finding.RecordState);
            Assert.Equal(Severity.High, ThingLogic.Snapshot(Thing, incident)!.Finding.Severity);

            state = Given(rules, state, At(minutes + 3), Says(Verification.Unknown, minutes + 2, Id("b")));
            incident = Assert.Single(state.Correlation!.Escalations);
            Assert.True(incident.IsOpen);
            Assert.Equal(RecordState.Active, ThingLogic.Snapshot(Thing, incident)!.Finding.RecordState);
        }
    }

    [Fact]
    public void A_raise_ends_with_its_evidence_and_the_finding_says_so()
    {
        var rules = Rules(Repeated);
        var state = Play(rules, [.. Episodes(3, Low)]);
        var before = state.Snapshot(At(22));

        state = Given(rules, state, At(25), Says(Verification.FalsePositive, 24, Id("0")));

        var after = state.Snapshot(At(25));
        Assert.True(after.Revision > before.Revision);
        Assert.Equal(Severity.Low, after.Finding.Severity);
        Assert.DoesNotContain("EscalationRuleId", after.Finding.ProductFields.Keys);
    }

    [Fact]
    public void Severity_does_not_change_while_the_finding_is_archived()
    {
        var rules = Rules(Repeated);
        var state = Play(rules, [.. Episodes(3, Low)]);
        state = Given(rules, state, At(26), Event(TransitionKind.Cleared, 25, Id("2"), Low));
        Assert.Equal(RecordState.Archived, state.Snapshot(At(200)).Finding.RecordState);

        state = Wake(rules, state, At(10 * 24 * 60));

        Assert.Equal(Severity.Critical, state.Snapshot(At(10 * 24 * 60)).Finding.Severity);
    }

    [Fact]
    public void A_new_firing_after_the_end_opens_another_incident_and_the_old_one_stays_until_its_archive_landed()
    {
        var rules = Rules(Rule("twice", CorrelationType.EventCount, TimeSpan.FromMinutes(10), gte: 2, incident: true, quiet: TimeSpan.FromHours(6)));
        var state = Play(rules, Open(0, "a", Low), Open(1, "b", Low));
        var first = Assert.Single(state.Correlation!.Escalations);
        state = Wake(rules, state, At(24 * 60));
        Assert.Equal(EscalationEnd.Quiet, state.Correlation!.Escalations[0].End);

        state = Given(rules, state, At((25 * 60) + 2), Open(25 * 60, "c", Low), Open((25 * 60) + 1, "d", Low));

        Assert.Equal(2, state.Correlation!.Escalations.Length);
        Assert.NotEqual(first.Key, state.Correlation.Escalations[1].Key);
        var ended = state.Correlation.Escalations[0];
        state = ThingLogic.Confirm(state, [Landed(ended)]);
        state = Given(rules, state, At((25 * 60) + 4), Open((25 * 60) + 3, "e", Low));
        Assert.Single(state.Correlation!.Escalations);
    }

    [Fact]
    public void More_evidence_alone_is_not_sent_more_often_than_every_five_minutes()
    {
        var rules = Rules(Several);
        var state = Play(rules, Open(0, "a", "A-Low"), Open(1, "b", "B-Low"), Open(2, "c", "C-Low"));
        var revision = state.Correlation!.Escalations[0].Revision;

        state = Given(rules, state, At(4), Open(3, "d", "D-Low"));
        Assert.Equal(revision, state.Correlation!.Escalations[0].Revision);
        var due = ThingLogic.Row(state, Thing, At(4)).DueAt!.Value;
        Assert.Equal(At(8), due);

        state = Wake(rules, state, due);
        Assert.Equal(revision + 1, state.Correlation!.Escalations[0].Revision);
        Assert.Equal(At(3), ThingLogic.Snapshot(Thing, state.Correlation.Escalations[0])!.Finding.LastObservedAt);
    }

    [Fact]
    public void What_a_wake_changed_is_told_again_until_the_wake_is_complete()
    {
        var rules = Rules(Several);
        var state = Play(rules, Open(0, "a", "A-Low"), Open(1, "b", "B-Low"), Open(2, "c", "C-Low"));
        var due = At(2 + (24 * 60));

        var woken = ThingLogic.Wake(state, Thing, due, rules);
        var again = ThingLogic.Wake(woken.State, Thing, due.AddMinutes(1), rules);

        var key = woken.State.Correlation!.Escalations[0].Key;
        Assert.Contains(key, woken.Touched);
        Assert.Contains(key, again.Touched);
        Assert.True(ThingLogic.Row(woken.State, Thing, due).DueAt <= due);
        var complete = ThingLogic.CompleteWake(again.State, due.AddMinutes(1));
        Assert.True(ThingLogic.Row(complete, Thing, due).DueAt > due);
        Assert.DoesNotContain(key, ThingLogic.Wake(complete, Thing, due.AddMinutes(2), rules).Touched.Except(complete.Correlation!.Escalations.Select(static one => one.Key)));
    }

    [Fact]
    public void A_rule_that_is_no_longer_in_force_raises_nothing()
    {
        var state = Play(Rules(Repeated), [.. Episodes(3, Low)]);

        state = Given(Rules(Several), state, At(40), Open(39, "z", Low));

        Assert.Equal(Severity.Low, state.Alarm().Effective);
        Assert.Contains("no longer in force", state.Correlation!.Changes[0].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_silenced_is_published_once_the_silence_ends_if_it_is_still_true()
    {
        var silenced = Rules(Repeated) with { Withholder = new Silenced(At(60)) };
        var state = Given(silenced, ThingState.Empty, At(1), Open(0, "a", Low));
        Assert.Null(ThingLogic.Snapshot(Thing, state.Alarm(), At(1)));
        Assert.Equal(WatchFlags.Withheld, ThingLogic.Row(state, Thing, At(1)).Flags);
        Assert.Equal(At(60), ThingLogic.Row(state, Thing, At(1)).DueAt);

        state = Wake(Rules(Repeated), state, At(60));

        Assert.Equal(RecordState.Active, state.Snapshot(At(60)).Finding.RecordState);
        Assert.Equal(1, state.Alarm().Revision);
    }

    [Fact]
    public void What_came_and_went_while_it_was_silenced_is_never_published()
    {
        var silenced = Rules(Repeated) with { Withholder = new Silenced(At(60)) };
        var state = Given(silenced, ThingState.Empty, At(1), Open(0, "a", Low));
        state = Given(silenced, state, At(11), Event(TransitionKind.Cleared, 10, Id("a"), Low));

        var woken = ThingLogic.Wake(state, Thing, At(60), Rules(Repeated));

        Assert.Null(ThingLogic.Snapshot(Thing, woken.State.Alarm(), At(60)));
        Assert.Equal(0, woken.State.Alarm().Revision);
        var row = ThingLogic.Row(woken.State, Thing, At(60));
        Assert.Equal((null, WatchFlags.None), (row.DueAt, row.Flags));
    }

    [Fact]
    public void What_flapped_and_was_over_before_the_silence_ended_is_not_published_for_its_hold()
    {
        var silenced = Rules(Repeated) with { Withholder = new Silenced(At(60)) };
        var state = ThingState.Empty;
        foreach (var detectEvent in Episodes(4, Low).Append(Event(TransitionKind.Cleared, 35, Id("3"), Low)))
        {
            state = Given(silenced, state, detectEvent.Time.AddMinutes(1), detectEvent);
        }

        state = Wake(Rules(Repeated), state, At(60));

        Assert.Null(ThingLogic.Snapshot(Thing, state.Alarm(), At(60)));
    }

    [Fact]
    public void A_silence_that_is_ended_early_lets_go_at_the_next_wake()
    {
        var silenced = Rules(Repeated) with { Withholder = new Silenced(At(60 * 24)) };
        var state = Given(silenced, ThingState.Empty, At(1), Open(0, "a", Low));

        state = Wake(Rules(Repeated), state, At(5));

        Assert.Equal(RecordState.Active, state.Snapshot(At(5)).Finding.RecordState);
    }

    [Fact]
    public void A_raise_that_a_silence_kept_back_is_published_once_it_ends()
    {
        var state = Play(Rules(Repeated), Open(0, "0", Low));
        var silenced = Rules(Repeated) with { Withholder = new Silenced(At(90)) };
        state = Given(silenced, state, At(6), Open(5, "1", "B-Low"));
        state = Given(silenced, state, At(11), Open(10, "2", "C-Low"));
        var row = ThingLogic.Row(state, Thing, At(11));
        Assert.Equal((At(90), WatchFlags.Withheld), (row.DueAt, row.Flags));

        state = Wake(Rules(Repeated), state, At(90));

        Assert.All(state.Alarms, alarm => Assert.Equal(Severity.Critical, ThingLogic.Snapshot(Thing, alarm, At(90))!.Finding.Severity));
        Assert.Equal(WatchFlags.None, ThingLogic.Row(ThingLogic.CompleteWake(state, At(90)), Thing, At(90)).Flags);
    }

    [Fact]
    public void A_word_that_comes_late_to_a_quiet_thing_takes_the_evidence_away_at_once()
    {
        var rules = Rules(Several);
        var state = Play(rules, Open(0, "a", "A-Low"), Open(1, "b", "B-Low"), Open(2, "c", "C-Low"));

        state = Given(rules, state, At(301), Says(Verification.FalsePositive, 300, Id("b")));

        Assert.Equal(EscalationEnd.Withdrawn, Assert.Single(state.Correlation!.Escalations).End);
    }

    [Theory]
    [InlineData(60)]
    [InlineData(600)]
    public void A_word_on_an_episode_that_has_left_the_window_takes_its_signals_away_once_and_an_undo_brings_them_back(double saidAt)
    {
        // Nine episodes of one alarm within the hour: the first ones are in the log, or in the evidence, and no longer in the window.
        var rules = Rules(Rule("two", CorrelationType.ValueCount, TimeSpan.FromHours(1), gte: 2, field: "behaviorName", incident: true, level: Severity.Critical));
        var state = Play(rules, [Open(1, "first", "A-Low"), Open(2, "b", "B-Low"), .. Enumerable.Range(0, 9).Select(i => Open(70 + i, $"{i}", "A-Low"))]);
        Assert.False(state.Find(AlarmKey.Of(Profile, "A-Low"))!.Window.Knows(Id("first")));
        Assert.True(Assert.Single(state.Correlation!.Escalations).IsOpen);

        var word = Says(Verification.FalsePositive, saidAt, Id("first"));
        var judged = Given(rules, state, At(601), word);
        var undone = Given(rules, judged, At(602), Says(Verification.Unknown, saidAt + 1, Id("first")));

        Assert.Equal(EscalationEnd.Withdrawn, Assert.Single(judged.Correlation!.Escalations).End);
        Assert.Same(judged, Given(rules, judged, At(602), word));
        Assert.True(Assert.Single(undone.Correlation!.Escalations).IsOpen);
    }

    [Fact]
    public void Two_words_in_either_order_leave_the_same_escalations()
    {
        var rules = Rules(Rule("three", CorrelationType.EventCount, TimeSpan.FromHours(1), gte: 3, incident: true));
        foreach (var (first, second) in new[] { (6.0, 8.0), (6.0, 6.0) })
        {
            // The word of before holds for what fired until then.
            object[] events = [Open(0, "a", Low), Open(1, "b", Low), Open(2, "c", Low)];
            VerificationEvent[] words = [Says(Verification.FalsePositive, first, Id("a")), Says(Verification.TruePositive, second, Id("a")) with { EventId = "another" }];
            var one = Given(rules, Given(rules, Given(rules, ThingState.Empty, At(5), events), At(9), words[0]), At(10), words[1]);
            var other = Given(rules, Given(rules, Given(rules, ThingState.Empty, At(5), events), At(9), words[1]), At(10), words[0]);

            Assert.Equal(Logged(one), Logged(other));
            Assert.Equal(one.Correlation!.Escalations.Select(static escalation => (escalation.Key, escalation.IsOpen)), other.Correlation!.Escalations.Select(static escalation => (escalation.Key, escalation.IsOpen)));
        }

        static IEnumerable<LoggedSignal> Logged(ThingState state) => SignalLog.Unpack(state.Alarm().Log);
    }

    [Fact]
    public void A_resolved_audit_finding_is_a_signal_as_long_as_windows_need_it()
    {
        var resolved = Base("resolved", static signal => signal.EventType == SignalEvents.FindingResolved && signal.Check == "CHECK_0", SignalCategory.Audit);
        var rules = Rules(Rule("back", CorrelationType.TemporalOrdered, TimeSpan.FromHours(6), inputs: [resolved, AnyAlarm], incident: true));
        var certificate = new string('c', 64);
        var opened = Tells(certificate, 1, Severity.High);
        var gone = opened with { Revision = 2, Findings = [], Resolved = [new ResolvedFinding("CHECK_0", "REASON", Severity.High, At(10))] };
        var state = GivenReferences(ThingState.Empty, At(1), opened);

        state = GivenReferences(state, At(12), gone);
        Assert.Same(state, GivenReferences(state, At(13), gone));
        var fired = Given(rules, state, At(61), Open(60, "a", Low));
        var late = Given(rules, state, At(481), Open(480, "a", Low));

        var evidence = Assert.Single(fired.Correlation!.Escalations).Firings[0].Evidence;
        Assert.Equal([(At(10).ToUnixTimeMilliseconds(), SignalEvents.FindingResolved), (At(60).ToUnixTimeMilliseconds(), SignalEvents.InAlarm)], evidence.Select(static item => (item.TimeMs, item.EventType)));
        Assert.Empty(late.Correlation!.Escalations);
        Assert.Null(Given(rules, late, At(1_501), Open(1_500, "b", Low)).Correlation!.Traces);

        ThingState GivenReferences(ThingState before, DateTimeOffset now, AuditReference reference) =>
            ThingLogic.Apply(before, Thing, new ThingCauses { References = [reference] }, SeverityPolicy.Default, now, rules).State;
    }

    [Fact]
    public void What_was_over_before_it_was_first_seen_leaves_no_trace_and_repeats_change_nothing()
    {
        var rules = Rules(Several);
        var now = At(30 * 24 * 60);
        DetectEvent[] old = [Open(0, "a", "A-Low"), Open(1, "b", "B-Low"), Open(2, "c", "C-Low")];
        var state = Given(rules, ThingState.Empty, now, [.. old]);

        Assert.Empty(state.Correlation!.Escalations);
        Assert.Empty(state.Correlation.Changes);
        Assert.Same(state, Given(rules, state, now, [.. old]));
    }

    [Fact]
    public void An_active_finding_stays_and_goes_on_under_a_silence_but_is_not_raised()
    {
        var state = Play(Rules(Repeated), Open(0, "0", Low));
        var silenced = Rules(Repeated) with { Withholder = new Silenced(At(90)) };

        state = Given(silenced, state, At(6), Open(5, "1", "B-Low"));
        state = Given(silenced, state, At(11), Open(10, "2", "C-Low"));

        Assert.All(state.Alarms, static alarm => Assert.Equal(Severity.Critical, alarm.Effective));
        Assert.Equal(Severity.Low, ThingLogic.Snapshot(Thing, state.Alarms[0], At(22))!.Finding.Severity);
        Assert.Null(ThingLogic.Snapshot(Thing, state.Alarms[1], At(22)));
    }

    [Fact]
    public void After_a_FALSE_POSITIVE_the_same_alarm_is_held_back_as_long_as_the_setting_says_unless_it_is_CRITICAL()
    {
        var rules = ThingRules.None with { HoldFor = TimeSpan.FromHours(2) };
        foreach (var (behavior, isHeld) in new[] { (Low, true), ("Battery-Critical", false) })
        {
            var state = Given(rules, ThingState.Empty, At(1), Open(0, "a", behavior));
            state = Given(rules, state, At(11), Says(Verification.FalsePositive, 10, Id("a")), Event(TransitionKind.Cleared, 10, Id("a"), behavior));

            state = Given(rules, state, At(31), Open(30, "b", behavior));

            Assert.Equal(isHeld, ThingLogic.Snapshot(Thing, state.Alarm(), At(31)) is null);
            if (isHeld)
            {
                Assert.Equal(At(130), ThingLogic.Row(state, Thing, At(31)).DueAt);
                Assert.Equal(RecordState.Active, Wake(rules, state, At(130)).Snapshot(At(130)).Finding.RecordState);
            }
        }
    }

    [Fact]
    public void State_stays_bounded_however_long_an_alarm_flaps()
    {
        var rules = Rules(
            Rule("day", CorrelationType.EventCount, TimeSpan.FromHours(24), gte: 30),
            Rule("week", CorrelationType.EventCount, TimeSpan.FromDays(7), gte: 40, incident: true));
        var state = ThingState.Empty;
        var most = 0;
        for (var i = 0; i < 1_500; i++)
        {
            state = Given(rules, state, At((i * 5) + 1), Open(i * 5, $"{i}", Low));
            most = Math.Max(most, state.Alarm().Log?.Length ?? 0);
        }

        // Eight slots of 41 signals for the week, and some of the day's, at about 20 bytes each.
        Assert.InRange(most, 1_000, 20_000);
        Assert.InRange(state.Correlation!.Escalations.Length, 1, 3);
    }

    private static ThingState Play(ThingRules rules, params DetectEvent[] events)
    {
        var state = ThingState.Empty;
        foreach (var detectEvent in events.OrderBy(static one => one.Time))
        {
            state = Given(rules, state, detectEvent.Time.AddMinutes(1), detectEvent);
        }

        return state;
    }

    private static ThingState Given(ThingRules rules, ThingState state, DateTimeOffset now, params object[] causes) =>
        ThingLogic.Apply(
            state,
            Thing,
            new ThingCauses { Events = [.. causes.OfType<DetectEvent>()], Verifications = [.. causes.OfType<VerificationEvent>()] },
            SeverityPolicy.Default,
            now,
            rules).State;

    private static ThingState Wake(ThingRules rules, ThingState state, DateTimeOffset now) => ThingLogic.Wake(state, Thing, now, rules).State;

    private static string Id(string episode) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(episode))[..16]);

    private static DetectEvent Open(double minutes, string episode, string behavior) => Event(TransitionKind.InAlarm, minutes, Id(episode), behavior);

    private static IEnumerable<DetectEvent> Episodes(int count, string behavior)
    {
        for (var i = 0; i < count; i++)
        {
            yield return Open(i * 10, i.ToString(CultureInfo.InvariantCulture), behavior);
            if (i < count - 1)
            {
                yield return Event(TransitionKind.Cleared, (i * 10) + 5, Id(i.ToString(CultureInfo.InvariantCulture)), behavior, value: null);
            }
        }
    }

    private static DeliveryOutcome Landed(EscalationState incident) => new()
    {
        FindingId = "id", Key = incident.Key, Status = DeliveryStatus.Landed, Revision = incident.Revision, UpdateRevision = 0, RefusedUpdateRevision = 0,
    };

    private sealed class Silenced(DateTimeOffset until) : IWithholder
    {
        public Withholding? Find(AlarmState? alarm, Severity severity, bool isIncident) => new(until.ToUnixTimeMilliseconds(), "maintenance");
    }
}
