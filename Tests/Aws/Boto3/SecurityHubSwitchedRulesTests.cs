using Xunit;

namespace OrleansDefender.Tests.Aws.Boto3;

/// <summary>The rules of Security Hub that no primary source proves, switched off, asked by unmodified boto3 (<c>hub_rules_switched.py</c>).</summary>
public sealed class SecurityHubSwitchedRulesTests(SecurityHubSwitchedRulesRun run) : IClassFixture<SecurityHubSwitchedRulesRun>
{
    public static TheoryData<string> Cases =>
    [
        "an_import_that_is_not_newer_is_reported",
        "ids_may_hold_any_character",
        "types_may_be_of_any_namespace",
        "a_malformed_finding_fails_the_call",
        "contains_filters_are_refused",
        "members_that_nobody_knows_are_taken",
        "resources_may_have_longer_texts",
        "a_token_serves_another_query",
    ];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Boto3_agrees_that(string name) => run.Results.AssertPassed(name);

    [Fact]
    public void The_script_has_no_case_that_is_not_listed_here() => run.Results.AssertNoOthers(Cases.Select(row => row.Data));
}
