using System.Text.Json;
using System.Text.Json.Nodes;

using Amazon.IoT;
using Amazon.IoT.Model;
using Amazon.Runtime;
using Amazon.SecurityHub.Model;

using Xunit;

namespace OrleansDefender.Tests.Aws.StandIns;

/// <summary>Every response that the service model describes is read, as far as the stand-in has members for it.</summary>
public sealed class ResponseTests
{
    public static TheoryData<string, string> EveryOperation => StandInService.EveryOperation();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(EveryOperation))]
    public async Task Every_member_of_a_full_response_is_read_and_unknown_ones_are_skipped(string serviceName, string operation)
    {
        var service = StandInService.Of(serviceName);
        var model = ServiceModel.Load(service.Name, service.ApiVersion);
        var walk = new ModelWalk(model);
        var shapeName = model.Operation(operation).GetProperty("output").GetProperty("shape").GetString()!;
        var expected = walk.Fill(service.ResponseType(operation), shapeName, operation);

        var response = await AnswerAsync(service, operation, walk.Write(expected, shapeName, operation, alien: true).ToJsonString());

        Assert.Equal(walk.Write(expected, shapeName, operation).ToJsonString(), walk.Write(response, shapeName, operation).ToJsonString());
        Assert.Equal(WireReply.RequestId, response.ResponseMetadata.RequestId);
        Assert.Equal(System.Net.HttpStatusCode.OK, response.HttpStatusCode);
        Assert.Empty(walk.Problems);
    }

    [Theory]
    [MemberData(nameof(EveryOperation))]
    public void Members_of_a_response_have_the_names_types_and_enumerations_of_the_service_model(string serviceName, string operation)
    {
        var service = StandInService.Of(serviceName);
        var model = ServiceModel.Load(service.Name, service.ApiVersion);
        var walk = new ModelWalk(model);

        walk.CompareTypes(service.ResponseType(operation), model.Operation(operation).GetProperty("output").GetProperty("shape").GetString()!, operation);

        Assert.Empty(walk.Problems);
    }

    [Theory]
    [MemberData(nameof(EveryOperation))]
    public async Task An_empty_body_and_an_empty_object_are_read_as_nothing_set(string serviceName, string operation)
    {
        var service = StandInService.Of(serviceName);

        foreach (var body in (string[])["", "{}", "null"])
        {
            var response = await AnswerAsync(service, operation, body);
            Assert.All(ModelWalk.Members(response.GetType()), member => Assert.Null(member.GetValue(response)));
        }
    }

    [Fact]
    public async Task Null_on_the_wire_is_not_set_and_empty_is_empty()
    {
        var response = (GetFindingsResponse)await AnswerAsync(
            StandInService.SecurityHub,
            "GetFindings",
            """{"Findings":[{"Confidence":null,"Types":[],"ProductFields":{},"RecordState":null}],"NextToken":null}""");

        var finding = Assert.Single(response.Findings);
        Assert.Null(finding.Confidence);
        Assert.Null(finding.RecordState);
        Assert.Null(finding.Resources);
        Assert.Empty(finding.Types);
        Assert.Empty(finding.ProductFields);
        Assert.Null(response.NextToken);
    }

    [Fact]
    public async Task A_value_newer_than_this_code_is_kept()
    {
        var response = (ListViolationEventsResponse)await AnswerAsync(
            StandInService.IoT,
            "ListViolationEvents",
            """{"violationEvents":[{"violationEventType":"alarm-muted"},{"violationEventType":"in-alarm"}]}""");

        Assert.Equal("alarm-muted", response.ViolationEvents[0].ViolationEventType.Value);
        Assert.Same(ViolationEventType.InAlarm, response.ViolationEvents[1].ViolationEventType);
    }

    [Theory]
    [InlineData("1767607200", 0)]
    [InlineData("1767607200.0", 0)]
    [InlineData("1767607200.25", 2_500_000)]
    [InlineData("1767607200.123", 1_230_000)]
    [InlineData("1.7676072E9", 0)]
    [InlineData("\"2026-01-05T10:00:00Z\"", 0)]
    [InlineData("\"2026-01-05T11:00:00.5+01:00\"", 5_000_000)]
    public async Task Times_are_seconds_since_1970_to_the_millisecond_and_UTC(string json, long ticks)
    {
        var response = (ListActiveViolationsResponse)await AnswerAsync(
            StandInService.IoT,
            "ListActiveViolations",
            $$"""{"activeViolations":[{"violationStartTime":{{json}}}]}""");

        var time = Assert.Single(response.ActiveViolations).ViolationStartTime!.Value;
        Assert.Equal(new DateTime(2026, 1, 5, 10, 0, 0, DateTimeKind.Utc).AddTicks(ticks), time);
        Assert.Equal(DateTimeKind.Utc, time.Kind);
    }

    [Fact]
    public async Task A_body_that_is_no_JSON_is_an_unmarshalling_error_and_not_an_empty_answer()
    {
        await Assert.ThrowsAsync<AmazonUnmarshallingException>(() => AnswerAsync(StandInService.SecurityHub, "GetFindings", "<html>"));
        await Assert.ThrowsAsync<AmazonUnmarshallingException>(() => AnswerAsync(StandInService.SecurityHub, "GetFindings", """{"Findings":[{"""));
        await Assert.ThrowsAsync<AmazonUnmarshallingException>(() => AnswerAsync(StandInService.SecurityHub, "GetFindings", """{"Findings":7}"""));
    }

    [Theory]
    [InlineData("iot-list-active-violations.json", "iot", "ListActiveViolations")]
    [InlineData("iot-list-violation-events.json", "iot", "ListViolationEvents")]
    [InlineData("iot-describe-thing.json", "iot", "DescribeThing")]
    [InlineData("iot-list-thing-groups-for-thing.json", "iot", "ListThingGroupsForThing")]
    [InlineData("iot-describe-audit-finding.json", "iot", "DescribeAuditFinding")]
    [InlineData("iot-describe-audit-task.json", "iot", "DescribeAuditTask")]
    [InlineData("iot-list-audit-findings-page1.json", "iot", "ListAuditFindings")]
    [InlineData("iot-list-audit-findings-page2.json", "iot", "ListAuditFindings")]
    [InlineData("iot-list-audit-suppressions.json", "iot", "ListAuditSuppressions")]
    [InlineData("iot-list-audit-tasks.json", "iot", "ListAuditTasks")]
    [InlineData("iot-list-principal-things.json", "iot", "ListPrincipalThings")]
    [InlineData("iot-list-related-resources.json", "iot", "ListRelatedResourcesForAuditFinding")]
    [InlineData("iot-list-thing-principals.json", "iot", "ListThingPrincipals")]
    [InlineData("securityhub-batch-import-response-ok.json", "securityhub", "BatchImportFindings")]
    [InlineData("securityhub-batch-import-response-partial.json", "securityhub", "BatchImportFindings")]
    [InlineData("securityhub-batch-update-response-partial.json", "securityhub", "BatchUpdateFindings")]
    [InlineData("securityhub-get-findings-response.json", "securityhub", "GetFindings")]
    public async Task A_recorded_answer_is_read_without_loss(string sample, string serviceName, string operation)
    {
        var service = StandInService.Of(serviceName);
        var model = ServiceModel.Load(service.Name, service.ApiVersion);
        var shapeName = model.Operation(operation).GetProperty("output").GetProperty("shape").GetString()!;
        var text = Samples.Text(sample);

        var response = await AnswerAsync(service, operation, text);

        var written = new ModelWalk(model).Write(response, shapeName, operation);
        Assert.True(JsonElement.DeepEquals(JsonElement.Parse(text), JsonElement.Parse(written.ToJsonString())), written.ToJsonString());
    }

    [Theory]
    [InlineData("iot-list-audit-findings-request.json", "iot", "ListAuditFindings")]
    [InlineData("securityhub-batch-import-request.json", "securityhub", "BatchImportFindings")]
    [InlineData("securityhub-batch-import-request-archive.json", "securityhub", "BatchImportFindings")]
    [InlineData("securityhub-batch-update-request.json", "securityhub", "BatchUpdateFindings")]
    [InlineData("securityhub-get-findings-request.json", "securityhub", "GetFindings")]
    public async Task A_recorded_request_can_be_built_and_is_sent_without_loss(string sample, string serviceName, string operation)
    {
        var service = StandInService.Of(serviceName);
        var text = Samples.Text(sample);
        var request = (AmazonWebServiceRequest)Samples.Read(service.RequestType(operation), JsonNode.Parse(text)!);
        await using var server = await WireServer.StartAsync(new WireReply(200, "{}"), Cancel);
        using var client = service.CreateClient(server.Address);

        await service.CallAsync(client, operation, request, Cancel);

        var body = Assert.Single(server.Calls).Body;
        Assert.True(JsonElement.DeepEquals(JsonElement.Parse(text), JsonElement.Parse(body)), System.Text.Encoding.UTF8.GetString(body));
    }

    [Fact]
    public async Task Values_of_a_recorded_page_of_violations_are_where_callers_look_for_them()
    {
        var response = (ListActiveViolationsResponse)await AnswerAsync(
            StandInService.IoT,
            "ListActiveViolations",
            Samples.Text("iot-list-active-violations.json"));

        var first = response.ActiveViolations[0];
        Assert.Equal(new DateTime(2026, 1, 5, 10, 0, 0, DateTimeKind.Utc), first.ViolationStartTime);
        Assert.Equal(ComparisonOperator.LessThanEquals, first.Behavior.Criteria.ComparisonOperator);
        Assert.Equal(61, first.LastViolationValue.Count);
        Assert.Null(first.LastViolationValue.Ports);
        var second = response.ActiveViolations[1];
        Assert.Equal(Amazon.IoT.VerificationState.TRUE_POSITIVE, second.VerificationState);
        Assert.Equal(ConfidenceLevel.HIGH, second.ViolationEventAdditionalInfo.ConfidenceLevel);
    }

    [Fact]
    public async Task Values_of_recorded_audits_are_where_callers_look_for_them()
    {
        var page = (ListAuditFindingsResponse)await AnswerAsync(StandInService.IoT, "ListAuditFindings", Samples.Text("iot-list-audit-findings-page2.json"));
        var task = (DescribeAuditTaskResponse)await AnswerAsync(StandInService.IoT, "DescribeAuditTask", Samples.Text("iot-describe-audit-task.json"));

        var policy = page.Findings[0];
        Assert.Equal(new DateTime(2026, 1, 5, 9, 0, 1, 900, DateTimeKind.Utc), policy.FindingTime);
        Assert.Same(AuditFindingSeverity.CRITICAL, policy.Severity);
        Assert.Same(ResourceType.IOT_POLICY, policy.NonCompliantResource.ResourceType);
        Assert.Equal("3", policy.NonCompliantResource.ResourceIdentifier.PolicyVersionIdentifier.PolicyVersionId);
        Assert.Null(policy.NonCompliantResource.ResourceIdentifier.ClientId);
        Assert.Null(policy.RelatedResources);
        Assert.Null(page.NextToken);
        Assert.Same(AuditCheckRunStatus.COMPLETED_COMPLIANT, task.AuditDetails["LOGGING_DISABLED_CHECK"].CheckRunStatus);
        Assert.Equal(195, task.AuditDetails["DEVICE_CERTIFICATE_SHARED_CHECK"].TotalResourcesCount);
    }

    private static async Task<AmazonWebServiceResponse> AnswerAsync(StandInService service, string operation, string body)
    {
        await using var server = await WireServer.StartAsync(new WireReply(200, body), Cancel);
        using var client = service.CreateClient(server.Address);
        return await service.CallAsync(client, operation, service.SmallestRequest(operation), Cancel);
    }
}
