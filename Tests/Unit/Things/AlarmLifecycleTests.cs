using OrleansDefender.Findings;
using OrleansDefender.Things;

using Xunit;

using static OrleansDefender.Tests.Unit.Things.Given;

namespace OrleansDefender.Tests.Unit.Things;

public sealed class AlarmLifecycleTests
{
    [Fact]
    public void An_in_alarm_event_opens_the_alarm_and_activates_its_finding()
    {
        var state = After(Opens(0));

        var alarm = state.Alarm();
        Assert.True(alarm.IsOpen);
        Assert.Equal(Severity.High, alarm.Severity);
        Assert.Equal(At(0), alarm.OpenedAt);
        Assert.Null(alarm.ClosedAt);
        var snapshot = state.Snapshot();
        Assert.Equal(RecordState.Active, snapshot.Finding.RecordState);
        Assert.Equal(1, snapshot.Revision);
        Assert.Null(snapshot.Update);
    }

    [Theory]
    [InlineData(TransitionKind.Cleared)]
    [InlineData(TransitionKind.Invalidated)]
    public void A_cleared_or_invalidated_event_closes_the_alarm_and_archives_its_finding(TransitionKind kind)
    {
        var state = After(Opens(0), Event(kind, 5, value: null));

        Assert.False(state.Alarm().IsOpen);
        Assert.Equal(At(5), state.Alarm().ClosedAt);
        Assert.Equal(RecordState.Archived, state.Snapshot().Finding.RecordState);
        Assert.Equal(Severity.High, state.Snapshot().Finding.Severity);
        Assert.Equal(2, state.Snapshot().Revision);
    }

    [Fact]
    public void A_new_episode_reopens_the_same_finding_and_is_counted()
    {
        var first = After(Opens(0));
        var state = After(first, Clears(5), Opens(10, EpisodeB));

        Assert.Equal(2, state.Alarm().Episodes);
        Assert.Equal(At(10), state.Alarm().OpenedAt);
        Assert.Equal(EpisodeB, state.Alarm().ViolationId);
        Assert.Equal(first.Snapshot().Finding.Id, state.Snapshot().Finding.Id);
        Assert.Equal(first.Snapshot().Finding.Title, state.Snapshot().Finding.Title);
        Assert.Equal(first.Snapshot().Finding.CreatedAt, state.Snapshot().Finding.CreatedAt);
        Assert.Equal(RecordState.Active, state.Snapshot().Finding.RecordState);
    }

    [Fact]
    public void An_older_event_does_not_change_the_present_but_counts_in_its_own_episode()
    {
        var state = After(Opens(10, EpisodeB), Clears(5), Opens(0));

        Assert.True(state.Alarm().IsOpen);
        Assert.Equal(EpisodeB, state.Alarm().ViolationId);
        Assert.Equal(2, state.Alarm().Episodes);
        Assert.Equal(At(0), state.Snapshot().Finding.FirstObservedAt);
        Assert.Equal(At(10), state.Snapshot().Finding.LastObservedAt);
    }

    [Fact]
    public void Of_one_instant_a_closing_event_comes_after_the_opening_one()
    {
        Assert.False(After(Clears(0), Opens(0)).Alarm().IsOpen);
        Assert.False(After(Opens(0), Clears(0)).Alarm().IsOpen);
    }

    [Fact]
    public void A_repeat_changes_no_state_and_asks_for_the_delivery_again()
    {
        var state = After(Opens(0));

        var repeat = Transition(state, At(30), Opens(0));

        Assert.Same(state, repeat.State);
        Assert.Equal([Key], repeat.Touched);
    }

    [Fact]
    public void A_batch_stamps_a_finding_once()
    {
        var state = Apply(ThingState.Empty, At(30), Opens(0), Clears(5), Opens(10, EpisodeB), Clears(15, EpisodeB));

        Assert.Equal(1, state.Snapshot().Revision);
        Assert.Equal(1, state.Revision);
    }

    [Fact]
    public void UpdatedAt_rises_with_each_revision_even_when_the_clock_stands_or_goes_back()
    {
        var state = Apply(ThingState.Empty, At(30), Opens(0));
        var second = Apply(state, At(30), Clears(5));
        var third = Apply(second, At(20), Opens(10, EpisodeB));

        Assert.Equal(At(30), state.Snapshot().Finding.UpdatedAt);
        Assert.Equal(At(30).AddMilliseconds(1), second.Snapshot().Finding.UpdatedAt);
        Assert.Equal(At(30).AddMilliseconds(2), third.Snapshot().Finding.UpdatedAt);
        Assert.Equal(3, third.Snapshot().Revision);
    }

    [Fact]
    public void An_event_more_than_ten_minutes_in_the_future_is_refused_with_its_reason()
    {
        var refused = Transition(ThingState.Empty, At(0), Opens(10.1));

        Assert.Same(ThingState.Empty, refused.State);
        var rejection = Assert.Single(refused.Rejected);
        Assert.Equal("time-in-future", rejection.Reason);
        Assert.Contains("10.1 minutes", rejection.Detail, StringComparison.Ordinal);
        Assert.Empty(Transition(ThingState.Empty, At(0), Opens(10)).Rejected);
    }

    [Fact]
    public void Alarms_of_two_behaviors_stand_side_by_side_and_the_worst_open_one_is_the_things_severity()
    {
        var state = After(
            Opens(0),
            Event(TransitionKind.InAlarm, 1, EpisodeB, "ListeningTcpPorts-Critical"),
            Event(TransitionKind.Cleared, 3, EpisodeB, "ListeningTcpPorts-Critical", value: null));
        var open = After(Opens(0), Event(TransitionKind.InAlarm, 1, EpisodeB, "ListeningTcpPorts-Critical"));

        Assert.Equal(2, state.Alarms.Length);
        Assert.Equal(Severity.High, ThingLogic.View(state, Thing, At(60)).Severity);
        Assert.Equal(Severity.Critical, ThingLogic.View(open, Thing, At(60)).Severity);
        Assert.Equal(1, ThingLogic.Row(state, Thing, At(60)).OpenAlarms);
        Assert.Equal(1, ThingLogic.Row(state, Thing, At(60)).ClosedAlarms);
    }

    [Fact]
    public void Episodes_are_counted_beyond_the_window()
    {
        var state = ThingState.Empty;
        for (var i = 0; i < 20; i++)
        {
            state = After(state, Opens(100 * i, $"episode-{i}"), Clears((100 * i) + 5, $"episode-{i}"));
        }

        Assert.Equal(20, state.Alarm().Episodes);
        Assert.Equal(TransitionWindow.Capacity, state.Alarm().Window.Transitions.Length);
        Assert.Same(state, After(state, Opens(0, "episode-0"), Clears(5, "episode-0")));
    }

    [Fact]
    public void A_thing_forgets_archived_alarms_rather_than_grow_and_their_findings_still_go_forward()
    {
        var state = FullOfClosedAlarms();
        var later = ThingLogic.ForgetAfter.TotalMinutes + ThingState.MostAlarms;
        for (var i = 0; i < 10; i++)
        {
            state = Apply(state, At(later + i), Event(TransitionKind.InAlarm, later + i, $"later-{i}", $"later-{i}"));
        }

        Assert.Equal(ThingState.MostAlarms, state.Alarms.Length);
        Assert.Null(state.Find(AlarmKey.Of(Profile, "behavior-0")));
        var back = Apply(state, At(later + 20), Event(TransitionKind.InAlarm, later + 20, "again", "behavior-0"));
        Assert.Equal(2, back.Find(AlarmKey.Of(Profile, "behavior-0"))!.Revision);
    }

    [Fact]
    public void A_thing_does_not_forget_what_the_hub_may_still_hold()
    {
        var state = FullOfClosedAlarms();

        var refused = Transition(state, At(5000), Event(TransitionKind.InAlarm, 5000, "one-more", "behavior-x"));

        Assert.Same(state, refused.State);
        Assert.Equal("too-many-alarms", Assert.Single(refused.Rejected).Reason);
    }

    [Fact]
    public void A_changed_policy_rates_an_alarm_when_it_opens_and_never_while_it_is_archived()
    {
        var archived = After(Opens(0), Clears(5));
        var low = new SeverityPolicy(new SeverityOptions { Profiles = { [Profile] = new() { [Behavior] = Severity.Low } } });
        var opensAndClears = new ThingCauses { Events = [Opens(10, EpisodeB), Clears(15, EpisodeB)] };
        var clearsAndOpens = new ThingCauses { Events = [Clears(15, EpisodeB), Opens(10, EpisodeB)] };

        Assert.Equal(Severity.High, ThingLogic.Apply(archived, Thing, opensAndClears, low, At(20)).State.Alarm().Severity);
        Assert.Equal(Severity.High, ThingLogic.Apply(archived, Thing, clearsAndOpens, low, At(20)).State.Alarm().Severity);
        Assert.Equal(
            Severity.Low, ThingLogic.Apply(archived, Thing, new ThingCauses { Events = [Opens(10, EpisodeB)] }, low, At(20)).State.Alarm().Severity);
    }

    [Fact]
    public void A_thing_full_of_open_alarms_refuses_another_with_its_reason()
    {
        var state = Apply(
            ThingState.Empty,
            At(1),
            [.. Enumerable.Range(0, ThingState.MostAlarms).Select(i => Event(TransitionKind.InAlarm, 0, $"episode-{i}", $"behavior-{i}"))]);

        var refused = Transition(state, At(2), Event(TransitionKind.InAlarm, 1, "one-more", "behavior-x"));

        Assert.Same(state, refused.State);
        Assert.Equal("too-many-alarms", Assert.Single(refused.Rejected).Reason);
    }

    [Fact]
    public void A_refusal_of_the_hub_is_kept_and_ends_with_the_next_revision()
    {
        var state = After(Opens(0));
        var snapshot = state.Snapshot();
        var refused = ThingLogic.Confirm(
            state,
            [new DeliveryOutcome
            {
                FindingId = snapshot.Finding.Id,
                Key = Key,
                Status = DeliveryStatus.Rejected,
                Revision = snapshot.Revision,
                ErrorCode = "InvalidInput",
                ErrorMessage = "Title is too long",
            }]);

        Assert.Null(ThingLogic.Snapshot(Thing, refused.Alarm(), At(9)));
        Assert.Equal("InvalidInput: Title is too long", Assert.Single(ThingLogic.View(refused, Thing, At(9)).Alarms).Rejection);
        Assert.True(ThingLogic.Row(refused, Thing, At(9)).Flags.HasFlag(OrleansDefender.Fleet.WatchFlags.Rejected));
        Assert.Equal(2, After(refused, Clears(5)).Snapshot().Revision);
    }

    [Fact]
    public void A_refusal_of_an_older_revision_is_not_held_against_the_present_one()
    {
        var state = After(Opens(0));
        var newer = After(state, Clears(5));

        var confirmed = ThingLogic.Confirm(
            newer,
            [new DeliveryOutcome { FindingId = "x", Key = Key, Status = DeliveryStatus.Rejected, Revision = 1, ErrorCode = "InvalidInput" }]);

        Assert.Same(newer, confirmed);
    }

    private static ThingState FullOfClosedAlarms()
    {
        var state = ThingState.Empty;
        for (var i = 0; i < ThingState.MostAlarms; i++)
        {
            state = Apply(
                state,
                At(i + 1),
                Event(TransitionKind.InAlarm, i, $"episode-{i}", $"behavior-{i}"),
                Event(TransitionKind.Cleared, i + 0.5, $"episode-{i}", $"behavior-{i}", value: null));
        }

        return state;
    }
}
