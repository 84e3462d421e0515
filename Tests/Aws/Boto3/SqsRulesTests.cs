using Xunit;

namespace OrleansDefender.Tests.Aws.Boto3;

/// <summary>The rules of SQS, asked by unmodified boto3 (<c>sqs_rules.py</c>): an accepted and a refused case of each.</summary>
public sealed class SqsRulesTests(SqsRulesRun run) : IClassFixture<SqsRulesRun>
{
    public static TheoryData<string> Cases =>
    [
        "default_queues_exist",
        "default_events_queue_dead_letters_after_a_thousand_receives",
        "create_queue_accepts_the_same_attributes_again",
        "create_queue_refuses_other_attributes",
        "create_queue_accepts_a_name_of_80_characters",
        "create_queue_refuses_a_name_of_81_characters",
        "create_queue_refuses_other_characters_in_a_name",
        "create_queue_refuses_a_missing_name",
        "create_queue_refuses_unknown_attributes",
        "create_queue_refuses_values_out_of_range",
        "get_queue_url_finds_a_queue",
        "get_queue_url_refuses_an_unknown_name",
        "accounts_and_regions_have_their_own_queues",
        "an_access_key_that_is_no_account_is_the_default_account",
        "list_queues_pages_by_prefix",
        "list_queues_refuses_a_page_of_none",
        "delete_queue_removes_it_and_refuses_to_make_it_again_at_once",
        "a_queue_url_without_account_is_refused",
        "purge_queue_empties_it",
        "purge_queue_refuses_twice_a_minute",
        "get_queue_attributes_has_them_all",
        "get_queue_attributes_refuses_unknown_names",
        "set_queue_attributes_changes_what_receives_do",
        "set_queue_attributes_refuses_values_out_of_range",
        "tags_are_kept_and_removed",
        "tags_over_fifty_are_refused",
        "fifo_queues_are_refused",
        "unknown_operations_are_refused",
        "send_message_answers_id_and_md5",
        "send_message_refuses_an_empty_body",
        "send_message_accepts_a_body_of_the_maximum_size",
        "send_message_refuses_a_body_over_the_maximum_size",
        "send_message_refuses_forbidden_characters",
        "send_message_refuses_half_a_surrogate_pair",
        "send_message_delays",
        "send_message_refuses_a_delay_over_15_minutes",
        "send_message_refuses_a_deduplication_id_on_a_standard_queue",
        "send_message_accepts_a_message_group_on_a_standard_queue",
        "send_message_refuses_a_message_group_out_of_its_form",
        "message_attributes_come_back_with_their_md5",
        "message_attributes_come_by_name_and_prefix_only",
        "message_attributes_out_of_their_rules_are_refused",
        "message_attributes_over_ten_are_refused",
        "send_batch_accepts_ten_entries",
        "send_batch_fails_entries_one_by_one",
        "send_batch_refuses_no_entries",
        "send_batch_refuses_eleven_entries",
        "send_batch_refuses_repeated_ids",
        "send_batch_refuses_ids_out_of_their_form",
        "send_batch_accepts_the_maximum_size_in_all",
        "send_batch_refuses_more_than_the_maximum_size_in_all",
        "receive_hands_out_the_oldest_first_and_hides_them",
        "receive_refuses_numbers_out_of_range",
        "receive_waits_for_a_message",
        "receive_waits_as_long_as_asked_for_nothing",
        "receive_shows_system_attributes_that_are_asked_for",
        "an_expired_visibility_shows_the_message_again",
        "delete_message_removes_it_and_may_be_repeated",
        "delete_message_with_an_outdated_handle_deletes_nothing",
        "delete_message_refuses_an_invalid_handle",
        "delete_batch_fails_entries_one_by_one",
        "delete_batch_refuses_eleven_entries",
        "change_visibility_to_zero_releases_the_message",
        "change_visibility_extends_the_hiding",
        "change_visibility_refuses_a_message_that_is_not_in_flight",
        "change_visibility_refuses_more_than_twelve_hours",
        "change_visibility_refuses_an_invalid_handle",
        "change_visibility_batch_fails_entries_one_by_one",
        "redrive_moves_a_message_received_too_often",
        "redrive_leaves_a_message_within_its_count",
        "redrive_refuses_a_queue_that_does_not_exist",
        "redrive_refuses_a_count_out_of_range",
        "redrive_sources_are_listed",
        "an_unsigned_request_is_served",
        "a_body_that_is_no_json_object_is_refused",
    ];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Boto3_agrees_that(string name) => run.Results.AssertPassed(name);

    [Fact]
    public void The_script_has_no_case_that_is_not_listed_here() => run.Results.AssertNoOthers(Cases.Select(row => row.Data));
}
