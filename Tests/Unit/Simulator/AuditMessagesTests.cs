using System.Text.Json;
using System.Text.Json.Nodes;

using OrleansDefender.Simulator;
using OrleansDefender.Simulator.Audits;
using OrleansDefender.Simulator.Fleet;

using Xunit;

namespace OrleansDefender.Tests.Unit.Simulator;

public sealed class AuditMessagesTests
{
    private const long Time = 1767607200087;

    private static readonly FleetPlace Place = new("111122223333", "us-east-1");

    [Theory]
    [InlineData("sns-audit-completed-scheduled.json")]
    [InlineData("sns-audit-failed.json")]
    [InlineData("sns-audit-canceled.json")]
    public void A_notification_is_the_recorded_one(string sample)
    {
        var recorded = Sample(sample);
        var run = new AuditRun
        {
            Number = 1,
            TaskId = (string)recorded["taskId"]!,
            TaskType = (string)recorded["taskType"]!,
            Schedule = (string?)recorded["scheduledAuditName"],
            Status = (string)recorded["taskStatus"]!,
            Started = (long)recorded["taskStartTime"]!,
            Ended = Time,
            Details = recorded["auditDetails"]!.ToJsonString(),
            Findings = 0,
        };

        var envelope = JsonNode.Parse(AuditMessages.Notification(Place, run, Time))!;

        Assert.Equal(recorded.ToJsonString(), JsonNode.Parse((string)envelope["Message"]!)!.ToJsonString());
        Assert.Equal(Sample("sns-envelope-detect.json").AsObject().Select(member => member.Key), envelope.AsObject().Select(member => member.Key));
        Assert.Equal("arn:aws:sns:us-east-1:111122223333:iot-defender-audit", (string?)envelope["TopicArn"]);
    }

    [Fact]
    public void What_follows_from_findings_has_the_members_of_the_recorded_details()
    {
        var recorded = Sample("sns-audit-completed-scheduled.json")["auditDetails"]![0]!.AsObject();

        var detail = AuditJson.Detail(new JsonObject { ["checkName"] = (string)recorded["checkName"]! }, 2, 1, 195);

        Assert.Equal(recorded.ToJsonString(), detail.ToJsonString());
    }

    [Theory]
    [InlineData("iot-list-audit-findings-page1.json")]
    [InlineData("iot-list-audit-findings-page2.json")]
    public void A_finding_of_which_little_is_said_becomes_the_recorded_one(string sample)
    {
        foreach (var recorded in Sample(sample)["findings"]!.AsArray().Select(finding => finding!.AsObject()))
        {
            var given = recorded.DeepClone().AsObject();
            foreach (var member in (string[])["taskId", "taskStartTime", "findingTime", "severity", "reasonForNonCompliance", "isSuppressed"])
            {
                given.Remove(member);
            }

            given["nonCompliantResource"]!.AsObject().Remove("resourceType");

            var finding = AuditJson.Complete(
                given,
                (string)recorded["taskId"]!,
                AuditJson.Milliseconds(recorded["taskStartTime"])!.Value,
                AuditJson.Milliseconds(recorded["findingTime"])!.Value,
                "unused",
                (bool)recorded["isSuppressed"]!);

            Assert.Equal(recorded.Select(member => member.Key), finding.Select(member => member.Key));
            Assert.All(recorded, member => Assert.True(JsonNode.DeepEquals(member.Value, finding[member.Key]) || Number(member.Value) == Number(finding[member.Key]), $"{member.Key}: {finding[member.Key]}"));
        }

        static decimal? Number(JsonNode? node) => node?.GetValueKind() == JsonValueKind.Number ? decimal.Parse(node.ToJsonString(), System.Globalization.CultureInfo.InvariantCulture) : null;
    }

    [Theory]
    [InlineData("eventbridge-create-audit-suppression.json")]
    [InlineData("eventbridge-create-audit-suppression-policy.json")]
    [InlineData("eventbridge-update-audit-suppression.json")]
    [InlineData("eventbridge-delete-audit-suppression.json")]
    [InlineData("eventbridge-start-audit-mitigation.json")]
    [InlineData("eventbridge-start-detect-mitigation.json")]
    [InlineData("eventbridge-delete-thing.json")]
    [InlineData("eventbridge-delete-security-profile.json")]
    public void A_call_is_told_as_the_recorded_one_was(string sample)
    {
        var recorded = Sample(sample);
        var detail = recorded["detail"]!;
        var actor = new FleetActor((string)detail["userIdentity"]!["accessKeyId"]!, "soc-analyst", (string)detail["sourceIPAddress"]!, (string)detail["userAgent"]!);
        var call = new FleetCall(
            (string)detail["eventName"]!,
            detail["requestParameters"]!.ToJsonString(),
            detail["responseElements"]?.ToJsonString(),
            actor,
            Guid.Parse("00000000-1111-2222-3333-000000000001"));

        var told = JsonNode.Parse(FleetMessages.Call(Place, call, DateTimeOffset.Parse((string)detail["eventTime"]!, System.Globalization.CultureInfo.InvariantCulture).ToUnixTimeMilliseconds()))!;

        // All of it but what is of the call: ids, and when the session began.
        foreach (var node in (JsonNode[])[recorded, told])
        {
            node["id"] = "";
            node["detail"]!["requestID"] = "";
            node["detail"]!["eventID"] = "";
            node["detail"]!["userIdentity"]!["sessionContext"]!["attributes"]!["creationDate"] = "";
        }

        Assert.Equal(recorded.ToJsonString(), told.ToJsonString());
    }

    [Fact]
    public async Task A_storys_suppression_is_told_with_the_end_that_is_stored()
    {
        var queue = new RecordingQueue();
        await using var host = await FleetHost.StartAsync(":memory:", new SimulatorOptions(), queue);
        var act = new AuditAct(AuditActKind.Suppress, """{"checkName":"LOGGING_DISABLED_CHECK","resourceIdentifier":{"account":"111122223333"},"description":"Known","seconds":60}""");

        await host.State.ChangeAsync(
            (connection, time) =>
            {
                host.State.Audits.Act(connection, act, time, 0);
                return true;
            },
            TestContext.Current.CancellationToken);
        await host.Outbox.FlushAsync(TestContext.Current.CancellationToken);

        var request = JsonNode.Parse(Assert.Single(queue.Bodies))!["detail"]!["requestParameters"]!;
        Assert.Equal(
            Sample("eventbridge-create-audit-suppression.json")["detail"]!["requestParameters"]!.AsObject().Select(member => member.Key),
            request.AsObject().Select(member => member.Key));
        var stored = await host.State.ReadAsync((connection, now) => host.State.Audits.Suppressions(connection, null, null, true, 0, 10, now), TestContext.Current.CancellationToken);
        Assert.Equal((long)request["expirationDate"]! * 1000, Assert.Single(stored).Expires);
    }

    private static JsonNode Sample(string name) => JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "samples", name)))!;
}
