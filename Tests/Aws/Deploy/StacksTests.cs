using Xunit;

namespace OrleansDefender.Tests.Aws.Deploy;

/// <summary>The stacks of <c>deploy/</c>, created in moto's CloudFormation (<c>stacks.py</c>).</summary>
public sealed class StacksTests(StacksRun run) : IClassFixture<StacksRun>
{
    public static TheoryData<string> Cases =>
    [
        "every_allowed_value_of_every_parameter_creates_the_stack",
        "the_stacks_are_created_in_every_partition_and_name_no_other",
        "the_link_subscribes_the_queue_to_both_topics",
        "each_switch_makes_its_profiles_and_no_others",
        "targets_may_be_none_one_many_or_all",
        "behaviors_carry_their_severity_and_learned_ones_the_confidence",
        "the_audit_outlives_the_stack_with_its_role_and_runs_all_checks_daily",
        "queues_are_encrypted_and_end_in_their_dead_letter_queue",
        "only_our_topics_and_our_rule_may_send_events_and_members_where_there_are_any",
        "tables_are_on_demand_encrypted_and_restorable",
        "silos_run_as_nobody_in_private_and_are_replaced_one_after_the_other",
        "sizes_and_settings_reach_the_task",
        "every_alarm_tells_the_topic_where_there_is_one",
    ];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Moto_agrees_that(string name) => run.Results.AssertPassed(name);

    [Fact]
    public void The_script_has_no_case_that_is_not_listed_here() => run.Results.AssertNoOthers(Cases.Select(row => row.Data));
}
