using Xunit;

namespace OrleansDefender.Tests.Aws.Boto3;

/// <summary>The rules of Security Hub, asked by unmodified boto3: an accepted and a refused case of each (<c>hub_rules.py</c>).</summary>
public sealed class SecurityHubRulesTests(SecurityHubRulesRun run) : IClassFixture<SecurityHubRulesRun>
{
    public static TheoryData<string> Cases =>
    [
        "a_finding_of_required_members_is_accepted",
        "a_finding_without_a_required_member_is_refused",
        "severity_is_accepted_as_provider_label_or_at_the_top",
        "a_finding_without_severity_is_refused",
        "types_are_accepted_from_the_provider_or_at_the_top",
        "a_finding_without_types_or_of_an_unknown_namespace_is_refused",
        "members_at_their_limits_are_accepted",
        "members_over_their_limits_are_refused",
        "ids_of_unreserved_characters_slash_and_colon_are_accepted",
        "ids_with_other_characters_or_a_reserved_start_are_refused",
        "timestamps_with_fraction_and_offset_are_accepted",
        "timestamps_of_another_form_are_refused",
        "strings_with_blanks_around_are_accepted",
        "blank_strings_are_refused_wherever_they_are",
        "unknown_members_and_wrong_kinds_are_refused",
        "a_malformed_finding_fails_alone",
        "a_hundred_findings_a_call_are_accepted",
        "no_finding_or_more_than_a_hundred_a_call_are_refused",
        "a_finding_under_240_kilobytes_is_accepted",
        "a_finding_over_240_kilobytes_is_refused",
        "a_call_under_six_megabytes_is_accepted",
        "a_call_over_six_megabytes_is_refused",
        "imports_pass_in_a_burst_of_30_and_are_throttled_beyond",
        "updates_pass_in_a_burst_of_30_and_are_throttled_beyond",
        "reads_pass_in_a_burst_of_6_and_are_throttled_beyond",
        "other_calls_pass_in_a_burst_of_30_and_are_throttled_beyond",
        "a_finding_of_the_callers_account_and_product_is_accepted",
        "a_finding_of_another_account_or_product_is_refused",
        "of_mixed_accounts_only_the_callers_findings_land",
        "a_newer_import_replaces_the_finding",
        "an_import_that_is_not_newer_counts_as_success_and_is_ignored",
        "customer_fields_are_accepted_when_the_finding_is_created",
        "customer_fields_of_a_later_import_are_ignored",
        "an_import_without_customer_fields_keeps_them",
        "record_state_is_set_by_an_import",
        "record_state_in_an_update_is_refused",
        "a_finding_that_comes_back_is_new_again_unless_suppressed",
        "a_finding_that_stays_active_or_is_archived_keeps_its_workflow",
        "a_check_that_no_longer_passes_is_new_again_unless_suppressed",
        "top_level_values_follow_the_provider",
        "top_level_values_that_the_customer_set_stay",
        "the_service_fills_in_its_own_fields",
        "an_update_changes_what_the_customer_owns_and_not_updated_at",
        "an_update_of_severity_keeps_the_label_that_it_does_not_give",
        "an_update_of_an_unknown_finding_is_not_processed",
        "another_accounts_finding_is_unknown",
        "a_finding_named_twice_in_an_update_is_processed_once",
        "a_note_of_512_characters_is_accepted",
        "a_note_of_513_characters_or_without_author_is_refused",
        "a_hundred_identifiers_an_update_are_accepted",
        "no_identifier_or_more_than_a_hundred_an_update_are_refused",
        "an_update_with_a_value_that_does_not_exist_is_refused",
        "string_filters_compare_as_documented",
        "contains_filters_are_accepted",
        "filters_that_exclude_each_other_are_refused",
        "filters_that_do_not_exist_or_are_of_another_form_are_refused",
        "date_number_and_map_filters_select",
        "date_number_and_map_filters_of_another_form_are_refused",
        "ten_attributes_of_twenty_values_are_accepted",
        "more_than_ten_attributes_or_twenty_values_are_refused",
        "pages_hold_up_to_100_findings_and_each_finding_comes_once",
        "page_sizes_and_tokens_of_another_form_are_refused",
        "findings_are_sorted_as_asked",
        "sorting_by_what_is_no_attribute_is_refused",
        "the_hub_describes_itself_and_takes_products",
    ];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Boto3_agrees_that(string name) => run.Results.AssertPassed(name);

    [Fact]
    public void The_script_has_no_case_that_is_not_listed_here() => run.Results.AssertNoOthers(Cases.Select(row => row.Data));
}
