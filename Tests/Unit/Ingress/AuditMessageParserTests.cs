using System.Text.Json.Nodes;

using OrleansDefender.Audits;
using OrleansDefender.Ingress.Parsing;
using OrleansDefender.Tests.Shared;

using Xunit;

namespace OrleansDefender.Tests.Unit.Ingress;

/// <summary>What the parser makes of the ends of audit runs.</summary>
public sealed class AuditMessageParserTests
{
    private const string Scheduled = "sns-audit-completed-scheduled.json";

    private static readonly MessageParser Parser = new("111122223333", "us-east-1");

    public static TheoryData<string> Audits => [.. SampleFiles.Names("sns-audit-*.json")];

    [Theory]
    [MemberData(nameof(Audits))]
    public void Each_audit_sample_is_a_run_with_all_its_checks(string sample)
    {
        var json = JsonNode.Parse(SampleFiles.Read(sample))!;

        var run = Run(SampleFiles.Read(sample));

        Assert.Equal((new AccountRegion("111122223333", "us-east-1"), (string)json["taskId"]!), (run.Scope, run.TaskId));
        Assert.Equal(
            ((string)json["taskStatus"]!, (string)json["taskType"]!, (string?)json["scheduledAuditName"], (long)json["taskStartTime"]!),
            (run.Status, run.Type, run.Schedule, run.StartedAt.ToUnixTimeMilliseconds()));
        Assert.Equal(
            json["auditDetails"]!.AsArray().Select(check => ((string)check!["checkName"]!, (long)check["nonCompliantResourcesCount"]!, (long?)check["suppressedNonCompliantResourcesCount"])),
            run.Checks.Select(check => (check.Check, check.NonCompliantResources, check.SuppressedResources)));
    }

    [Fact]
    public void Statuses_counts_and_errors_of_checks_are_read()
    {
        Assert.Equal(
            [(AuditCheckStatus.CompletedNonCompliant, 2, 195), (AuditCheckStatus.CompletedNonCompliant, 1, 195), (AuditCheckStatus.CompletedCompliant, 0, 1)],
            Run(SampleFiles.Read(Scheduled)).Checks.Select(check => (check.Status, (int)check.NonCompliantResources, (int)check.TotalResources)));
        Assert.All(Run(SampleFiles.Read("sns-audit-canceled.json")).Checks, check => Assert.Equal(AuditCheckStatus.Canceled, check.Status));
        var failed = Assert.Single(Run(SampleFiles.Read("sns-audit-failed.json")).Checks);
        Assert.Equal(
            (AuditCheckStatus.Failed, "INSUFFICIENT_PERMISSIONS", "Audit check could not be completed due to insufficient permissions."),
            (failed.Status, failed.ErrorCode, failed.Message));
    }

    [Fact]
    public void A_status_and_a_check_that_are_not_known_yet_pass_and_say_nothing()
    {
        var check = Run(Edit(json => (json["auditDetails"]![0]!["checkRunStatus"], json["auditDetails"]![0]!["checkName"]) = ("PAUSED", "NEW_CHECK"))).Checks[0];

        Assert.Equal(("NEW_CHECK", AuditCheckStatus.Other, false), (check.Check, check.Status, check.IsCompleted));
    }

    [Fact]
    public void The_account_is_the_message_s_and_the_Region_the_topic_s()
    {
        var body = new JsonObject
        {
            ["Type"] = "Notification",
            ["TopicArn"] = "arn:aws:sns:eu-west-1:999988887777:audits",
            ["Message"] = SampleFiles.Read(Scheduled),
        }.ToJsonString();

        Assert.Equal(new AccountRegion("111122223333", "eu-west-1"), Run(body).Scope);
    }

    [Fact]
    public void Without_a_Region_it_is_unreadable() =>
        Assert.Equal("no-account", Assert.IsType<UnreadableMessage>(new MessageParser(null, null).Parse(SampleFiles.Read(Scheduled))).Reason);

    [Theory]
    [InlineData("nonCompliantResourcesCount", "-1", "invalid-member")]
    [InlineData("totalResourcesCount", "-1", "invalid-member")]
    [InlineData("suppressedNonCompliantResourcesCount", "-1", "invalid-member")]
    [InlineData("nonCompliantResourcesCount", "1.5", "invalid-member")]
    [InlineData("nonCompliantResourcesCount", "\"2\"", "invalid-member")]
    [InlineData("nonCompliantResourcesCount", "null", "missing-member")]
    [InlineData("totalResourcesCount", "null", "missing-member")]
    [InlineData("checkRunStatus", "null", "missing-member")]
    [InlineData("checkName", "\"A/B\"", "invalid-member")]
    [InlineData("checkName", "\"DEVICE_CERTIFICATE_SHARED_CHECK\"", "duplicate-check")]
    public void A_check_that_cannot_be_trusted_makes_the_run_unreadable(string member, string value, string reason)
    {
        var unreadable = Assert.IsType<UnreadableMessage>(Parser.Parse(Edit(json => json["auditDetails"]![0]![member] = JsonNode.Parse(value))));

        Assert.Equal(reason, unreadable.Reason);
    }

    [Theory]
    [InlineData("taskId", "\"a/b\"", "invalid-member")]
    [InlineData("taskId", "\"\"", "invalid-member")]
    [InlineData("taskStartTime", "1767603600", "invalid-time")]
    [InlineData("taskStartTime", "\"2026-01-05T09:00:00Z\"", "invalid-time")]
    [InlineData("taskType", "null", "missing-member")]
    [InlineData("auditDetails", "{}", "invalid-member")]
    [InlineData("auditDetails", "[1]", "invalid-member")]
    public void A_run_without_what_it_needs_is_unreadable(string member, string value, string reason) =>
        Assert.Equal(reason, Assert.IsType<UnreadableMessage>(Parser.Parse(Edit(json => json[member] = JsonNode.Parse(value)))).Reason);

    private static AuditRun Run(string body) => Assert.IsType<AuditNotification>(Parser.Parse(body)).Run;

    private static string Edit(Action<JsonNode> edit)
    {
        var json = JsonNode.Parse(SampleFiles.Read(Scheduled))!;
        edit(json);
        return json.ToJsonString();
    }
}
