using OrleansDefender.Findings;
using OrleansDefender.Things;

using Xunit;

using static OrleansDefender.Tests.Unit.Things.Given;

namespace OrleansDefender.Tests.Unit.Things;

/// <summary>The hub deletes active findings 90 days after their last update: those that stand are stamped anew before.</summary>
public sealed class RefreshTests
{
    // The cause is applied a minute after its time.
    private static readonly DateTimeOffset Due = At(1) + ThingLogic.RefreshAfter;

    [Fact]
    public void An_active_finding_is_due_80_days_after_its_stamp_and_not_before()
    {
        var state = After(Opens(0));
        Assert.Equal(Due, ThingLogic.Row(state, Thing, At(2)).DueAt);

        var early = ThingLogic.Wake(state, Thing, Due.AddMilliseconds(-1));
        Assert.Same(state, early.State);
        Assert.Empty(early.Touched);
    }

    [Fact]
    public void A_wake_stamps_it_once_and_a_repeat_delivers_again_until_it_is_complete()
    {
        var state = After(Opens(0));
        var before = state.Snapshot(Due);

        var woken = ThingLogic.Wake(state, Thing, Due);
        var again = ThingLogic.Wake(woken.State, Thing, Due.AddMinutes(1));

        var after = woken.State.Snapshot(Due);
        Assert.Equal([Key], woken.Touched);
        Assert.Equal((before.Revision + 1, Due, before.Finding.CreatedAt), (after.Revision, after.Finding.UpdatedAt, after.Finding.CreatedAt));
        Assert.Equal(FindingContent.Hash(before.Finding), FindingContent.Hash(after.Finding));
        Assert.Same(woken.State, again.State);
        Assert.Equal([Key], again.Touched);
        Assert.Equal(Due, ThingLogic.Row(woken.State, Thing, Due).DueAt);

        var completed = ThingLogic.CompleteWake(woken.State, Due);
        Assert.Equal(Due + ThingLogic.RefreshAfter, ThingLogic.Row(completed, Thing, Due).DueAt);
        Assert.Empty(ThingLogic.Wake(completed, Thing, Due.AddMinutes(2)).Touched);
    }

    [Fact]
    public void New_content_puts_it_off()
    {
        var state = After(Opens(0), Event(TransitionKind.InAlarm, 600, EpisodeB));
        Assert.Equal(At(601) + ThingLogic.RefreshAfter, ThingLogic.Row(state, Thing, At(602)).DueAt);
    }

    [Fact]
    public void An_archived_or_refused_finding_is_never_due()
    {
        Assert.Null(ThingLogic.Row(After(Opens(0), Clears(5)), Thing, At(7)).DueAt);
        Assert.Null(ThingLogic.Row(After(Opens(0), Deletes(5)), Thing, At(7)).DueAt);
        var refused = ThingLogic.Confirm(
            After(Opens(0)),
            [new DeliveryOutcome { FindingId = "f", Key = Key, Status = DeliveryStatus.Rejected, Revision = 1, ErrorCode = "InvalidInput" }]);
        Assert.Null(ThingLogic.Row(refused, Thing, At(7)).DueAt);
        Assert.Empty(ThingLogic.Wake(refused, Thing, Due).Touched);
    }

    [Fact]
    public void A_confirmed_alarm_that_went_silent_is_refreshed_as_well()
    {
        var state = After(Opens(0), Says(Verification.TruePositive, 1), Invalidates(5)).Delivered();
        Assert.Equal(At(6) + ThingLogic.RefreshAfter, ThingLogic.Row(state, Thing, At(7)).DueAt);
    }

    [Fact]
    public void A_held_archive_is_due_first()
    {
        var state = After([.. Enumerable.Range(0, 4).SelectMany(index => new object[] { Opens(index * 2, $"e{index}"), Clears((index * 2) + 1, $"e{index}") })]);
        Assert.Equal(At(67), ThingLogic.Row(state, Thing, At(9)).DueAt);
    }
}
