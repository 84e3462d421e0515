using Xunit;

namespace OrleansDefender.Tests.Aws.Boto3;

/// <summary>The rules of AWS IoT, asked by unmodified boto3 (<c>iot_rules.py</c>): an accepted and a refused case of each.</summary>
public sealed class IotRulesTests(IotRulesRun run) : IClassFixture<IotRulesRun>
{
    public static TheoryData<string> Cases =>
    [
        "active_lists_a_violation_with_the_models_members",
        "active_does_not_list_a_violation_that_cleared_or_was_invalidated",
        "active_of_a_thing_without_violations_is_empty",
        "active_in_another_region_is_empty",
        "active_filters_by_profile_criteria_and_state",
        "active_tells_suppressed_alerts_from_others",
        "active_refuses_filters_that_the_model_does_not_have",
        "active_pages_hold_25_unless_asked_and_add_up",
        "active_pages_go_on_though_alarms_close_in_between",
        "active_refuses_page_sizes_out_of_range",
        "active_refuses_a_token_that_it_did_not_give",
        "events_list_an_episode_under_one_id_and_the_next_under_another",
        "events_are_those_of_the_stretch_of_time",
        "events_filter_and_page_as_active_violations_do",
        "events_refuse_a_missing_time_and_an_empty_stretch",
        "verification_changes_the_violation_and_its_events",
        "verification_is_told_by_cloudtrail",
        "verification_tells_the_callers_access_key",
        "verification_accepts_a_violation_that_is_over",
        "verification_refuses_an_unknown_violation_and_cloudtrail_tells_that_too",
        "verification_refuses_ids_and_states_outside_the_model",
        "verification_accepts_a_description_of_1000_characters",
        "verification_refuses_a_description_too_long_or_with_control_characters",
        "describe_thing_tells_the_registrys_record",
        "describe_thing_does_not_find_a_thing_that_is_not_registered",
        "describe_thing_does_not_find_a_thing_of_another_account_or_region",
        "describe_thing_refuses_a_name_that_no_thing_can_have",
        "thing_groups_tell_names_and_arns_in_pages",
        "thing_groups_refuse_unknown_things_wrong_sizes_and_wrong_tokens",
        "operations_that_are_not_simulated_say_so",
        "a_seconds_quota_is_accepted_and_more_is_throttled_with_http_400",
        "verification_has_a_quota_of_its_own",
        "the_registrys_quotas_are_larger",
    ];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Boto3_agrees_that(string name) => run.Results.AssertPassed(name);

    [Fact]
    public void The_script_has_no_case_that_is_not_listed_here() => run.Results.AssertNoOthers(Cases.Select(row => row.Data));
}
