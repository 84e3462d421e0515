using Microsoft.Extensions.DependencyInjection;

using Orleans.Serialization;

using OrleansDefender.Findings;
using OrleansDefender.Fleet;
using OrleansDefender.Things;

using Xunit;

using static OrleansDefender.Tests.Unit.Things.Given;

namespace OrleansDefender.Tests.Unit.Things;

/// <summary>Deletions of things, security profiles and behaviors.</summary>
public sealed class WithdrawalTests
{
    private const string Other = "Disconnects-Low";

    [Fact]
    public void A_deleted_thing_closes_all_its_alarms_and_says_why_and_by_whom()
    {
        var state = After(Opens(0), Event(TransitionKind.InAlarm, 1, EpisodeB, Other));
        var transition = Transition(state, At(11), Deletes(10));

        Assert.Equal([Key, AlarmKey.Of(Profile, Other)], transition.Touched);
        Assert.All(transition.State.Alarms, alarm =>
        {
            var finding = ThingLogic.Snapshot(Thing, alarm, At(11))!.Finding;
            Assert.Equal(RecordState.Archived, finding.RecordState);
            Assert.Equal("withdrawn: thing deleted", finding.ProductFields["AlarmState"]);
            Assert.Equal("Admin/alice", finding.ProductFields["ClosedBy"]);
            Assert.Equal("2026-01-05T10:10:00.000Z", finding.ProductFields["ClosedAt"]);
            Assert.Contains("no longer in alarm (thing deleted)", finding.Description, StringComparison.Ordinal);
        });
        Assert.All(ThingLogic.View(transition.State, Thing, At(11)).Alarms, view =>
            Assert.Equal(
                (false, TransitionKind.Withdrawn, (DateTimeOffset?)At(10), "thing deleted", "Admin/alice", true),
                (view.IsOpen, view.LastTransition, view.ClosedAt, view.Withdrawal, view.ClosedBy, view.Archived)));
        var row = ThingLogic.Row(transition.State, Thing, At(11));
        Assert.Equal((Severity.None, 0, 2), (row.Severity, row.OpenAlarms, row.ClosedAlarms));
    }

    [Theory]
    [InlineData(null, "withdrawn: security profile deleted")]
    [InlineData(new string[0], "withdrawn: behavior deleted")]
    [InlineData(new[] { Other }, "withdrawn: behavior deleted")]
    [InlineData(new[] { Behavior }, "in alarm")]
    public void A_deleted_or_changed_profile_closes_alarms_of_what_it_has_no_more(string[]? keeps, string expected)
    {
        var state = After(Opens(0), Deletes(10, Profile, keeps));
        Assert.Equal(expected, state.Snapshot(At(11)).Finding.ProductFields["AlarmState"]);
    }

    [Fact]
    public void Another_profile_closes_nothing_and_touches_nothing()
    {
        var state = After(Opens(0));
        Assert.Empty(Transition(state, At(11), Deletes(10, "Another")).Touched);
        Assert.True(After(state, Deletes(10, "Another")).Alarm().IsOpen);
    }

    [Fact]
    public void A_true_positive_that_went_silent_is_archived_too()
    {
        var state = After(Opens(0), Says(Verification.TruePositive, 1), Invalidates(5)).Delivered();
        Assert.Equal(RecordState.Active, state.Snapshot(At(9)).Finding.RecordState);
        Assert.True(ThingLogic.Row(state, Thing, At(9)).Flags.HasFlag(WatchFlags.TruePositive));

        state = After(state, Deletes(10));
        Assert.Equal(RecordState.Archived, state.Snapshot(At(11)).Finding.RecordState);
        Assert.Equal("withdrawn: thing deleted", state.Snapshot(At(11)).Finding.ProductFields["AlarmState"]);
        Assert.False(ThingLogic.Row(state, Thing, At(11)).Flags.HasFlag(WatchFlags.TruePositive));
        Assert.Null(state.Snapshot(At(11)).Update);
    }

    [Fact]
    public void What_closes_after_the_deletion_brings_no_finding_back()
    {
        var confirmed = After(Opens(0), Says(Verification.TruePositive, 1), Deletes(5), Invalidates(10));
        Assert.Equal(RecordState.Archived, confirmed.Snapshot(At(11)).Finding.RecordState);
        Assert.Equal(RecordState.Archived, After(Opens(0), Says(Verification.TruePositive, 1), Invalidates(10), Deletes(5)).Snapshot(At(11)).Finding.RecordState);

        var flapping = After([.. Enumerable.Range(0, 4).SelectMany(index => new object[] { Opens(index * 2, $"e{index}"), Clears((index * 2) + 1, $"e{index}") })]);
        Assert.Equal(RecordState.Archived, After(flapping, Opens(8, "e9"), Deletes(9), Clears(10, "e9")).Snapshot(At(11)).Finding.RecordState);
    }

    [Fact]
    public void An_alarm_that_was_over_already_stays_as_it_ended_and_gets_no_new_revision()
    {
        var state = After(Opens(0), Clears(5));
        var after = After(state, Deletes(10));
        Assert.Equal(state.Alarm().Revision, after.Alarm().Revision);
        Assert.Equal("cleared", after.Snapshot(At(11)).Finding.ProductFields["AlarmState"]);
        Assert.False(after.Snapshot(At(11)).Finding.ProductFields.ContainsKey("ClosedBy"));
    }

    [Fact]
    public void A_held_archive_is_held_no_longer()
    {
        var state = After([.. Enumerable.Range(0, 4).SelectMany(index => new object[] { Opens(index * 2, $"e{index}"), Clears((index * 2) + 1, $"e{index}") })]);
        Assert.Equal(RecordState.Active, state.Snapshot(At(9)).Finding.RecordState);
        Assert.Equal(RecordState.Archived, After(state, Deletes(10)).Snapshot(At(11)).Finding.RecordState);
    }

    [Fact]
    public void An_event_after_it_opens_the_alarm_again()
    {
        var state = After(Opens(0), Deletes(10), Opens(20, EpisodeB));
        Assert.True(state.Alarm().IsOpen);
        Assert.Null(state.Alarm().Withdrawal);
        Assert.Equal(RecordState.Active, state.Snapshot(At(21)).Finding.RecordState);
    }

    [Theory]
    [InlineData(9.99, false)]
    [InlineData(10, false)]
    [InlineData(10.01, true)]
    public void An_alarm_that_comes_late_is_closed_if_it_is_of_before_or_of_the_same_instant(double minutes, bool isOpen)
    {
        var state = After(Deletes(10));
        Assert.True(state.IsUnheardOf);
        Assert.Equal(isOpen, Apply(state, At(30), Opens(minutes)).Alarm().IsOpen);
    }

    [Fact]
    public void A_repeat_changes_nothing_and_delivers_again()
    {
        var state = After(Opens(0), Deletes(10));
        var repeat = Transition(state, At(12), Deletes(10));
        Assert.Same(state, repeat.State);
        Assert.Equal([Key], repeat.Touched);
    }

    [Fact]
    public void Each_change_of_a_profile_counts_for_the_behaviors_that_it_removed()
    {
        // Removed at 10, back at 20: what is of before 10 was removed, what is between is not of the profile any more, and neither has the later change removed.
        var state = After(Deletes(10, Profile, [Other]), Deletes(20, Profile, [Behavior, Other]));
        Assert.False(Apply(state, At(30), Opens(5)).Alarm().IsOpen);
        Assert.True(Apply(state, At(30), Opens(15)).Alarm().IsOpen);
        Assert.True(Apply(state, At(30), Event(TransitionKind.InAlarm, 5, EpisodeB, Other)).Alarm().IsOpen);
    }

    [Fact]
    public void What_is_remembered_is_bounded_in_number_and_time()
    {
        var state = After([.. Enumerable.Range(0, 100).Select(minute => Deletes(minute, $"Profile-{minute}"))]);
        Assert.Equal(WithdrawalState.Most, state.Withdrawals!.Value.Length);
        Assert.False(Apply(state, At(200), Opens(98) with { Profile = "Profile-99" }).Alarm().IsOpen);

        state = Apply(state, At(200) + WithdrawalState.KeptFor, Deletes(200 + WithdrawalState.KeptFor.TotalMinutes, "Another"));
        Assert.Single(state.Withdrawals!.Value);
        Assert.Same(state, Apply(state, At(200) + WithdrawalState.KeptFor, Deletes(50)));
    }

    [Fact]
    public void A_later_one_that_covers_an_earlier_one_replaces_it()
    {
        var state = After(Deletes(1, Profile, [Behavior, Other]), Deletes(2, Profile, [Other]), Deletes(3, "Another"), Deletes(4, Profile), Deletes(5));
        Assert.Equal(At(5).ToUnixTimeMilliseconds(), Assert.Single(state.Withdrawals!.Value).Withdrawal.TimeMs);
    }

    [Fact]
    public void An_old_one_that_comes_late_still_closes_what_is_known()
    {
        var now = At(0) + WithdrawalState.KeptFor + TimeSpan.FromDays(1);
        var state = Apply(Apply(ThingState.Empty, now, Opens(0)), now, Deletes(1));
        Assert.False(state.Alarm().IsOpen);
        Assert.Null(state.Withdrawals);
    }

    [Fact]
    public void Sixteen_changes_of_profiles_with_a_hundred_behaviors_take_little_room()
    {
        var serializer = new ServiceCollection().AddSerializer().BuildServiceProvider().GetRequiredService<Serializer<ThingState>>();
        var keeps = Enumerable.Range(0, 100).Select(index => $"{new string('x', 120)}{index}").ToArray();
        var state = After([.. Enumerable.Range(0, 20).Select(index => Deletes(index, $"Profile-{index}", keeps) with { EventId = $"event-{index}" })]);
        Assert.InRange(serializer.SerializeToArray(state).Length, 1, 24 * 1024);
    }
}
