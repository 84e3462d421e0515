using OrleansDefender.Findings;
using OrleansDefender.Things;

using Xunit;

using static OrleansDefender.Tests.Unit.Things.Given;

namespace OrleansDefender.Tests.Unit.Things;

public sealed class VerificationTests
{
    [Theory]
    [InlineData(Verification.FalsePositive)]
    [InlineData(Verification.BenignPositive)]
    public void False_and_benign_archive_the_finding_and_suppress_it_with_the_analysts_reason(Verification word)
    {
        var state = After(Opens(0), Says(word, 5));

        Assert.True(state.Alarm().IsOpen);
        var snapshot = state.Snapshot();
        Assert.Equal(RecordState.Archived, snapshot.Finding.RecordState);
        Assert.Equal(WorkflowStatus.Suppressed, snapshot.Update!.Workflow);
        Assert.Equal(word, snapshot.Update.Verification);
        Assert.False(snapshot.Update.BeforeImport);
        Assert.Equal(
            $"Marked {Words.Of(word)} in AWS IoT Device Defender by SecurityAnalyst/soc-analyst: Planned credential rotation", snapshot.Update.Note);
        Assert.Equal(Severity.None, ThingLogic.View(state, Thing, At(60)).Severity);
    }

    [Fact]
    public void A_true_positive_stays_active_and_is_notified()
    {
        var snapshot = After(Opens(0), Says(Verification.TruePositive, 5)).Snapshot();

        Assert.Equal(RecordState.Active, snapshot.Finding.RecordState);
        Assert.Equal(WorkflowStatus.Notified, snapshot.Update!.Workflow);
        Assert.Equal(Verification.TruePositive, snapshot.Update.Verification);
        Assert.False(snapshot.Update.BeforeImport);
    }

    [Fact]
    public void Unknown_undoes_a_suppression_update_first_then_import()
    {
        var state = After(Opens(0), Says(Verification.FalsePositive, 5)).Delivered();

        var undone = After(state, Says(Verification.Unknown, 10, reason: null)).Snapshot();

        Assert.Equal(RecordState.Active, undone.Finding.RecordState);
        Assert.Equal(WorkflowStatus.New, undone.Update!.Workflow);
        Assert.Equal(Verification.Unknown, undone.Update.Verification);
        Assert.True(undone.Update.BeforeImport);
        Assert.Equal("Verification withdrawn in AWS IoT Device Defender by SecurityAnalyst/soc-analyst.", undone.Update.Note);
    }

    [Fact]
    public void Unknown_on_an_episode_nobody_judged_changes_nothing_of_the_customers()
    {
        var state = After(Opens(0), Says(Verification.Unknown, 5));

        Assert.Null(state.Snapshot().Update);
    }

    [Fact]
    public void A_new_episode_starts_unknown_and_our_suppression_is_taken_back()
    {
        var state = After(Opens(0), Says(Verification.FalsePositive, 5), Clears(6)).Delivered();

        var reopened = After(state, Opens(100, EpisodeB));

        Assert.Equal(Verification.Unknown, reopened.Alarm().Verification);
        var snapshot = reopened.Snapshot();
        Assert.Equal(RecordState.Active, snapshot.Finding.RecordState);
        Assert.Equal(WorkflowStatus.New, snapshot.Update!.Workflow);
        Assert.Equal(Verification.Unknown, snapshot.Update.Verification);
        Assert.True(snapshot.Update.BeforeImport);
        Assert.Null(snapshot.Update.Note);
    }

    [Fact]
    public void A_new_episode_after_a_true_positive_resets_the_word_and_leaves_the_workflow_to_the_customer()
    {
        var state = After(Opens(0), Says(Verification.TruePositive, 5), Clears(6)).Delivered();

        var snapshot = After(state, Opens(100, EpisodeB)).Snapshot();

        Assert.Equal(Verification.Unknown, snapshot.Update!.Verification);
        Assert.Null(snapshot.Update.Workflow);
    }

    [Fact]
    public void A_suppression_is_taken_back_also_when_the_word_that_should_have_lifted_it_never_landed()
    {
        var suppressed = After(Opens(0), Says(Verification.FalsePositive, 5)).Delivered();

        var corrected = After(suppressed, Says(Verification.TruePositive, 10), Clears(15), Opens(100, EpisodeB)).Snapshot();

        Assert.Equal(WorkflowStatus.New, corrected.Update!.Workflow);
        Assert.Equal(Verification.Unknown, corrected.Update.Verification);
    }

    [Fact]
    public void A_suppression_is_taken_back_however_many_words_and_episodes_went_by_undelivered()
    {
        var suppressed = After(Opens(0), Says(Verification.FalsePositive, 5), Clears(6)).Delivered();

        var later = After(suppressed, Opens(100, EpisodeB), Says(Verification.TruePositive, 105, EpisodeB), Clears(110, EpisodeB), Opens(200, "c")).Snapshot();

        Assert.Equal(WorkflowStatus.New, later.Update!.Workflow);
    }

    [Fact]
    public void Once_a_confirmation_has_lifted_the_suppression_the_workflow_is_the_customers_again()
    {
        var suppressed = After(Opens(0), Says(Verification.FalsePositive, 5)).Delivered();
        var notified = After(suppressed, Says(Verification.TruePositive, 10)).Delivered();

        var later = After(notified, Clears(15), Opens(100, EpisodeB)).Snapshot();

        Assert.Null(later.Update!.Workflow);
        Assert.Equal(Verification.Unknown, later.Update.Verification);
    }

    [Fact]
    public void A_refused_update_does_not_come_back_and_does_not_stand_in_the_way_of_the_next_word()
    {
        var refused = After(Opens(0), Says(Verification.TruePositive, 5)).UpdateRefused();

        Assert.NotNull(refused.Alarm().Rejection);
        Assert.Null(After(refused, Clears(10)).Snapshot().Update);
        var again = After(refused, Says(Verification.TruePositive, 6, reason: "Seen on site")).Snapshot();
        Assert.Equal(2, again.Update!.Revision);
        Assert.Contains("Seen on site", again.Update.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void A_notification_that_repeats_the_word_leaves_the_customers_fields_alone()
    {
        var said = After(Opens(0), Says(Verification.FalsePositive, 5)).Delivered();

        var repeated = After(said, Invalidates(60), Notifies(Verification.FalsePositive, 60));

        Assert.Null(repeated.Snapshot().Update);
        Assert.Equal("Planned credential rotation", repeated.Alarm().Verdict!.Reason);
    }

    [Fact]
    public void A_notified_word_counts_until_the_act_itself_is_known_and_counts_once()
    {
        var notified = After(Opens(0), Clears(60), Notifies(Verification.FalsePositive, 60)).Delivered();
        Assert.Equal(Verification.FalsePositive, notified.Alarm().Verification);

        Assert.Null(After(notified, Invalidates(70), Notifies(Verification.FalsePositive, 70)).Snapshot().Update);
        var known = After(notified, Says(Verification.BenignPositive, 5)).Snapshot();
        Assert.Equal(Verification.BenignPositive, known.Update!.Verification);
    }

    [Fact]
    public void A_word_on_an_earlier_episode_says_nothing_of_the_present_one()
    {
        var state = After(Opens(0), Clears(5), Opens(10, EpisodeB), Says(Verification.FalsePositive, 15));

        Assert.Equal(Verification.Unknown, state.Alarm().Verification);
        Assert.Equal(RecordState.Active, state.Snapshot().Finding.RecordState);
        Assert.Null(state.Snapshot().Update);
    }

    [Fact]
    public void The_later_of_two_words_holds_whatever_order_they_come_in()
    {
        var inOrder = After(Opens(0), Says(Verification.FalsePositive, 5), Says(Verification.TruePositive, 6));
        var reversed = After(Opens(0), Says(Verification.TruePositive, 6), Says(Verification.FalsePositive, 5));

        Assert.Equal(Verification.TruePositive, inOrder.Alarm().Verification);
        Assert.Equal(Verification.TruePositive, reversed.Alarm().Verification);
        Assert.Equal(RecordState.Active, reversed.Snapshot().Finding.RecordState);
    }

    [Fact]
    public void A_repeated_word_after_its_delivery_does_not_overwrite_what_the_customer_did_since()
    {
        var state = After(Opens(0), Says(Verification.FalsePositive, 5)).Delivered();
        Assert.Null(state.Snapshot().Update);

        var repeat = Transition(state, At(60), Says(Verification.FalsePositive, 5));

        Assert.Same(state, repeat.State);
        Assert.Null(repeat.State.Snapshot().Update);
    }

    [Fact]
    public void An_update_stays_until_delivery_confirms_it_and_an_older_confirmation_does_not_count()
    {
        var first = After(Opens(0), Says(Verification.FalsePositive, 5));
        var second = After(first, Says(Verification.TruePositive, 6));

        var confirmed = ThingLogic.Confirm(
            second,
            [new DeliveryOutcome { FindingId = "x", Key = Key, Status = DeliveryStatus.Landed, Revision = 2, UpdateRevision = 1 }]);

        Assert.Same(second, confirmed);
        Assert.Equal(2, second.Snapshot().Update!.Revision);
        Assert.Null(second.Delivered().Snapshot().Update);
    }

    [Fact]
    public void Invalidated_never_archives_what_an_analyst_confirmed()
    {
        var state = After(Opens(0), Says(Verification.TruePositive, 5), Invalidates(3000));

        Assert.False(state.Alarm().IsOpen);
        Assert.Equal(RecordState.Active, state.Snapshot(At(9000)).Finding.RecordState);
        Assert.Equal(Severity.High, ThingLogic.View(state, Thing, At(9000)).Severity);
        Assert.Equal("invalidated after TRUE_POSITIVE", AlarmFinding.StateText(state.Alarm(), At(9000)));
    }

    [Fact]
    public void Cleared_archives_a_true_positive_too()
    {
        var state = After(Opens(0), Says(Verification.TruePositive, 5), Clears(30));

        Assert.Equal(RecordState.Archived, state.Snapshot().Finding.RecordState);
    }

    [Fact]
    public void A_missing_reason_leaves_no_odd_words_in_the_note()
    {
        var note = After(Opens(0), Says(Verification.TruePositive, 5, reason: null)).Snapshot().Update!.Note;

        Assert.Equal("Marked TRUE_POSITIVE in AWS IoT Device Defender by SecurityAnalyst/soc-analyst.", note);
    }

    [Fact]
    public void A_reason_of_a_thousand_characters_is_cut_to_a_note_of_512_visibly()
    {
        var note = After(Opens(0), Says(Verification.FalsePositive, 5, reason: new string('x', 1000))).Snapshot().Update!.Note!;

        Assert.Equal(512, note.Length);
        Assert.EndsWith("…", note, StringComparison.Ordinal);
    }
}
