using Xunit;

namespace OrleansDefender.Tests.Aws.Boto3;

/// <summary>The rules of AWS IoT's audits, asked by unmodified boto3 (<c>audit_rules.py</c>): an accepted and a refused case of each.</summary>
public sealed class AuditRulesTests(AuditRulesRun run) : IClassFixture<AuditRulesRun>
{
    public static TheoryData<string> Cases =>
    [
        "a_run_by_hand_is_notified_in_epoch_milliseconds_with_counts_that_follow",
        "a_run_by_hand_can_leave_out_its_message_and_some_of_its_findings",
        "a_run_by_hand_that_makes_no_sense_is_refused",
        "the_runs_are_listed_with_counts_the_last_first",
        "findings_have_the_models_members",
        "findings_keep_what_is_given",
        "findings_come_in_pages_of_25_unless_asked_and_add_up",
        "findings_are_asked_by_check_resource_and_suppression",
        "findings_are_asked_by_task_or_by_both_times_and_not_by_both",
        "findings_by_time_come_from_several_runs_in_pages",
        "findings_of_another_region_or_of_no_run_are_none",
        "ten_related_resources_are_told_and_the_rest_listed_in_pages",
        "the_intermediate_ca_check_tells_related_resources_only_in_the_list_of_them",
        "a_finding_that_does_not_exist_is_not_found",
        "a_task_is_described_with_statistics_and_a_map_of_checks",
        "tasks_are_listed_by_time_type_and_status_in_pages",
        "tasks_need_both_times_within_the_retention",
        "an_audit_on_demand_finds_what_stands_and_nothing_of_an_inactive_certificate",
        "a_suppression_is_created_told_listed_described_changed_and_deleted",
        "a_suppression_twice_is_refused_and_told_as_failed",
        "a_suppression_that_breaks_a_rule_is_refused",
        "suppressions_are_listed_by_their_end_in_pages",
        "a_suppressed_finding_is_listed_as_such_and_makes_no_check_non_compliant",
        "the_fleets_things_have_certificates",
        "things_by_hand_are_found_and_share_certificates_in_pages",
        "attaching_and_detaching_changes_both_lists_and_is_told",
        "the_fleets_own_attachments_can_be_taken_away",
        "a_thing_is_deleted_once_nothing_is_attached_and_its_alarms_close",
        "a_certificate_is_deleted_once_it_is_inactive_and_attached_to_nothing",
        "a_profile_that_is_deleted_closes_its_alarms_and_is_told",
        "a_profile_that_loses_behaviors_closes_their_alarms_only",
        "a_mitigation_of_an_audit_is_accepted_once_and_told",
        "a_mitigation_of_violations_is_accepted_once_and_told",
        "only_a_completed_check_with_a_complete_list_resolves",
        "a_windowed_check_resolves_after_two_clean_runs_and_seven_days",
        "ten_calls_a_second_are_accepted_and_more_are_throttled",
    ];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Boto3_agrees_that(string name) => run.Results.AssertPassed(name);

    [Fact]
    public void The_script_has_no_case_that_is_not_listed_here() => run.Results.AssertNoOthers(Cases.Select(row => row.Data));
}
