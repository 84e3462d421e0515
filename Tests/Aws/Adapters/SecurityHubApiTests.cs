using System.Collections.Immutable;
using System.Text.Json;

using CsCheck;

using OrleansDefender.Findings;
using OrleansDefender.Silo.Aws;
using OrleansDefender.Tests.Aws.SimulatorTests;
using OrleansDefender.Tests.Aws.StandIns;

using Xunit;

using static OrleansDefender.Tests.Shared.Findings.TestFindings;

namespace OrleansDefender.Tests.Aws.Adapters;

public sealed class SecurityHubApiTests
{
    private const string Landed = """{"FailedCount":0,"SuccessCount":1,"FailedFindings":[]}""";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_import_is_ASFF_field_by_field()
    {
        await using var server = await WireServer.StartAsync(new WireReply(200, Landed), Cancel);
        using var clients = AdapterRig.ClientsOf(server.Address.ToString());

        var failures = await new SecurityHubApi(clients).ImportAsync(Scope, [Snapshot("a", 2, Severity.Critical, state: RecordState.Archived).Finding], Cancel);

        Assert.Empty(failures);
        var call = Assert.Single(server.Calls);
        Assert.Equal(("POST", "/findings/import"), (call.Method, call.RawPath));
        Assert.Contains("/us-east-1/securityhub/aws4_request", call.Headers["Authorization"].ToString(), StringComparison.Ordinal);
        const string Expected = """
            {"Findings":[{
              "SchemaVersion":"2018-10-08",
              "Id":"arn:aws:orleans-defender:us-east-1:111122223333:alarm/a",
              "ProductArn":"arn:aws:securityhub:us-east-1:111122223333:product/111122223333/default",
              "ProductName":"OrleansDefender","CompanyName":"OrleansDefender",
              "GeneratorId":"Profile/Behavior","AwsAccountId":"111122223333",
              "CreatedAt":"2026-01-05T10:00:00.000Z","UpdatedAt":"2026-01-05T10:00:02.000Z",
              "FirstObservedAt":"2026-01-05T10:00:00.000Z","LastObservedAt":"2026-01-05T10:00:02.000Z",
              "Title":"Behavior of a","Description":"Revision 2","SourceUrl":"https://console.example/thing",
              "Remediation":{"Recommendation":{"Text":"Look at the device.","Url":"https://console.example/device"}},
              "ProductFields":{"Episodes":"1"},
              "Resources":[{"Type":"Other","Id":"arn:aws:iot:us-east-1:111122223333:thing/a","Partition":"aws","Region":"us-east-1","ResourceRole":"Target",
                "Details":{"Other":{"ThingName":"a"}}}],
              "RecordState":"ARCHIVED",
              "FindingProviderFields":{"Severity":{"Label":"CRITICAL","Original":"CRITICAL"},"Types":["Unusual Behaviors/Network Flow"]}
            }]}
            """;
        using var expected = JsonDocument.Parse(Expected);
        using var actual = JsonDocument.Parse(call.Body);
        Assert.True(JsonElement.DeepEquals(expected.RootElement, actual.RootElement), actual.RootElement.ToString());
    }

    [Theory]
    [InlineData(ComplianceStatus.Failed, """{"Status":"FAILED"}""")]
    [InlineData(ComplianceStatus.Passed, """{"Status":"PASSED"}""")]
    [InlineData(null, null)]
    public async Task A_finding_of_a_check_says_whether_it_complies_and_others_say_nothing(ComplianceStatus? compliance, string? expected)
    {
        await using var server = await WireServer.StartAsync(new WireReply(200, Landed), Cancel);
        using var clients = AdapterRig.ClientsOf(server.Address.ToString());

        await new SecurityHubApi(clients).ImportAsync(Scope, [Snapshot("a").Finding with { Compliance = compliance }], Cancel);

        var finding = JsonElement.Parse(Assert.Single(server.Calls).Body).GetProperty("Findings")[0];
        Assert.Equal(expected, finding.TryGetProperty("Compliance", out var written) ? written.GetRawText() : null);
    }

    [Fact]
    public async Task An_update_names_its_findings_and_sets_the_customers_fields()
    {
        await using var server = await WireServer.StartAsync(new WireReply(200, """{"ProcessedFindings":[],"UnprocessedFindings":[]}"""), Cancel);
        using var clients = AdapterRig.ClientsOf(server.Address.ToString());
        var api = new SecurityHubApi(clients);

        await api.UpdateAsync(Scope, [Snapshot("a").Finding, Snapshot("b").Finding], Update(1), Cancel);
        await api.UpdateAsync(Scope, [Snapshot("a").Finding], Update(2, workflow: null, Verification.Unknown, note: null), Cancel);

        const string Product = "arn:aws:securityhub:us-east-1:111122223333:product/111122223333/default";
        using var full = JsonDocument.Parse($$"""
            {"FindingIdentifiers":[{"Id":"{{IdOf("a")}}","ProductArn":"{{Product}}" },{"Id":"{{IdOf("b")}}","ProductArn":"{{Product}}" }],
             "Workflow":{"Status":"SUPPRESSED"},"VerificationState":"FALSE_POSITIVE","Note":{"Text":"Planned work","UpdatedBy":"orleans-defender"} }
            """);
        using var bare = JsonDocument.Parse($$"""{"VerificationState":"UNKNOWN","FindingIdentifiers":[{"Id":"{{IdOf("a")}}","ProductArn":"{{Product}}" }]}""");
        Assert.All(server.Calls, static call => Assert.Equal(("PATCH", "/findings/batchupdate"), (call.Method, call.RawPath)));
        using var first = JsonDocument.Parse(server.Calls[0].Body);
        using var second = JsonDocument.Parse(server.Calls[1].Body);
        Assert.True(JsonElement.DeepEquals(full.RootElement, first.RootElement), first.RootElement.ToString());
        Assert.True(JsonElement.DeepEquals(bare.RootElement, second.RootElement), second.RootElement.ToString());
    }

    [Fact]
    public async Task Findings_that_failed_one_by_one_are_told_with_code_and_message()
    {
        await using var server = await WireServer.StartAsync(
            static number => new WireReply(200, number == 0
                ? """{"FailedCount":1,"SuccessCount":0,"FailedFindings":[{"Id":"x","ErrorCode":"InvalidInput","ErrorMessage":"Too long"}]}"""
                : """{"ProcessedFindings":[],"UnprocessedFindings":[{"FindingIdentifier":{"Id":"y","ProductArn":"p"},"ErrorCode":"FindingNotFound","ErrorMessage":"None"}]}"""),
            Cancel);
        using var clients = AdapterRig.ClientsOf(server.Address.ToString());
        var api = new SecurityHubApi(clients);

        Assert.Equal([new FindingFailure("x", "InvalidInput", "Too long")], await api.ImportAsync(Scope, [Snapshot("a").Finding], Cancel));
        Assert.Equal([new FindingFailure("y", "FindingNotFound", "None")], await api.UpdateAsync(Scope, [Snapshot("a").Finding], Update(1), Cancel));
    }

    [Theory]
    [InlineData(429, "LimitExceededException", SecurityHubFailure.Throttled)]
    [InlineData(429, "SomethingElse", SecurityHubFailure.Throttled)]
    [InlineData(400, "ThrottlingException", SecurityHubFailure.Throttled)]
    [InlineData(401, "InvalidAccessException", SecurityHubFailure.AccessDenied)]
    [InlineData(403, "AccessDeniedException", SecurityHubFailure.AccessDenied)]
    [InlineData(403, "UnrecognizedClientException", SecurityHubFailure.AccessDenied)]
    [InlineData(400, "InvalidInputException", SecurityHubFailure.InvalidInput)]
    [InlineData(404, "ResourceNotFoundException", SecurityHubFailure.InvalidInput)]
    [InlineData(500, "InternalException", SecurityHubFailure.Transient)]
    [InlineData(503, "ServiceUnavailable", SecurityHubFailure.Transient)]
    public async Task A_call_that_failed_as_a_whole_says_what_to_do_after_one_attempt(int status, string code, SecurityHubFailure kind)
    {
        var reply = new WireReply(status, """{"Message":"No"}""") { Headers = new Dictionary<string, string> { ["x-amzn-ErrorType"] = code } };
        await using var server = await WireServer.StartAsync(reply, Cancel);
        using var clients = AdapterRig.ClientsOf(server.Address.ToString());

        var failure = await Assert.ThrowsAsync<SecurityHubApiException>(() => new SecurityHubApi(clients).ImportAsync(Scope, [Snapshot("a").Finding], Cancel));

        Assert.Equal(kind, failure.Kind);
        Assert.Equal(code, failure.Code);
        Assert.Single(server.Calls);
    }

    [Fact]
    public async Task Without_a_server_the_failure_passes()
    {
        string url;
        await using (var server = await WireServer.StartAsync(new WireReply(200, Landed), Cancel))
        {
            url = server.Address.ToString();
        }

        using var clients = AdapterRig.ClientsOf(url);
        var failure = await Assert.ThrowsAsync<SecurityHubApiException>(() => new SecurityHubApi(clients).ImportAsync(Scope, [Snapshot("a").Finding], Cancel));

        Assert.Equal(SecurityHubFailure.Transient, failure.Kind);
    }

    [Fact]
    public async Task A_caller_that_gives_up_gets_its_cancellation()
    {
        await using var server = await WireServer.StartAsync(new WireReply(200, Landed), Cancel);
        using var clients = AdapterRig.ClientsOf(server.Address.ToString());

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => new SecurityHubApi(clients).ImportAsync(Scope, [Snapshot("a").Finding], new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task Measure_is_never_less_than_what_goes_over_the_wire()
    {
        await using var server = await WireServer.StartAsync(new WireReply(200, Landed), Cancel);
        using var clients = AdapterRig.ClientsOf(server.Address.ToString());
        var api = new SecurityHubApi(clients);
        var text = Gen.OneOf(Gen.String, Gen.String[Gen.Char[' ', '~'], 0, 400], Gen.String[Gen.Char['\u0000', '\uD7FF'], 0, 400], Gen.String[Gen.Char["\"\\<>&'+\n\u2028"], 0, 100]);
        var findings = Gen.Select(text, text, text, text, (title, description, key, value) => Snapshot("a").Finding with
        {
            Title = title,
            Description = description,
            ProductFields = ImmutableSortedDictionary<string, string>.Empty.Add("k" + key, value),
            Types = [title, value],
            Compliance = ComplianceStatus.Failed,
        });

        await findings.SampleAsync(
            async finding =>
            {
                await api.ImportAsync(Scope, [finding], Cancel);
                Assert.InRange(server.Calls[^1].Body.Length, 1, api.Measure(finding));
            },
            iter: 200,
            threads: 1);
    }

    [Fact]
    public async Task The_simulated_hub_takes_what_is_written_and_the_customers_fields_land()
    {
        await using var simulator = await TestSimulator.StartAsync();
        using var clients = AdapterRig.ClientsOf(simulator.App.Url);
        var api = new SecurityHubApi(clients);
        var finding = Snapshot("a", 2, Severity.High).Finding;

        Assert.Equal("FindingNotFound", Assert.Single(await api.UpdateAsync(Scope, [finding], Update(1), Cancel)).Code);
        Assert.Empty(await api.ImportAsync(Scope, [finding], Cancel));
        Assert.Empty(await api.UpdateAsync(Scope, [finding], Update(1), Cancel));

        var request = new Amazon.SecurityHub.Model.GetFindingsRequest();
        var stored = Assert.Single((await clients.SecurityHub(Scope).GetFindingsAsync(request, Cancel)).Findings);
        Assert.Equal((IdOf("a"), "ACTIVE", "SUPPRESSED", "HIGH"), (stored.Id, stored.RecordState.Value, stored.Workflow.Status.Value, stored.Severity.Label.Value));
        Assert.Equal(("FALSE_POSITIVE", "Planned work"), (stored.VerificationState.Value, stored.Note.Text));
    }

    [Theory]
    [InlineData(WorkflowStatus.Notified, "NEW")]
    [InlineData(WorkflowStatus.Resolved, "NEW")]
    [InlineData(WorkflowStatus.Suppressed, "SUPPRESSED")]
    public async Task A_check_that_fails_again_in_the_simulated_hub_is_news_to_a_customer_who_was_done_with_it(WorkflowStatus workflow, string expected)
    {
        await using var simulator = await TestSimulator.StartAsync();
        using var clients = AdapterRig.ClientsOf(simulator.App.Url);
        var api = new SecurityHubApi(clients);
        var before = Words.Of(workflow);

        Assert.Equal(("FAILED", "NEW"), await ImportAsync(1, ComplianceStatus.Failed));
        Assert.Empty(await api.UpdateAsync(Scope, [Snapshot("a").Finding], Update(1, workflow), Cancel));
        Assert.Equal(("FAILED", before), await ImportAsync(2, ComplianceStatus.Failed));
        Assert.Equal(("PASSED", before), await ImportAsync(3, ComplianceStatus.Passed));
        Assert.Equal(("FAILED", expected), await ImportAsync(4, ComplianceStatus.Failed));

        async Task<(string Compliance, string Workflow)> ImportAsync(long revision, ComplianceStatus compliance)
        {
            Assert.Empty(await api.ImportAsync(Scope, [Snapshot("a", revision).Finding with { Compliance = compliance }], Cancel));
            var stored = Assert.Single((await clients.SecurityHub(Scope).GetFindingsAsync(new Amazon.SecurityHub.Model.GetFindingsRequest(), Cancel)).Findings);
            return (stored.Compliance.Status.Value, stored.Workflow.Status.Value);
        }
    }
}
