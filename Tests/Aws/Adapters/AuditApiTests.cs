using System.Text;
using System.Text.Json;

using Amazon.Runtime;

using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

using OrleansDefender.Audits;
using OrleansDefender.Silo.Aws;
using OrleansDefender.Tests.Aws.StandIns;
using OrleansDefender.Tests.Shared;

using Xunit;

using static OrleansDefender.Tests.Shared.Findings.TestFindings;

namespace OrleansDefender.Tests.Aws.Adapters;

public sealed class AuditApiTests
{
    private const string Task1 = "3f7d2c9b8a1e4d5f9c0b7a6e5d4c3b2a";
    private const string Expiring = "DEVICE_CERTIFICATE_EXPIRING_CHECK";
    private const string Shared = "a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f90";
    private const string Unattached = "4e1c0b7a9d8f6e5c4b3a2918f7e6d5c4b3a29180f7e6d5c4b3a29180f7e6d5c4";
    private const string Unknowable = """{"findingId":"f","checkName":"NEW_CHECK","nonCompliantResource":{"resourceType":"NEW_TYPE","resourceIdentifier":{"newMember":"x"}}}""";

    private static readonly DateTimeOffset Now = new(2026, 1, 5, 12, 0, 0, TimeSpan.Zero);

    private readonly LogLines<AuditApi> _logs = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Findings_are_listed_page_by_page_with_everything_that_AWS_says_of_them()
    {
        await using var server = await WireServer.StartAsync(
            static number => new WireReply(200, SampleFiles.Read($"iot-list-audit-findings-page{number + 1}.json")), Cancel);
        using var clients = AdapterRig.ClientsOf(server.Address.ToString());
        var api = Api(clients);

        var first = await api.ListFindingsAsync(Scope, Task1, Expiring, null, Cancel);
        var second = await api.ListFindingsAsync(Scope, Task1, Expiring, first.NextToken, Cancel);

        Assert.Equal(3, first.Findings.Length);
        Assert.Equal(
            [
                ("device-certificate", Unattached, "CERTIFICATE_PAST_EXPIRATION", Severity.Medium, false),
                ("device-certificate", Shared, "CERTIFICATE_APPROACHING_EXPIRATION", Severity.Medium, true),
                ("device-certificate", Shared, "CERTIFICATE_SHARED_BY_MULTIPLE_DEVICES", Severity.Critical, false),
                ("policy", "PumpFleetPolicy:3", "ALLOWS_BROAD_ACCESS_TO_IOT_DATA_PLANE_ACTIONS", Severity.Critical, false),
                ("client-id", "pump-0018", "DUPLICATE_CLIENT_ID_ACROSS_CONNECTIONS", Severity.High, false),
                ("account", "111122223333", "LOGGING_DISABLED", Severity.Low, false),
            ],
            first.Findings.Concat(second.Findings).Take(6).Select(static finding =>
                (finding.Resource.Kind, finding.Resource.Id, finding.ReasonCode, finding.Severity, finding.IsSuppressed)));
        Assert.Equal("issuer-certificate", second.Findings[3].Resource.Kind);
        Assert.NotNull(first.NextToken);
        Assert.Null(second.NextToken);
        Assert.All(server.Calls, static call => Assert.Equal(("POST", "/audit/findings"), (call.Method, call.RawPath)));
        AssertJson(SampleFiles.Read("iot-list-audit-findings-request.json"), server.Calls[0].Body);
        Assert.Equal(first.NextToken, JsonElement.Parse(server.Calls[1].Body).GetProperty("nextToken").GetString());
        Assert.Empty(_logs.All);
    }

    [Fact]
    public async Task Findings_are_listed_just_below_the_quota()
    {
        var time = new CountedTime(Now);
        await using var server = await WireServer.StartAsync(new WireReply(200, """{"findings":[]}"""), Cancel);
        using var clients = AdapterRig.ClientsOf(server.Address.ToString());
        var api = Api(clients, time);

        Assert.Null((await api.ListFindingsAsync(Scope, Task1, "A", null, Cancel)).NextToken);
        for (var calls = 1; calls <= 3; calls++)
        {
            var listing = api.ListFindingsAsync(Scope, Task1, "B", null, Cancel);
            await Waiting.Eventually(() => time.Timers == calls, listing);
            time.Advance(TimeSpan.FromMilliseconds(104));
            Assert.False(listing.IsCompleted);
            Assert.Equal(calls, server.Calls.Count);
            time.Advance(TimeSpan.FromMilliseconds(1));
            await listing;
        }

        Assert.Equal(4, server.Calls.Count);
    }

    [Fact]
    public async Task Each_operation_and_each_account_and_Region_has_a_pace_of_its_own()
    {
        var time = new CountedTime(Now);
        await using var server = await WireServer.StartAsync(new WireReply(200, "{}"), Cancel);
        using var clients = AdapterRig.ClientsOf(server.Address.ToString());
        var api = Api(clients, time);

        await api.ListFindingsAsync(Scope, Task1, "A", null, Cancel);
        await api.ListFindingsAsync(Scope with { Account = "444455556666" }, Task1, "A", null, Cancel);
        await api.ListFindingsAsync(Scope with { Region = "eu-central-1" }, Task1, "A", null, Cancel);
        await api.DescribeTaskAsync(Scope, Task1, Cancel);
        await api.DescribeFindingAsync(Scope, "f", Cancel);
        await api.ListRelatedAsync(Scope, "f", 10, Cancel);
        await Waiting.ReadAsync(api.ListTasksAsync(Scope, Now.AddDays(-1), Now, Cancel));
        await Waiting.ReadAsync(api.ListSuppressionsAsync(Scope, Now, Cancel));

        Assert.Equal(8, server.Calls.Count);
        Assert.Equal(0, time.Timers);
    }

    [Theory]
    [InlineData(400, "ThrottlingException", typeof(Amazon.IoT.Model.ThrottlingException))]
    [InlineData(503, "ServiceUnavailableException", typeof(Amazon.IoT.AmazonIoTException))]
    [InlineData(500, "InternalFailureException", typeof(Amazon.IoT.Model.InternalFailureException))]
    public async Task What_passes_by_itself_is_asked_again_with_growing_waits_and_then_left_to_the_caller(int status, string name, Type expected)
    {
        var time = new CountedTime(Now);
        await using var server = await WireServer.StartAsync(Named(status, name), Cancel);
        using var clients = AdapterRig.ClientsOf(server.Address.ToString());

        var listing = Api(clients, time).ListFindingsAsync(Scope, Task1, Expiring, null, Cancel);
        var waits = new[] { 0.5, 1, 2, 4, 8 };
        for (var attempt = 1; attempt <= waits.Length; attempt++)
        {
            await Waiting.Eventually(() => time.Timers == attempt, listing);
            Assert.Equal(attempt, server.Calls.Count);
            time.Advance(TimeSpan.FromSeconds(waits[attempt - 1]) - TimeSpan.FromMilliseconds(1));
            Assert.Equal(attempt, server.Calls.Count);
            time.Advance(TimeSpan.FromMilliseconds(1));
        }

        Assert.IsType(expected, await Record.ExceptionAsync(() => listing));
        Assert.Equal(6, server.Calls.Count);
    }

    [Fact]
    public async Task Throttling_in_the_middle_of_a_list_loses_and_repeats_nothing()
    {
        var time = new FakeTimeProvider(Now);
        await using var server = await WireServer.StartAsync(
            static number => number switch
            {
                0 => new WireReply(200, """{"tasks":[{"taskId":"a","taskStatus":"COMPLETED"},{"taskId":"b","taskStatus":"IN_PROGRESS"}],"nextToken":"two"}"""),
                1 or 2 => Named(400, "ThrottlingException"),
                3 => new WireReply(200, """{"nextToken":"three"}"""),
                _ => new WireReply(200, """{"tasks":[{"taskId":"c","taskStatus":"CANCELED"},{"taskId":"d","taskStatus":"FAILED"}]}"""),
            },
            Cancel);
        using var clients = AdapterRig.ClientsOf(server.Address.ToString());

        var reading = Waiting.ReadAsync(Api(clients, time).ListTasksAsync(Scope, Now.AddDays(-1), Now, Cancel));
        await Waiting.PassUntil(() => reading.IsCompleted, time);

        Assert.Equal(["a", "c", "d"], await reading);
        Assert.Equal(["", "two", "two", "two", "three"], server.Calls.Select(static call => call.Query.TryGetValue("nextToken", out var token) ? token.ToString() : ""));
    }

    [Fact]
    public async Task A_lost_connection_is_tried_again_and_then_left_to_the_caller()
    {
        var time = new CountedTime(Now);
        using var clients = AdapterRig.ClientsOf($"http://127.0.0.1:{ChildProcess.FreePort()}");

        var describing = Api(clients, time).DescribeTaskAsync(Scope, Task1, Cancel);
        for (var attempt = 1; attempt <= 5; attempt++)
        {
            await Waiting.Eventually(() => time.Timers == attempt, describing);
            time.Advance(TimeSpan.FromSeconds(8));
        }

        Assert.IsNotType<AmazonServiceException>(await Record.ExceptionAsync(() => describing), exactMatch: false);
        Assert.Equal(5, time.Timers);
    }

    [Fact]
    public async Task A_caller_that_gives_up_does_not_wait_for_the_retries()
    {
        var time = new CountedTime(Now);
        await using var server = await WireServer.StartAsync(Named(400, "ThrottlingException"), Cancel);
        using var clients = AdapterRig.ClientsOf(server.Address.ToString());
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);

        var listing = Api(clients, time).ListFindingsAsync(Scope, Task1, Expiring, null, stop.Token);
        await Waiting.Eventually(() => time.Timers == 1, listing);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => listing);
        Assert.Single(server.Calls);
    }

    [Theory]
    [InlineData(404, "ResourceNotFoundException")]
    [InlineData(400, "InvalidRequestException")]
    public async Task An_audit_that_AWS_no_longer_has_is_gone(int status, string name)
    {
        await using var server = await WireServer.StartAsync(Named(status, name), Cancel);
        using var clients = AdapterRig.ClientsOf(server.Address.ToString());
        var api = Api(clients);

        var gone = await Assert.ThrowsAsync<AuditGoneException>(() => api.ListFindingsAsync(Scope, Task1, Expiring, null, Cancel));

        Assert.Equal(name, Assert.IsType<AmazonServiceException>(gone.InnerException, exactMatch: false).ErrorCode);
        Assert.Single(server.Calls);
        Assert.Null(await api.DescribeTaskAsync(Scope, Task1, Cancel));
        Assert.Null(await api.DescribeFindingAsync(Scope, "f", Cancel));
        Assert.Empty(await api.ListRelatedAsync(Scope, "f", 10, Cancel));
        Assert.Empty((await api.ListPrincipalThingsAsync(Scope, Shared, null, Cancel)).Things);
        Assert.Equal(5, server.Calls.Count);
    }

    [Fact]
    public async Task A_refusal_for_other_reasons_is_no_word_on_the_audit_and_is_not_repeated()
    {
        await using var server = await WireServer.StartAsync(Named(403, "AccessDeniedException"), Cancel);
        using var clients = AdapterRig.ClientsOf(server.Address.ToString());
        var api = Api(clients);

        await Assert.ThrowsAsync<Amazon.IoT.AmazonIoTException>(() => api.ListFindingsAsync(Scope, Task1, Expiring, null, Cancel));
        await Assert.ThrowsAsync<Amazon.IoT.AmazonIoTException>(() => api.DescribeTaskAsync(Scope, Task1, Cancel));
        await Assert.ThrowsAsync<Amazon.IoT.AmazonIoTException>(() => api.ListPrincipalThingsAsync(Scope, Shared, null, Cancel));

        Assert.Equal(3, server.Calls.Count);
    }

    [Fact]
    public async Task Findings_of_resources_that_are_named_in_an_unknown_way_are_left_out_and_counted_in_the_log()
    {
        await using var server = await WireServer.StartAsync(
            new WireReply(200, $$$$"""{"findings":[{{{{Unknowable}}}},{"nonCompliantResource":{"resourceIdentifier":{"clientId":"c"}}},{}]}"""), Cancel);
        using var clients = AdapterRig.ClientsOf(server.Address.ToString());

        var page = await Api(clients).ListFindingsAsync(Scope, Task1, "NEW_CHECK", null, Cancel);

        var finding = Assert.Single(page.Findings);
        Assert.Equal(("NEW_CHECK", ResourceIdentifier.OfMember("clientId", "c")), (finding.Check, finding.Resource));
        var line = Assert.Single(_logs.All);
        Assert.Equal(LogLevel.Warning, line.Level);
        Assert.Equal(
            $"2 findings of NEW_CHECK in audit {Task1} name their resource by nothing that is known here, and are left out; the first is a NEW_TYPE", line.Text);
    }

    [Fact]
    public async Task A_finding_is_described()
    {
        await using var server = await WireServer.StartAsync(
            static number => new WireReply(200, number == 0 ? SampleFiles.Read("iot-describe-audit-finding.json") : $$"""{"finding":{{Unknowable}}}"""), Cancel);
        using var clients = AdapterRig.ClientsOf(server.Address.ToString());
        var api = Api(clients);

        var finding = await api.DescribeFindingAsync(Scope, "5b0f1e2d3c4b5a6978879a0b1c2d3e4f", Cancel);
        var unknowable = await api.DescribeFindingAsync(Scope, "f", Cancel);

        Assert.Equal("DEVICE_CERTIFICATE_SHARED_CHECK", finding!.Check);
        Assert.Equal(ResourceIdentifier.DeviceCertificate(Shared), finding.Resource);
        Assert.Equal(
            ["pump-0017", "pump-0018"], finding.Related.Where(static related => related is { ResourceType: "CLIENT_ID", Resource.Kind: "client-id" }).Select(static related => related.Resource.Id));
        Assert.Equal("/audit/findings/5b0f1e2d3c4b5a6978879a0b1c2d3e4f", server.Calls[0].RawPath);
        Assert.Null(unknowable);
        Assert.Single(_logs.All, static line => line.Level == LogLevel.Warning);
    }

    [Fact]
    public async Task A_run_is_described_with_its_checks()
    {
        await using var server = await WireServer.StartAsync(new WireReply(200, SampleFiles.Read("iot-describe-audit-task.json")), Cancel);
        using var clients = AdapterRig.ClientsOf(server.Address.ToString());

        var run = await Api(clients).DescribeTaskAsync(Scope, Task1, Cancel);

        Assert.Equal(
            (Scope, Task1, new DateTimeOffset(2026, 1, 5, 9, 0, 0, TimeSpan.Zero), "COMPLETED", "SCHEDULED_AUDIT_TASK", "DailyAudit"),
            (run!.Scope, run.TaskId, run.StartedAt, run.Status, run.Type, run.Schedule));
        Assert.Equal(
            [
                new AuditCheckRun { Check = Expiring, Status = AuditCheckStatus.CompletedNonCompliant, NonCompliantResources = 2, SuppressedResources = 1, TotalResources = 195 },
                new AuditCheckRun
                {
                    Check = "DEVICE_CERTIFICATE_SHARED_CHECK", Status = AuditCheckStatus.CompletedNonCompliant, NonCompliantResources = 1, SuppressedResources = 0, TotalResources = 195,
                },
                new AuditCheckRun { Check = "LOGGING_DISABLED_CHECK", Status = AuditCheckStatus.CompletedCompliant, SuppressedResources = 0, TotalResources = 1 },
            ],
            run.Checks);
        Assert.Equal(("GET", $"/audit/tasks/{Task1}"), (server.Calls[0].Method, server.Calls[0].RawPath));
    }

    [Fact]
    public async Task Runs_of_a_stretch_of_time_are_listed()
    {
        await using var server = await WireServer.StartAsync(new WireReply(200, SampleFiles.Read("iot-list-audit-tasks.json")), Cancel);
        using var clients = AdapterRig.ClientsOf(server.Address.ToString());

        var tasks = await Waiting.ReadAsync(Api(clients).ListTasksAsync(Scope, Now.AddDays(-1), Now, Cancel));

        Assert.Equal([Task1, "b0a19283746556473829100f1e2d3c4b"], tasks);
        var call = Assert.Single(server.Calls);
        Assert.Equal(("GET", "/audit/tasks"), (call.Method, call.RawPath));
        Assert.Equal(Now.AddDays(-1), DateTimeOffset.Parse(call.Query["startTime"]!, System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(Now, DateTimeOffset.Parse(call.Query["endTime"]!, System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal("250", call.Query["maxResults"].ToString());
    }

    [Fact]
    public async Task Suppressions_in_force_are_events_of_now()
    {
        await using var server = await WireServer.StartAsync(new WireReply(200, SampleFiles.Read("iot-list-audit-suppressions.json")), Cancel);
        using var clients = AdapterRig.ClientsOf(server.Address.ToString());

        var suppressions = await Waiting.ReadAsync(Api(clients).ListSuppressionsAsync(Scope, Now, Cancel));

        Assert.Equal(
            [
                new SuppressionEvent
                {
                    Check = Expiring,
                    Resource = ResourceIdentifier.DeviceCertificate(Shared),
                    IsSuppressed = true,
                    Until = DateTimeOffset.FromUnixTimeSeconds(1770163200),
                    Description = "Replacement cert ordered",
                    Time = Now,
                    EventId = $"list:{Expiring}:device-certificate:{Shared}:2026-02-04T00:00:00.000Z",
                },
                new SuppressionEvent
                {
                    Check = "LOGGING_DISABLED_CHECK",
                    Resource = ResourceIdentifier.OfMember("account", "111122223333"),
                    IsSuppressed = true,
                    Time = Now,
                    EventId = "list:LOGGING_DISABLED_CHECK:account:111122223333:never",
                },
            ],
            suppressions);
        AssertJson("""{"maxResults":250}""", Assert.Single(server.Calls).Body);
    }

    [Fact]
    public async Task Suppressions_of_resources_that_are_named_in_an_unknown_way_are_left_out_and_counted_in_the_log()
    {
        await using var server = await WireServer.StartAsync(
            new WireReply(200, """{"suppressions":[{"checkName":"C","resourceIdentifier":{"newMember":"x"}},{"checkName":"C","resourceIdentifier":{"clientId":"c"}}]}"""), Cancel);
        using var clients = AdapterRig.ClientsOf(server.Address.ToString());

        Assert.Single(await Waiting.ReadAsync(Api(clients).ListSuppressionsAsync(Scope, Now, Cancel)));

        Assert.StartsWith("1 audit suppressions", Assert.Single(_logs.All).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Related_resources_are_listed_up_to_as_many_as_are_wanted()
    {
        var time = new FakeTimeProvider(Now);
        await using var server = await WireServer.StartAsync(
            static number => number == 0
                ? new WireReply(200, SampleFiles.Read("iot-list-related-resources.json").TrimEnd()[..^1] + ",\"nextToken\":\"two\"}")
                : new WireReply(200, """{"relatedResources":[{"resourceIdentifier":{"clientId":"a"}},{"resourceIdentifier":{"clientId":"b"}}],"nextToken":"three"}"""),
            Cancel);
        using var clients = AdapterRig.ClientsOf(server.Address.ToString());

        var listing = Api(clients, time).ListRelatedAsync(Scope, "f-1", 2, Cancel);
        await Waiting.PassUntil(() => listing.IsCompleted, time);

        Assert.Equal(
            [new RelatedResource(ResourceIdentifier.DeviceCertificate(Unattached), "DEVICE_CERTIFICATE"), new RelatedResource(ResourceIdentifier.OfMember("clientId", "a"), null)],
            await listing);
        Assert.Equal(
            [("/audit/relatedResources", "f-1", "2", ""), ("/audit/relatedResources", "f-1", "1", "two")],
            server.Calls.Select(static call => (
                call.RawPath, call.Query["findingId"].ToString(), call.Query["maxResults"].ToString(), call.Query.TryGetValue("nextToken", out var token) ? token.ToString() : "")));
        Assert.Empty(await Api(clients).ListRelatedAsync(Scope, "f-1", 0, Cancel));
    }

    [Theory]
    [InlineData("us-east-1", "aws")]
    [InlineData("cn-north-1", "aws-cn")]
    [InlineData("us-gov-west-1", "aws-us-gov")]
    public async Task Things_of_a_certificate_are_asked_for_by_its_ARN(string region, string partition)
    {
        await using var server = await WireServer.StartAsync(new WireReply(200, SampleFiles.Read("iot-list-principal-things.json")), Cancel);
        using var clients = AdapterRig.ClientsOf(server.Address.ToString());

        var page = await Api(clients).ListPrincipalThingsAsync(Scope with { Region = region }, Shared, null, Cancel);

        Assert.Equal(["pump-0017"], page.Things);
        Assert.Null(page.NextToken);
        var call = Assert.Single(server.Calls);
        Assert.Equal(("GET", "/principals/things"), (call.Method, call.RawPath));
        Assert.Equal($"arn:{partition}:iot:{region}:111122223333:cert/{Shared}", call.Headers["x-amzn-principal"].ToString());
    }

    [Fact]
    public async Task Things_of_a_certificate_are_read_a_page_with_each_call_without_a_pace_of_our_own()
    {
        var time = new CountedTime(Now);
        await using var server = await WireServer.StartAsync(
            static number => new WireReply(200, number == 0 ? """{"things":["t-0","","t-1"],"nextToken":"two"}""" : """{"things":["t-2"]}"""), Cancel);
        using var clients = AdapterRig.ClientsOf(server.Address.ToString());
        var api = Api(clients, time);

        var first = await api.ListPrincipalThingsAsync(Scope, Shared, null, Cancel);
        var second = await api.ListPrincipalThingsAsync(Scope, Shared, first.NextToken, Cancel);

        Assert.Equal(["t-0", "t-1"], first.Things);
        Assert.Equal(["t-2"], second.Things);
        Assert.Null(second.NextToken);
        Assert.Equal(["", "two"], server.Calls.Select(static call => call.Query.TryGetValue("nextToken", out var token) ? token.ToString() : ""));
        Assert.All(server.Calls, static call => Assert.Equal("250", call.Query["maxResults"].ToString()));
        Assert.Equal(0, time.Timers);
    }

    [Theory]
    [InlineData(400, "ThrottlingException")]
    [InlineData(503, "ServiceUnavailableException")]
    public async Task Things_of_a_certificate_are_asked_for_once(int status, string name)
    {
        await using var server = await WireServer.StartAsync(Named(status, name), Cancel);
        using var clients = AdapterRig.ClientsOf(server.Address.ToString());

        var error = await Assert.ThrowsAnyAsync<AmazonServiceException>(() => Api(clients).ListPrincipalThingsAsync(Scope, Shared, null, Cancel));

        Assert.Equal(name, error.ErrorCode);
        Assert.Single(server.Calls);
    }

    [Fact]
    public async Task A_page_of_things_that_is_refused_is_not_the_end_of_the_list()
    {
        await using var server = await WireServer.StartAsync(Named(400, "InvalidRequestException"), Cancel);
        using var clients = AdapterRig.ClientsOf(server.Address.ToString());

        await Assert.ThrowsAnyAsync<AmazonServiceException>(() => Api(clients).ListPrincipalThingsAsync(Scope, Shared, "two", Cancel));
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("a b")]
    [InlineData("größe")]
    [InlineData("a\r\nx-injected: 1")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public async Task Names_that_nothing_in_AWS_can_have_are_not_asked_for(string name)
    {
        await using var server = await WireServer.StartAsync(new WireReply(200, "{}"), Cancel);
        using var clients = AdapterRig.ClientsOf(server.Address.ToString());
        var api = Api(clients);

        Assert.Null(await api.DescribeTaskAsync(Scope, name, Cancel));
        Assert.Null(await api.DescribeFindingAsync(Scope, name, Cancel));
        Assert.Empty((await api.ListPrincipalThingsAsync(Scope, name, null, Cancel)).Things);

        Assert.Empty(server.Calls);
    }

    [Fact]
    public async Task A_list_that_would_never_end_is_given_up()
    {
        var time = new FakeTimeProvider(Now);
        await using var server = await WireServer.StartAsync(new WireReply(200, """{"nextToken":"again"}"""), Cancel);
        using var clients = AdapterRig.ClientsOf(server.Address.ToString());
        var api = Api(clients, time);

        await Endless(api.ListFindingsAsync(Scope, Task1, Expiring, "again", Cancel));
        await Endless(api.ListRelatedAsync(Scope, "f", 10, Cancel));
        await Endless(api.ListPrincipalThingsAsync(Scope, Shared, "again", Cancel));
        await Endless(Waiting.ReadAsync(api.ListTasksAsync(Scope, Now.AddDays(-1), Now, Cancel)));
        await Endless(Waiting.ReadAsync(api.ListSuppressionsAsync(Scope, Now, Cancel)));

        async Task Endless(Task listing)
        {
            await Waiting.PassUntil(() => listing.IsCompleted, time);
            await Assert.ThrowsAsync<InvalidOperationException>(() => listing);
        }
    }

    private static WireReply Named(int status, string name) =>
        new(status, """{"message":"some words"}""") { Headers = new Dictionary<string, string> { ["x-amzn-ErrorType"] = name } };

    private static void AssertJson(string expected, byte[] actual) =>
        Assert.True(JsonElement.DeepEquals(JsonElement.Parse(expected), JsonElement.Parse(actual)), Encoding.UTF8.GetString(actual));

    private AuditApi Api(AwsClients clients, TimeProvider? time = null) =>
        new(clients, time ?? TimeProvider.System, _logs);
}
