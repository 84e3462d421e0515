using OrleansDefender.Findings;
using OrleansDefender.Things;

using Xunit;

using static OrleansDefender.Tests.Unit.Things.Given;

namespace OrleansDefender.Tests.Unit.Things;

/// <summary>Mitigations of alarms: recorded with actor and time, and never in the customer's note.</summary>
public sealed class MitigationTests
{
    [Fact]
    public void A_mitigation_of_an_episode_is_shown_in_the_view_and_in_the_finding()
    {
        var before = After(Opens(0));
        var state = After(before, Mitigates(5));

        var snapshot = state.Snapshot(At(6));
        Assert.Equal(
            ("task-5", "quarantine, notify", "2026-01-05T10:05:00.000Z", "SecurityAnalyst/soc-analyst"),
            (Field("MitigationTaskId"), Field("MitigationActions"), Field("MitigationStartedAt"), Field("MitigationStartedBy")));
        Assert.Equal(before.Alarm().Revision + 1, snapshot.Revision);
        Assert.Null(snapshot.Update);
        Assert.Equal("task-5", Assert.Single(Assert.Single(ThingLogic.View(state, Thing, At(6)).Alarms).Mitigations).TaskId);

        string Field(string name) => snapshot.Finding.ProductFields[name];
    }

    [Fact]
    public void A_repeat_changes_nothing_and_delivers_again()
    {
        var state = After(Opens(0), Mitigates(5));
        var repeat = Transition(state, At(12), Mitigates(5));
        Assert.Same(state, repeat.State);
        Assert.Equal([Key], repeat.Touched);
    }

    [Fact]
    public void The_last_four_are_kept_and_the_latest_is_in_the_finding_whatever_their_order()
    {
        var state = After(Opens(0), Mitigates(5), Mitigates(9), Mitigates(3), Mitigates(7), Mitigates(1), Mitigates(8));
        Assert.Equal(["task-9", "task-8", "task-7", "task-5"], state.Alarm().Mitigations!.Value.Select(mitigation => mitigation.TaskId));
        Assert.Equal("task-9", state.Snapshot(At(10)).Finding.ProductFields["MitigationTaskId"]);

        Assert.Same(state, Apply(state, At(11), Mitigates(1)));
    }

    [Fact]
    public void An_episode_that_is_not_known_is_left_alone()
    {
        var state = After(Opens(0));
        var transition = Transition(state, At(6), Mitigates(5, EpisodeB));
        Assert.Same(state, transition.State);
        Assert.Empty(transition.Touched);
    }

    [Theory]
    [InlineData(2, true)]
    [InlineData(7, false)]
    [InlineData(-1, false)]
    [InlineData(12, true)]
    public void A_mitigation_of_a_behavior_is_of_the_alarm_that_was_open_then(double minutes, bool isTaken)
    {
        var state = Apply(After(Opens(0), Clears(5), Opens(10, EpisodeB)), At(20), MitigatesBehavior(minutes));
        Assert.Equal(isTaken ? 1 : 0, state.Alarm().Mitigations?.Length ?? 0);
    }

    [Fact]
    public void A_mitigation_of_another_behavior_or_after_a_deletion_is_not_taken()
    {
        Assert.Null(After(Opens(0), MitigatesBehavior(5, "Other")).Alarm().Mitigations);
        Assert.Null(After(Opens(0), Deletes(4), MitigatesBehavior(5)).Alarm().Mitigations);
    }

    [Fact]
    public void Names_of_any_length_are_cut()
    {
        var given = Mitigates(5);
        var huge = new string('x', 5000);
        var state = After(
            Opens(0),
            given with { Mitigation = given.Mitigation with { TaskId = huge, Actor = huge, Actions = [.. Enumerable.Repeat(huge, 50)] } });

        var fields = state.Snapshot(At(6)).Finding.ProductFields;
        Assert.All(
            new[] { "MitigationTaskId", "MitigationActions", "MitigationStartedBy" }, name => Assert.InRange(fields[name].Length, 1, AsffLimits.ProductFieldsValue));
        var kept = Assert.Single(state.Alarm().Mitigations!.Value);
        Assert.Equal((5, 128, 128), (kept.Actions.Length, kept.TaskId.Length, kept.Actor!.Length));
    }
}
