using OrleansDefender.Findings;
using OrleansDefender.Fleet;
using OrleansDefender.Things;

using Xunit;

using static OrleansDefender.Tests.Unit.Things.Given;

namespace OrleansDefender.Tests.Unit.Things;

public sealed class FlappingTests
{
    private static readonly object[] ThreeEpisodes =
        [Opens(0, "a"), Clears(5, "a"), Opens(10, "b"), Clears(15, "b"), Opens(20, "c"), Clears(25, "c")];

    private static readonly object[] FourthOpensAndClears = [Opens(30, "d"), Clears(35, "d")];

    [Fact]
    public void Three_opens_in_an_hour_archive_as_usual()
    {
        var state = After(ThreeEpisodes);

        Assert.Equal(RecordState.Archived, state.Snapshot(At(26)).Finding.RecordState);
        Assert.Null(ThingLogic.Row(state, Thing, At(26)).DueAt);
    }

    [Fact]
    public void The_fourth_holds_the_archive_for_an_hour_and_says_so()
    {
        var state = After([.. ThreeEpisodes, .. FourthOpensAndClears]);

        Assert.Equal(RecordState.Active, state.Snapshot(At(36)).Finding.RecordState);
        Assert.Equal("cleared, held", state.Snapshot(At(36)).Finding.ProductFields["AlarmState"]);
        var view = Assert.Single(ThingLogic.View(state, Thing, At(36)).Alarms);
        Assert.False(view.IsOpen);
        Assert.Equal(At(95), view.HeldUntil);
        var row = ThingLogic.Row(state, Thing, At(36));
        Assert.Equal(At(95), row.DueAt);
        Assert.True(row.Flags.HasFlag(WatchFlags.Held));
        Assert.Equal(Severity.None, row.Severity);
    }

    [Fact]
    public void When_the_hold_is_over_a_wake_archives_and_a_repeat_of_the_wake_delivers_again()
    {
        var held = After([.. ThreeEpisodes, .. FourthOpensAndClears]);
        Assert.Empty(ThingLogic.Wake(held, Thing, At(94)).Touched);

        var woken = ThingLogic.Wake(held, Thing, At(95));
        var again = ThingLogic.Wake(woken.State, Thing, At(96));

        Assert.Equal(RecordState.Archived, woken.State.Snapshot(At(96)).Finding.RecordState);
        Assert.Equal(held.Alarm().Revision + 1, woken.State.Alarm().Revision);
        Assert.Equal([Key], woken.Touched);
        Assert.Same(woken.State, again.State);
        Assert.Equal([Key], again.Touched);
        Assert.Equal(At(95), ThingLogic.Row(woken.State, Thing, At(96)).DueAt);
        Assert.Null(ThingLogic.Row(ThingLogic.CompleteWake(woken.State, At(96)), Thing, At(96)).DueAt);
    }

    [Fact]
    public void A_hold_that_runs_out_between_a_wake_and_its_completion_is_left_to_the_next_wake()
    {
        var held = After([.. ThreeEpisodes, .. FourthOpensAndClears]);
        const string Other = "Second-Low";
        foreach (var (opens, id) in new[] { (0, "a2"), (10, "b2"), (20, "c2"), (30, "d2") })
        {
            held = After(held, Event(TransitionKind.InAlarm, opens, id, Other), Event(TransitionKind.Cleared, opens + 5.5, id, Other, value: null));
        }

        var first = ThingLogic.Wake(held, Thing, At(95));
        var completed = ThingLogic.CompleteWake(first.State, At(95));

        Assert.Equal([Key], first.Touched);
        Assert.Equal(At(95.5), ThingLogic.Row(completed, Thing, At(96)).DueAt);
        var second = ThingLogic.Wake(completed, Thing, At(96));
        var otherKey = AlarmKey.Of(Profile, Other);
        Assert.Equal([otherKey], second.Touched);
        Assert.Equal(
            RecordState.Archived, ThingLogic.Snapshot(Thing, second.State.Find(otherKey)!, At(96))!.Finding.RecordState);
    }

    [Fact]
    public void Before_the_wake_a_delivery_still_carries_the_content_that_was_stamped()
    {
        var held = After([.. ThreeEpisodes, .. FourthOpensAndClears]);

        var late = held.Snapshot(At(200));

        Assert.Equal(RecordState.Active, late.Finding.RecordState);
        Assert.Equal(held.Alarm().Revision, late.Revision);
    }

    [Fact]
    public void A_fifth_open_ends_the_hold_without_a_flip()
    {
        var state = After([.. ThreeEpisodes, .. FourthOpensAndClears, Opens(40, "e")]);

        Assert.Equal(RecordState.Active, state.Snapshot(At(41)).Finding.RecordState);
        Assert.Equal(At(41) + ThingLogic.RefreshAfter, ThingLogic.Row(state, Thing, At(41)).DueAt);
    }

    [Fact]
    public void A_false_positive_is_archived_at_once_however_it_flaps()
    {
        var state = After([.. ThreeEpisodes, .. FourthOpensAndClears, Says(Verification.FalsePositive, 36, "d")]);

        Assert.Equal(RecordState.Archived, state.Snapshot(At(37)).Finding.RecordState);
    }

    [Fact]
    public void Old_events_that_arrive_late_are_not_held()
    {
        var state = Apply(ThingState.Empty, At(5000), [.. ThreeEpisodes, .. FourthOpensAndClears]);

        Assert.Equal(RecordState.Archived, state.Snapshot(At(5000)).Finding.RecordState);
        Assert.Null(ThingLogic.Row(state, Thing, At(5000)).DueAt);
    }
}
