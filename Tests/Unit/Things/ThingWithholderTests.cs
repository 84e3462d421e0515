using System.Collections.Immutable;

using OrleansDefender.Correlation;
using OrleansDefender.Correlation.Groups;
using OrleansDefender.Correlation.Rules;
using OrleansDefender.Findings;
using OrleansDefender.Fleet;
using OrleansDefender.Things;

using Xunit;

using static OrleansDefender.Tests.Unit.Correlation.GivenRules;
using static OrleansDefender.Tests.Unit.Things.Given;

namespace OrleansDefender.Tests.Unit.Things;

/// <summary>What silences and open fleet incidents withhold of a thing, and what becomes of it when they end.</summary>
public sealed class ThingWithholderTests
{
    private const string Low = "Connections-Low";
    private const string Critical = "Battery-Critical";

    private static readonly CorrelationRule Wave = Rule(
        "wave", CorrelationType.ValueCount, TimeSpan.FromMinutes(10), gte: 20, field: "thingName", incident: true, groupBy: ["securityProfileName", "behaviorName"]);

    private static readonly CorrelationRule Twice = Rule("twice", CorrelationType.EventCount, TimeSpan.FromHours(1), gte: 2, incident: true);
    private static readonly ThingRules InForce = Rules(Wave, Twice);

    [Fact]
    public void While_a_fleet_incident_stands_for_all_its_members_an_incident_is_withheld_and_their_own_findings_are_not()
    {
        var state = Play([], [Fleet(Low)], Opens(0, EpisodeA, Low), Opens(1, EpisodeB, Low));

        var incident = Assert.Single(state.Correlation!.Escalations);
        Assert.Equal("the fleet incident \"20 things\" stands for it", incident.Withheld?.Reason);
        Assert.True(incident.IsOpen);
        Assert.Null(ThingLogic.Snapshot(Thing, incident));
        Assert.Equal(RecordState.Active, state.Snapshot(At(2)).Finding.RecordState);
        Assert.DoesNotContain("Incidents", state.Snapshot(At(2)).Finding.ProductFields.Keys);

        // A fleet incident does not say how long it will be open.
        Assert.Equal((At(7), WatchFlags.Withheld), (ThingLogic.Row(state, Thing, At(2)).DueAt, ThingLogic.Row(state, Thing, At(2)).Flags));
        state = Wake(state, At(7), [], [Fleet(Low)]);
        Assert.Null(ThingLogic.Snapshot(Thing, state.Correlation!.Escalations[0]));
        Assert.Equal(At(12), ThingLogic.Row(state, Thing, At(7)).DueAt);
    }

    [Fact]
    public void When_the_fleet_incident_is_over_what_still_stands_is_published_once()
    {
        var state = Play([], [Fleet(Low)], Opens(0, EpisodeA, Low), Opens(1, EpisodeB, Low));

        state = Wake(state, At(7), [], []);

        var incident = Assert.Single(state.Correlation!.Escalations);
        Assert.Equal((null, 1), (incident.Withheld, incident.Revision));
        Assert.Equal(RecordState.Active, ThingLogic.Snapshot(Thing, incident)!.Finding.RecordState);
        Assert.Equal(incident.Key, state.Snapshot(At(7)).Finding.ProductFields["Incidents"]);

        // Another wave: what is published stays.
        state = ThingLogic.CompleteWake(Wake(ThingLogic.CompleteWake(state, At(7)), At(12), [], [Fleet(Low)]), At(12));
        Assert.Equal((null, 1), (state.Correlation!.Escalations[0].Withheld, state.Correlation.Escalations[0].Revision));
    }

    [Fact]
    public void What_ended_while_a_fleet_incident_stood_for_it_is_never_published()
    {
        var state = Play([], [Fleet(Low)], Opens(0, EpisodeA, Low), Opens(1, EpisodeB, Low));
        state = Apply(state, At(5), [], [Fleet(Low)], Says(Verification.FalsePositive, 4, EpisodeA));

        state = Wake(state, At(7), [], []);

        Assert.Equal((EscalationEnd.Withdrawn, 0), (state.Correlation!.Escalations[0].End, state.Correlation.Escalations[0].Revision));
        Assert.Null(ThingLogic.Snapshot(Thing, state.Correlation.Escalations[0]));
    }

    [Fact]
    public void An_incident_with_a_member_that_no_fleet_incident_stands_for_is_news()
    {
        var state = Play([], [Fleet(Low)], Opens(0, EpisodeA, Low), Opens(1, EpisodeB, "Other-Low"));

        Assert.NotNull(ThingLogic.Snapshot(Thing, Assert.Single(state.Correlation!.Escalations)));
    }

    [Fact]
    public void A_fleet_incident_stands_for_nobody_of_another_group_account_Region_or_rule_that_is_not_in_force()
    {
        var scope = Thing.Scope;
        foreach (var other in (Inhibition[])
            [Fleet("Other-Low"), Fleet(Low, scope with { Account = "444455556666" }), Fleet(Low, scope with { Region = "eu-west-1" }), Fleet(Low, ruleId: "gone")])
        {
            Assert.Null(Found(other));
        }

        Assert.NotNull(Found(Fleet(Low)));

        static Withholding? Found(Inhibition inhibition) =>
            Withholder([], [inhibition], At(2)).Find(After(Opens(0, EpisodeA, Low)).Alarm(), Severity.High, isIncident: true);
    }

    [Fact]
    public void A_fleet_incident_withholds_no_alarm_and_no_incident_without_alarms()
    {
        var withholder = Withholder([], [Fleet(Low)], At(2));
        var alarm = After(Opens(0, EpisodeA, Low)).Alarm();

        Assert.Null(withholder.Find(alarm, Severity.Low, isIncident: false));
        Assert.Null(withholder.Find(null, Severity.Low, isIncident: true));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_is_CRITICAL_breaks_through_a_silence_unless_that_includes_it(bool includes)
    {
        var silence = Silence(60) with { IncludesCritical = includes };
        var state = Play([silence], [], Opens(0, EpisodeA, Low), Opens(1, EpisodeB, Critical));

        Assert.Null(Published(state, Low, At(2)));
        Assert.Equal(includes, Published(state, Critical, At(2)) is null);
        Assert.Equal(includes ? "silence s of ops: repair" : null, state.Alarms.Single(static alarm => alarm.Behavior == Critical).Withheld?.Reason);

        // Of an incident its own level is what counts: this one is HIGH.
        Assert.Null(ThingLogic.Snapshot(Thing, Assert.Single(state.Correlation!.Escalations)));
    }

    [Fact]
    public void What_becomes_CRITICAL_under_a_silence_breaks_through_with_it()
    {
        var raise = Rules(Rule("raise", CorrelationType.EventCount, TimeSpan.FromHours(1), gte: 2, level: Severity.Critical));
        var state = Play([Silence(60)], [], raise, Opens(0, EpisodeA, Low));
        Assert.Null(Published(state, Low, At(1)));

        state = Apply(state, At(6), [Silence(60)], [], raise, Opens(5, EpisodeB, Low));

        Assert.Equal(Severity.Critical, Published(state, Low, At(6))?.Finding.Severity);
    }

    [Fact]
    public void At_the_end_of_a_silence_what_is_still_true_is_published_once_and_what_is_over_never()
    {
        var silence = Silence(60);
        var state = Play([silence], [], Opens(0, EpisodeA, Low), Opens(1, EpisodeB, "Other-Low"), Clears(10, EpisodeB, "Other-Low"));
        Assert.Equal(At(60), ThingLogic.Row(state, Thing, At(11)).DueAt);

        // The same silence: it is over by itself.
        var woken = ThingLogic.Wake(state, Thing, At(60), In([silence], [], At(60)));
        Assert.Contains(AlarmKey.Of(Profile, Low), woken.Touched);
        Assert.Contains(woken.State.Correlation!.Escalations[0].Key, woken.Touched);
        state = ThingLogic.CompleteWake(woken.State, At(60));

        Assert.Equal(1, Published(state, Low, At(60))!.Revision);
        Assert.Null(Published(state, "Other-Low", At(60)));
        Assert.Equal(1, ThingLogic.Snapshot(Thing, state.Correlation!.Escalations[0])!.Revision);
        Assert.Equal(WatchFlags.None, ThingLogic.Row(state, Thing, At(60)).Flags);

        var again = Wake(state, At(65), [silence], []);
        Assert.Equal((1, 1), (Published(again, Low, At(65))!.Revision, again.Correlation!.Escalations[0].Revision));
    }

    [Fact]
    public void Of_two_silences_the_one_that_ends_last_holds()
    {
        var state = Play([Silence(60), Silence(90) with { Id = "t" }], [], Opens(0, EpisodeA, Low));
        Assert.Equal(At(90), ThingLogic.Row(state, Thing, At(1)).DueAt);

        state = Wake(state, At(90), [Silence(60), Silence(90) with { Id = "t" }], []);
        Assert.NotNull(Published(state, Low, At(90)));
    }

    [Fact]
    public void A_silence_of_a_group_withholds_what_the_registry_says_is_in_it()
    {
        var silence = Silence(60) with { Target = new SilenceTarget { Group = "floor-*" } };
        var alarm = After(Opens(0, EpisodeA, Low)).Alarm();
        var context = ThingContext.None with { Groups = ["floor-1"] };

        Assert.NotNull(new ThingWithholder(Thing, context, [silence], [], InForce.Match, At(1)).Find(alarm, Severity.Low, isIncident: false));
        Assert.Null(new ThingWithholder(Thing, ThingContext.None, [silence], [], InForce.Match, At(1)).Find(alarm, Severity.Low, isIncident: false));
    }

    [Fact]
    public void An_incident_is_silenced_by_a_behavior_only_where_all_its_members_are()
    {
        var silence = Silence(60) with { Target = new SilenceTarget { Behavior = Low } };

        Assert.NotNull(Play([silence], [], Opens(0, EpisodeA, Low), Opens(1, EpisodeB, Low)).Correlation!.Escalations[0].Withheld);
        Assert.Null(Play([silence], [], Opens(0, EpisodeA, Low), Opens(1, EpisodeB, "Other-Low")).Correlation!.Escalations[0].Withheld);
    }

    [Theory]
    [InlineData(Verification.FalsePositive, true)]
    [InlineData(Verification.BenignPositive, true)]
    [InlineData(Verification.TruePositive, false)]
    [InlineData(Verification.Unknown, false)]
    public void HoldFor_holds_back_what_comes_again_after_a_word_of_false_or_benign_until_its_time_is_over(Verification word, bool isHeld)
    {
        var rules = ThingRules.None with { HoldFor = TimeSpan.FromHours(2) };
        var state = Play([], [], rules, Opens(0, EpisodeA, Low), Clears(5, EpisodeA, Low));
        state = Apply(state, At(11), [], [], rules, Says(word, 10));
        state = Apply(state, At(31), [], [], rules, Opens(30, EpisodeB, Low));

        var alarm = state.Alarm();
        Assert.Equal(isHeld ? new Withholding(At(130).ToUnixTimeMilliseconds(), $"the last episode was called {Words.Of(word)}") : null, alarm.Withheld);
        Assert.Equal(RecordState.Active, ThingLogic.Wake(state, Thing, At(130), rules).State.Snapshot(At(130)).Finding.RecordState);

        // Opened after its time: nothing is held.
        var late = Apply(Apply(state, At(35), [], [], rules, Clears(34, EpisodeB, Low)), At(132), [], [], rules, Opens(131, "c", Low));
        Assert.Null(late.Alarm().Withheld);
    }

    [Fact]
    public void A_word_on_the_new_episode_ends_the_hold()
    {
        var rules = ThingRules.None with { HoldFor = TimeSpan.FromHours(2) };
        var state = Play([], [], rules, Opens(0, EpisodeA, Low), Clears(5, EpisodeA, Low));
        state = Apply(state, At(11), [], [], rules, Says(Verification.FalsePositive, 10));
        state = Apply(state, At(31), [], [], rules, Opens(30, EpisodeB, Low));

        state = Apply(state, At(41), [], [], rules, Says(Verification.TruePositive, 40, EpisodeB));

        Assert.Equal(RecordState.Active, state.Snapshot(At(41)).Finding.RecordState);
    }

    [Fact]
    public void A_hold_outlasts_a_silence_that_ends_before_it()
    {
        var rules = ThingRules.None with { HoldFor = TimeSpan.FromHours(2) };
        var state = Play([], [], rules, Opens(0, EpisodeA, Low), Clears(5, EpisodeA, Low));
        state = Apply(state, At(11), [], [], rules, Says(Verification.FalsePositive, 10));
        state = Apply(state, At(31), [Silence(60)], [], rules, Opens(30, EpisodeB, Low));
        Assert.Equal(At(60), ThingLogic.Row(state, Thing, At(31)).DueAt);

        state = ThingLogic.Wake(state, Thing, At(60), rules).State;

        Assert.Equal((At(130), "the last episode was called FALSE_POSITIVE"), (ThingLogic.Row(state, Thing, At(60)).DueAt, state.Alarm().Withheld!.Reason));
    }

    private static DetectEvent Opens(double minutes, string violationId, string behavior) => Event(TransitionKind.InAlarm, minutes, violationId, behavior);

    private static DetectEvent Clears(double minutes, string violationId, string behavior) =>
        Event(TransitionKind.Cleared, minutes, violationId, behavior, value: null);

    private static FindingSnapshot? Published(ThingState state, string behavior, DateTimeOffset now) =>
        ThingLogic.Snapshot(Thing, state.Alarms.Single(alarm => alarm.Behavior == behavior), now);

    private static Silence Silence(double endsAt) => new()
    {
        Id = "s",
        Scope = Thing.Scope,
        Target = new SilenceTarget { Thing = "pump-*" },
        Owner = "ops",
        Reason = "repair",
        CreatedAt = Start,
        ExpiresAt = At(endsAt),
    };

    private static Inhibition Fleet(string behavior, AccountRegion? scope = null, string? ruleId = null)
    {
        var group = $"{Profile}\u001f{behavior}";
        return new Inhibition(CorrelationKey.Of(scope ?? Thing.Scope, ruleId ?? Wave.Id, group), group, Start, Severity.High, "20 things");
    }

    private static ThingWithholder Withholder(ImmutableArray<Silence> silences, ImmutableArray<Inhibition> inhibitions, DateTimeOffset now) =>
        new(Thing, ThingContext.None, silences, inhibitions, InForce.Match, now);

    private static ThingRules In(ImmutableArray<Silence> silences, ImmutableArray<Inhibition> inhibitions, DateTimeOffset now, ThingRules? rules = null) =>
        (rules ?? InForce) with { Withholder = Withholder(silences, inhibitions, now) };

    private static ThingState Play(ImmutableArray<Silence> silences, ImmutableArray<Inhibition> inhibitions, params DetectEvent[] events) =>
        Play(silences, inhibitions, InForce, events);

    private static ThingState Play(ImmutableArray<Silence> silences, ImmutableArray<Inhibition> inhibitions, ThingRules rules, params DetectEvent[] events) =>
        events.Aggregate(ThingState.Empty, (state, next) => Apply(state, next.Time.AddMinutes(1), silences, inhibitions, rules, next));

    private static ThingState Apply(
        ThingState state, DateTimeOffset now, ImmutableArray<Silence> silences, ImmutableArray<Inhibition> inhibitions, params object[] causes) =>
        Apply(state, now, silences, inhibitions, InForce, causes);

    private static ThingState Apply(
        ThingState state, DateTimeOffset now, ImmutableArray<Silence> silences, ImmutableArray<Inhibition> inhibitions, ThingRules rules, params object[] causes) =>
        ThingLogic.Apply(
            state,
            Thing,
            new ThingCauses { Events = [.. causes.OfType<DetectEvent>()], Verifications = [.. causes.OfType<VerificationEvent>()] },
            SeverityPolicy.Default,
            now,
            In(silences, inhibitions, now, rules)).State;

    private static ThingState Wake(ThingState state, DateTimeOffset now, ImmutableArray<Silence> silences, ImmutableArray<Inhibition> inhibitions) =>
        ThingLogic.Wake(state, Thing, now, In(silences, inhibitions, now)).State;
}
