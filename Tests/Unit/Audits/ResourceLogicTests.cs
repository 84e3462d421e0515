using OrleansDefender.Audits;
using OrleansDefender.Findings;

using Xunit;

using static OrleansDefender.Tests.Unit.Audits.Audit;

namespace OrleansDefender.Tests.Unit.Audits;

public sealed class ResourceLogicTests
{
    [Fact]
    public void A_finding_that_is_listed_is_open_delivered_once_and_again_for_the_repeat()
    {
        var first = ResourceState.Empty.Apply(Listed(0, Finding(0)), 0);
        var repeat = first.State.Apply(Listed(0, Finding(0)), 0.1);

        Assert.Equal(new FindingRef(AuditFindingState.KeyOf(Expiring, "CERTIFICATE_PAST_EXPIRATION"), Severity.Medium), Assert.Single(first.Consequences.Deliveries));
        Assert.Equal(first.Consequences.Deliveries, repeat.Consequences.Deliveries);
        Assert.Equal(1, repeat.State.Only().Revision);
        Assert.Equal([Expiring], repeat.Consequences.FirstMentions);
        var snapshot = ResourceLogic.Snapshot(first.State, Scope, first.State.Only())!;
        Assert.Equal((RecordState.Active, ComplianceStatus.Failed), (snapshot.Finding.RecordState, snapshot.Finding.Compliance));
        Assert.Null(snapshot.Update);
        Assert.Equal("111122223333/us-east-1/task-0", snapshot.AuditTask);
    }

    [Fact]
    public void An_unchanged_finding_found_again_is_neither_stamped_nor_delivered()
    {
        var state = After((Listed(0, Finding(0)), 0));

        var again = state.Apply(Listed(1, Finding(1)), 1);

        Assert.Empty(again.Consequences.Deliveries);
        Assert.Equal(state.Only().Revision, again.State.Only().Revision);
        Assert.Equal(state.Only().UpdatedMs, again.State.Only().UpdatedMs);
        Assert.Equal("task-1", again.State.Only().Listing.TaskId);
        Assert.Equal("task-0", ResourceLogic.Snapshot(again.State, Scope, again.State.Only())!.Finding.ProductFields["TaskId"]);
    }

    [Fact]
    public void Other_words_of_the_same_reason_are_a_change_and_name_the_run_that_brought_them()
    {
        var state = After((Listed(0, Finding(0)), 0));

        var changed = state.Apply(Listed(1, Finding(1, words: "Certificate has expired.")), 1);

        Assert.Single(changed.Consequences.Deliveries);
        Assert.Equal("task-1", ResourceLogic.Snapshot(changed.State, Scope, changed.State.Only())!.Finding.ProductFields["TaskId"]);
    }

    [Fact]
    public void Two_reasons_and_two_policy_versions_are_findings_of_their_own()
    {
        var state = After((Listed(0, Finding(0), Finding(0, reason: "CERTIFICATE_APPROACHING_EXPIRATION")), 0));

        Assert.Equal(2, state.Findings.Select(finding => FindingIds.Audit(Scope, finding.Check, Certificate, finding.ReasonCode)).Distinct().Count());
        Assert.NotEqual(
            FindingIds.Audit(Scope, "IOT_POLICY_OVERLY_PERMISSIVE_CHECK", ResourceIdentifier.Policy("PumpFleetPolicy", "3"), "X"),
            FindingIds.Audit(Scope, "IOT_POLICY_OVERLY_PERMISSIVE_CHECK", ResourceIdentifier.Policy("PumpFleetPolicy", "4"), "X"));
    }

    [Fact]
    public void What_a_completed_check_no_longer_lists_is_archived_and_passed()
    {
        var state = After((Listed(0, Finding(0)), 0));

        var gone = state.Apply(Missed(1), 1);

        Assert.Single(gone.Consequences.Deliveries);
        Assert.Empty(gone.Consequences.StillOpen);
        var finding = ResourceLogic.Snapshot(gone.State, Scope, gone.State.Only())!.Finding;
        Assert.Equal((RecordState.Archived, ComplianceStatus.Passed, "task-1"), (finding.RecordState, finding.Compliance, finding.ProductFields["ResolvedByTaskId"]));
        Assert.Equal(Severity.Medium, finding.Severity);
    }

    [Fact]
    public void An_incomplete_list_resolves_nothing_and_says_what_stays_open()
    {
        var state = After((Listed(0, Finding(0)), 0));

        var asked = state.Apply(Missed(1, resolves: false), 1);

        Assert.Empty(asked.Consequences.Deliveries);
        Assert.Equal([Expiring], asked.Consequences.StillOpen);
        Assert.True(asked.State.Only().IsOpen);
    }

    [Fact]
    public void One_reason_of_a_resource_that_is_still_listed_for_another_is_resolved_alone()
    {
        var state = After((Listed(0, Finding(0), Finding(0, reason: "OTHER")), 0), (Listed(1, Finding(1)), 1));

        var gone = state.Apply(Missed(1), 1);

        Assert.Equal(AuditFindingState.KeyOf(Expiring, "OTHER"), Assert.Single(gone.Consequences.Deliveries).Key);
        Assert.Empty(gone.Consequences.StillOpen);
        Assert.Equal(["OTHER"], gone.State.Findings.Where(finding => !finding.IsOpen).Select(finding => finding.ReasonCode));
    }

    [Fact]
    public void A_finding_that_comes_back_is_active_again_since_then()
    {
        var state = After((Listed(0, Finding(0)), 0), (Missed(1), 1), (Listed(2, Finding(2)), 2));

        var finding = state.Only();
        Assert.True(finding.IsOpen);
        Assert.Equal(3, finding.Revision);
        Assert.Equal(Start.AddDays(2).ToUnixTimeMilliseconds(), finding.SinceMs);
    }

    [Fact]
    public void A_windowed_check_resolves_after_two_clean_runs_and_seven_days_and_not_before()
    {
        var state = After((Listed(0, Finding(0, SharedCheck)), 0), (Missed(1, SharedCheck), 1));
        Assert.Equal((true, 1), (state.Only().IsOpen, state.Only().CleanRuns));
        Assert.Equal([SharedCheck], state.Apply(Missed(2, SharedCheck), 2).Consequences.StillOpen);

        state = state.Apply(Missed(6, SharedCheck), 6).State;
        Assert.Equal((true, 2), (state.Only().IsOpen, state.Only().CleanRuns));

        state = state.Apply(Missed(7, SharedCheck), 7).State;
        Assert.False(state.Only().IsOpen);
    }

    [Fact]
    public void One_clean_run_of_a_windowed_check_is_not_enough_however_late_it_comes()
    {
        var state = After((Listed(0, Finding(0, SharedCheck)), 0), (Missed(30, SharedCheck), 30), (Missed(30, SharedCheck), 30));

        Assert.True(state.Only().IsOpen);
        Assert.False(state.Apply(Missed(31, SharedCheck), 31).State.Only().IsOpen);
    }

    [Fact]
    public void A_listing_of_a_windowed_check_starts_the_quiet_time_anew()
    {
        var state = After(
            (Listed(0, Finding(0, SharedCheck)), 0), (Missed(3, SharedCheck), 3), (Listed(5, Finding(5, SharedCheck)), 5), (Missed(8, SharedCheck), 8), (Missed(9, SharedCheck), 9));

        Assert.True(state.Only().IsOpen);
        Assert.False(state.Apply(Missed(12, SharedCheck), 12).State.Only().IsOpen);
    }

    [Fact]
    public void A_suppressed_finding_is_imported_archived_and_set_to_SUPPRESSED()
    {
        var state = After((Listed(0, Finding(0, suppressed: true)), 0));

        var snapshot = ResourceLogic.Snapshot(state, Scope, state.Only())!;
        Assert.Equal((RecordState.Archived, ComplianceStatus.Failed), (snapshot.Finding.RecordState, snapshot.Finding.Compliance));
        Assert.Equal((WorkflowStatus.Suppressed, false, null), (snapshot.Update!.Workflow, snapshot.Update.BeforeImport, snapshot.Update.Verification));
        Assert.Equal("true", snapshot.Finding.ProductFields["IsSuppressed"]);
    }

    [Fact]
    public void A_suppression_archives_at_once_and_its_delete_brings_the_finding_back()
    {
        var state = After((Listed(0, Finding(0)), 0));
        var suppressed = state.Apply(Suppression(0.5, isSuppressed: true, untilDay: 20), 0.5);

        Assert.True(Assert.Single(suppressed.Consequences.Deliveries).HasCustomerUpdate);
        var snapshot = ResourceLogic.Snapshot(suppressed.State, Scope, suppressed.State.Only())!;
        Assert.Equal(RecordState.Archived, snapshot.Finding.RecordState);
        Assert.Equal("Suppressed in AWS IoT Device Defender by SecOps/alice until 2026-01-25T09:00:00.000Z: Replacement ordered", snapshot.Update!.Note);
        Assert.Equal(Start.AddDays(20).ToUnixTimeMilliseconds(), ResourceLogic.DueMs(suppressed.State));

        var back = suppressed.State.Apply(Suppression(0.6, isSuppressed: false), 0.6);
        snapshot = ResourceLogic.Snapshot(back.State, Scope, back.State.Only())!;
        Assert.Equal(RecordState.Active, snapshot.Finding.RecordState);
        Assert.Equal((WorkflowStatus.New, true), (snapshot.Update!.Workflow, snapshot.Update.BeforeImport));
    }

    [Fact]
    public void A_suppression_that_runs_out_brings_the_finding_back_by_a_wake_that_may_be_repeated()
    {
        var state = After((Listed(0, Finding(0)), 0), (Suppression(0.5, isSuppressed: true, untilDay: 20), 0.5));
        Assert.Empty(ResourceLogic.Wake(state, Scope, Start.AddDays(19)).Consequences.Deliveries);

        var woken = ResourceLogic.Wake(state, Scope, Start.AddDays(20));
        var repeat = ResourceLogic.Wake(woken.State, Scope, Start.AddDays(20.1));

        Assert.False(woken.State.Only().IsArchived);
        Assert.Single(woken.Consequences.Deliveries);
        Assert.Equal(woken.Consequences.Deliveries, repeat.Consequences.Deliveries);
        Assert.Equal(woken.State.Only().Revision, repeat.State.Only().Revision);
        Assert.Equal(0, ResourceLogic.DueMs(repeat.State));

        var complete = ResourceLogic.CompleteWake(repeat.State);
        Assert.Empty(ResourceLogic.Wake(complete, Scope, Start.AddDays(20.2)).Consequences.Deliveries);
        Assert.NotEqual(0, ResourceLogic.DueMs(complete));
    }

    [Fact]
    public void Of_acts_in_one_second_an_update_goes_after_the_create_and_a_delete_after_both_in_any_order()
    {
        ResourceCauses Act(int order, string id, double? until) => Suppression(0.5, isSuppressed: order < 2, until) is var causes
            ? causes with { Suppressions = [causes.Suppressions[0] with { Order = order, EventId = id }] }
            : throw new InvalidOperationException();
        var (create, update, delete) = (Act(0, "z", null), Act(1, "m", 20), Act(2, "a", null));

        Assert.Equal(Start.AddDays(20).ToUnixTimeMilliseconds(), After((update, 0.5), (create, 0.6), (Listed(0, Finding(0)), 0.7)).Suppressions[0].UntilMs);
        Assert.False(After((Listed(0, Finding(0)), 0), (delete, 0.5), (create, 0.6), (update, 0.7)).Only().IsSuppressed);
    }

    [Fact]
    public void An_update_that_says_nothing_of_the_end_leaves_it()
    {
        var state = After((Listed(0, Finding(0)), 0), (Suppression(0.5, isSuppressed: true, untilDay: 20), 0.5));
        var update = Suppression(0.6, isSuppressed: true);

        state = state.Apply(update with { Suppressions = [update.Suppressions[0] with { LeavesEnd = true, Order = 1 }] }, 0.6).State;

        Assert.Equal(Start.AddDays(20).ToUnixTimeMilliseconds(), ResourceLogic.DueMs(state));
    }

    [Fact]
    public void A_suppression_that_came_before_its_finding_holds_for_it()
    {
        var state = After((Suppression(0.5, isSuppressed: true), 0.5), (Listed(0, Finding(0)), 0.6));

        Assert.True(state.Only().IsSuppressed);
        Assert.Equal("Replacement ordered", ResourceLogic.Snapshot(state, Scope, state.Only())!.Finding.ProductFields["SuppressionDescription"]);
    }

    [Fact]
    public void A_later_audit_that_lists_it_unsuppressed_lifts_a_suppression_whose_delete_was_never_heard_of()
    {
        var state = After((Listed(0, Finding(0, suppressed: true)), 0), (Listed(1, Finding(1)), 1));

        Assert.False(state.Only().IsArchived);
        Assert.Equal(WorkflowStatus.New, ResourceLogic.Snapshot(state, Scope, state.Only())!.Update!.Workflow);
    }

    [Fact]
    public void Confirmed_updates_are_not_repeated_and_a_refusal_is_kept_until_the_content_changes()
    {
        var state = After((Listed(0, Finding(0, suppressed: true)), 0));
        var key = state.Only().Key;

        state = ResourceLogic.Confirm(state, [new DeliveryOutcome { FindingId = "f", Key = key, Status = DeliveryStatus.Landed, Revision = 1, UpdateRevision = 1 }]);
        Assert.Null(ResourceLogic.Snapshot(state, Scope, state.Only())!.Update);

        state = ResourceLogic.Confirm(state, [new DeliveryOutcome { FindingId = "f", Key = key, Status = DeliveryStatus.Rejected, Revision = 1, ErrorCode = "InvalidInput" }]);
        Assert.Null(ResourceLogic.Snapshot(state, Scope, state.Only()));

        state = state.Apply(Listed(1, Finding(1)), 1).State;
        Assert.NotNull(ResourceLogic.Snapshot(state, Scope, state.Only()));
    }

    [Fact]
    public void An_active_finding_is_renewed_before_the_hub_deletes_it_and_an_archived_one_is_not()
    {
        var state = After((Listed(0, Finding(0)), 0));
        Assert.Equal(Start.AddDays(80).ToUnixTimeMilliseconds(), ResourceLogic.DueMs(state));

        var renewed = ResourceLogic.Wake(state, Scope, Start.AddDays(80));

        Assert.Equal(2, renewed.State.Only().Revision);
        Assert.Single(renewed.Consequences.Deliveries);
        Assert.Null(ResourceLogic.DueMs(After((Listed(0, Finding(0)), 0), (Missed(1), 1))));
    }

    [Fact]
    public void A_look_up_of_its_things_is_asked_for_once_a_day_until_it_is_answered()
    {
        var first = ResourceState.Empty.Apply(Listed(0, Finding(0)), 0);
        Assert.Equal(Severity.Medium, first.Consequences.WantsLinks);
        Assert.Equal(Severity.Medium, first.State.Apply(Listed(0, Finding(0)), 0.1).Consequences.WantsLinks);
        Assert.Null(first.State.Apply(Listed(1, Finding(1)), 0.9).Consequences.WantsLinks);
        Assert.Equal(Severity.Medium, first.State.Apply(Listed(1, Finding(1)), 1).Consequences.WantsLinks);

        var linked = first.State.Apply(Links(0.2, "pump-0017"), 0.2).State;
        Assert.Null(linked.Apply(Listed(1, Finding(1)), 1.5).Consequences.WantsLinks);
        Assert.Equal(Severity.Medium, linked.Apply(Listed(8, Finding(8)), 8).Consequences.WantsLinks);
    }

    [Fact]
    public void Its_things_are_told_what_is_open_and_those_it_leaves_are_released()
    {
        var state = After((Listed(0, Finding(0)), 0));
        var linked = state.Apply(Links(0.2, "pump-0018", "pump-0017"), 0.2);
        Assert.Equal(["pump-0017", "pump-0018"], linked.Consequences.Notice!.Things);
        Assert.Equal("CERTIFICATE_PAST_EXPIRATION", Assert.Single(linked.Consequences.Notice.Reference.Findings).ReasonCode);

        var told = ResourceLogic.ConfirmTold(linked.State, linked.Consequences.Notice.Reference.Revision);
        Assert.Null(told.Apply(Listed(1, Finding(1)), 1).Consequences.Notice);

        var moved = told.Apply(Links(2, "pump-0017"), 2);
        Assert.Equal("pump-0017", Assert.Single(moved.Consequences.Notice!.Things));
        Assert.Equal("pump-0018", Assert.Single(moved.Consequences.Notice.Released));
        told = ResourceLogic.ConfirmTold(moved.State, moved.Consequences.Notice.Reference.Revision);

        var gone = told.Apply(Missed(3), 3);
        Assert.Empty(gone.Consequences.Notice!.Reference.Findings);
        Assert.Equal(("CERTIFICATE_PAST_EXPIRATION", Start.AddDays(3)), (Assert.Single(gone.Consequences.Notice.Reference.Resolved).ReasonCode, gone.Consequences.Notice.Reference.Resolved[0].ResolvedAt));
        Assert.Empty(gone.Consequences.Notice.Released);
    }

    [Fact]
    public void A_mitigation_is_shown_in_product_fields_and_never_in_a_note()
    {
        var state = After((Listed(0, Finding(0)), 0));
        var mitigation = new MitigationEvent { TaskId = "mitigate-1", Actions = ["Quarantine"], Actor = "SecOps/bob", Time = Start.AddDays(1), EventId = "e1" };

        var recorded = state.Apply(new ResourceCauses { Resource = Certificate, Mitigations = [new ResourceMitigation(Expiring, null, mitigation)] }, 1);
        var repeat = recorded.State.Apply(new ResourceCauses { Resource = Certificate, Mitigations = [new ResourceMitigation(Expiring, null, mitigation)] }, 1);

        var snapshot = ResourceLogic.Snapshot(recorded.State, Scope, recorded.State.Only())!;
        Assert.Equal(("mitigate-1", "SecOps/bob"), (snapshot.Finding.ProductFields["MitigationTaskId"], snapshot.Finding.ProductFields["MitigationStartedBy"]));
        Assert.Null(snapshot.Update);
        Assert.Equal(recorded.Consequences.Deliveries, repeat.Consequences.Deliveries);
        Assert.Equal(2, repeat.State.Only().Revision);
    }

    [Fact]
    public void A_mitigation_that_comes_before_its_finding_is_recorded_with_it()
    {
        var mitigation = new MitigationEvent { TaskId = "mitigate-1", Time = Start.AddDays(1), EventId = "e1" };
        var early = new ResourceCauses { Resource = Certificate, Mitigations = [new ResourceMitigation(Expiring, "CERTIFICATE_PAST_EXPIRATION", mitigation)] };

        var state = After((early, 1), (early, 1), (Listed(0, Finding(0), Finding(0, reason: "OTHER")), 1.1));

        Assert.Equal("mitigate-1", Assert.Single(state.Findings.SelectMany(finding => finding.Mitigations)).TaskId);
        Assert.Empty(state.EarlyMitigations);
    }

    [Fact]
    public void A_resource_counts_once_in_a_run_however_often_it_is_mentioned_or_repeated()
    {
        var first = ResourceState.Empty.Apply(new ResourceCauses { Resource = Certificate, Run = Run(0, 3), Listed = [Finding(0)] }, 0);
        var repeat = first.State.Apply(new ResourceCauses { Resource = Certificate, Run = Run(0, 3), Listed = [Finding(0)] }, 0);
        var later = first.State.Apply(new ResourceCauses { Resource = Certificate, Run = Run(0, 4), Listed = [Finding(0, reason: "OTHER")] }, 0);

        Assert.Equal([Expiring], first.Consequences.FirstMentions);
        Assert.Equal([Expiring], repeat.Consequences.FirstMentions);
        Assert.Empty(later.Consequences.FirstMentions);
    }

    [Fact]
    public void A_question_to_a_resource_that_nobody_has_heard_of_leaves_nothing_behind() =>
        Assert.Same(ResourceState.Empty, ResourceState.Empty.Apply(Missed(0), 0).State);
}
