using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

using OrleansDefender.Simulator.SecurityHub;

using Xunit;

namespace OrleansDefender.Tests.Aws.SimulatorTests;

/// <summary>The hub of a simulator in a process of its own: what SIGKILL leaves.</summary>
public sealed class SecurityHubProcessTests
{
    private static CancellationToken Cancel => TestSimulator.Cancel;

    [Fact]
    public async Task SIGKILL_under_load_loses_no_finding_and_no_update_that_was_answered()
    {
        var folder = TestSimulator.NewFolder();
        var imported = new ConcurrentDictionary<string, bool>();
        var suppressed = new ConcurrentDictionary<string, bool>();
        using (var process = await SimulatorProcess.StartAsync(folder, Cancel))
        {
            using var client = new HttpClient { BaseAddress = new Uri(process.Url) };
            var enough = new TaskCompletionSource();
            var calls = Enumerable.Range(0, 3).Select(async lane =>
            {
                // Each lane works until the process is gone; the quota of 10 a second throttles it on the way.
                for (var call = 0; ; call++)
                {
                    try
                    {
                        var ids = Enumerable.Range(0, 20).Select(index => $"{lane}-{call}-{index}").ToArray();
                        if (await AskAsync(client, HttpMethod.Post, "/findings/import", new JsonObject { ["Findings"] = new JsonArray([.. ids.Select(id => TestHub.Finding(id))]) }) is null)
                        {
                            continue;
                        }

                        Array.ForEach(ids, id => imported[id] = true);
                        var update = JsonNode.Parse("""{ "Workflow": { "Status": "SUPPRESSED" } }""")!.AsObject();
                        update["FindingIdentifiers"] = new JsonArray([.. ids.Select(id => new JsonObject { ["Id"] = id, ["ProductArn"] = TestHub.Product })]);
                        if (await AskAsync(client, HttpMethod.Patch, "/findings/batchupdate", update) is not null)
                        {
                            Array.ForEach(ids, id => suppressed[id] = true);
                        }
                    }
                    catch (HttpRequestException)
                    {
                        return;
                    }

                    if (suppressed.Count >= 200)
                    {
                        enough.TrySetResult();
                    }
                }
            }).ToArray();
            await enough.Task.WaitAsync(TimeSpan.FromMinutes(1), Cancel);

            await process.KillAsync(Cancel);

            await Task.WhenAll(calls);
        }

        await using var simulator = await TestSimulator.StartAsync(folder);
        var found = new Dictionary<string, string?>();
        var request = new JsonObject();
        for (var isLast = false; !isLast;)
        {
            if (await AskAsync(simulator.Http, HttpMethod.Post, "/findings", request) is { } page)
            {
                Assert.All(page["Findings"]!.AsArray(), finding => found.Add(finding.Text("Id")!, finding!["Workflow"].Text("Status")));
                request["NextToken"] = page["NextToken"]?.DeepClone();
                isLast = page["NextToken"] is null;
            }
        }

        Assert.Empty(imported.Keys.Except(found.Keys));
        Assert.All(suppressed.Keys, id => Assert.Equal("SUPPRESSED", found[id]));
    }

    /// <summary>Calls and reads the answer; <see langword="null"/> where the call was throttled.</summary>
    private static async Task<JsonObject?> AskAsync(HttpClient client, HttpMethod method, string path, JsonObject body)
    {
        using var request = new HttpRequestMessage(method, path) { Content = JsonContent.Create<JsonNode>(body) };
        request.Headers.TryAddWithoutValidation(
            "Authorization", $"AWS4-HMAC-SHA256 Credential={TestHub.Account}/20260105/{TestHub.Region}/securityhub/aws4_request, SignedHeaders=host, Signature=0");
        using var answer = await client.SendAsync(request, Cancel);
        if ((int)answer.StatusCode == 429)
        {
            return null;
        }

        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadFromJsonAsync<JsonObject>(Cancel);
    }
}
