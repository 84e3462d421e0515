using System.Text.Json.Nodes;

using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

using OrleansDefender.Simulator;
using OrleansDefender.Simulator.Http;
using OrleansDefender.Simulator.SecurityHub;
using OrleansDefender.Simulator.Storage;

using Xunit;

namespace OrleansDefender.Tests.Aws.SimulatorTests;

/// <summary>The hub alone over a database file, called without HTTP, on a clock of the test's.</summary>
internal sealed class TestHub : IAsyncDisposable
{
    public const string Account = "111122223333";
    public const string Region = "us-east-1";
    public const string Product = "arn:aws:securityhub:us-east-1:111122223333:product/111122223333/default";

    private readonly string _folder = Directory.CreateTempSubdirectory("hub-").FullName;

    private TestHub()
    {
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 1, 5, 12, 0, 0, TimeSpan.Zero));

    public SimulatorOptions Options { get; } = new();

    public SimDatabase Database { get; private set; } = null!;

    public SecurityHubService Service { get; private set; } = null!;

    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<TestHub> StartAsync(Action<SimulatorOptions>? configure = null)
    {
        var hub = new TestHub();
        configure?.Invoke(hub.Options);
        await hub.OpenAsync();
        return hub;
    }

    /// <summary>A finding of the required members.</summary>
    public static JsonObject Finding(string id, string updatedAt = "2026-01-05T10:00:00Z", string state = "ACTIVE", string severity = "HIGH") => JsonNode.Parse(
        $$"""
        {
          "SchemaVersion": "2018-10-08", "Id": "{{id}}", "ProductArn": "{{Product}}", "GeneratorId": "profile/behavior", "AwsAccountId": "{{Account}}",
          "CreatedAt": "2026-01-05T10:00:00Z", "UpdatedAt": "{{updatedAt}}", "Title": "A thing in alarm", "Description": "It did what it should not.",
          "Resources": [{ "Type": "Other", "Id": "arn:aws:iot:us-east-1:111122223333:thing/pump" }], "RecordState": "{{state}}",
          "FindingProviderFields": { "Severity": { "Label": "{{severity}}" }, "Types": ["Unusual Behaviors"] }
        }
        """)!.AsObject();

    /// <summary>Closes the file and opens it again with a service that has seen nothing.</summary>
    public async Task RestartAsync()
    {
        await Database.DisposeAsync();
        await OpenAsync();
    }

    public async Task<JsonObject> CallAsync(string operation, JsonObject body, string account = Account)
    {
        var call = new AwsCall(operation, account, Region, new DefaultHttpContext().Request, JsonNode.Parse(body.ToJsonString())!.AsObject(), 0);
        return (await Service.HandleAsync(call, Cancel)).Body!.AsObject();
    }

    public async Task ImportAsync(params JsonObject[] findings)
    {
        var answer = await CallAsync("BatchImportFindings", new JsonObject { ["Findings"] = new JsonArray(findings) });
        Assert.Equal(0, (int)answer["FailedCount"]!);
    }

    /// <summary>Updates a finding and asserts that it was answered as processed.</summary>
    public async Task UpdateAsync(string id, string change)
    {
        var body = JsonNode.Parse(change)!.AsObject();
        body["FindingIdentifiers"] = new JsonArray(new JsonObject { ["Id"] = id, ["ProductArn"] = Product });
        var answer = await CallAsync("BatchUpdateFindings", body);
        Assert.Single(answer["ProcessedFindings"]!.AsArray());
        Assert.Empty(answer["UnprocessedFindings"]!.AsArray());
    }

    public async Task<JsonObject[]> GetAsync(string body = "{}")
    {
        var answer = await CallAsync("GetFindings", JsonNode.Parse(body)!.AsObject());
        return [.. answer["Findings"]!.AsArray().Select(finding => finding!.AsObject())];
    }

    public async Task<JsonObject> ReadAsync(string id) => Assert.Single(await GetAsync(
        $$"""{ "Filters": { "Id": [{ "Value": "{{id}}", "Comparison": "EQUALS" }] } }"""));

    /// <summary>Reads all pages; the Ids of each.</summary>
    public async Task<List<string[]>> PagesAsync(string body)
    {
        var request = JsonNode.Parse(body)!.AsObject();
        var pages = new List<string[]>();
        JsonNode? token;
        do
        {
            var answer = await CallAsync("GetFindings", request);
            pages.Add([.. answer["Findings"]!.AsArray().Select(finding => (string)finding!["Id"]!)]);
            token = answer["NextToken"];
            request["NextToken"] = token?.DeepClone();
        }
        while (token is not null);

        return pages;
    }

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task OpenAsync()
    {
        Database = SimDatabase.Open(Path.Combine(_folder, "simulator.db"));
        Service = new SecurityHubService(Database, Options, Time, NullLogger<SecurityHubService>.Instance);
        await Service.StartAsync(Cancel);
    }
}
