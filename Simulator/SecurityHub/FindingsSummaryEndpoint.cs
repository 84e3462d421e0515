using System.Text.Json.Nodes;

using Microsoft.AspNetCore.Http;

using OrleansDefender.Simulator.Http;

namespace OrleansDefender.Simulator.SecurityHub;

/// <summary>
/// <c>GET /_sim/findings/summary ?account=&amp;region=</c> answers <c>{account, region, total, recordState:{}, workflow:{}, severity:{}, groups:[{recordState,
/// workflow, severity, findings}]}</c>, counted by the index. Findings that have expired may be counted for a while.
/// </summary>
internal sealed class FindingsSummaryEndpoint(SecurityHubService hub, SimulatorOptions options) : ISimEndpoint
{
    /// <inheritdoc/>
    public string Path => "/_sim/findings/summary";

    /// <inheritdoc/>
    public string Description => "GET ?account=&region=: how many findings by record state, workflow and severity";

    /// <inheritdoc/>
    public async Task<SimReply> HandleAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!HttpMethods.IsGet(request.Method))
        {
            return SimReply.NotAllowed("GET");
        }

        var account = Parameter(request, "account", options.Account);
        var region = Parameter(request, "region", options.Region);
        var counts = await hub.CountAsync(account, region, cancellationToken);
        var groups = new JsonArray();
        foreach (var count in counts)
        {
            groups.Add((JsonNode)new JsonObject
            {
                ["recordState"] = count.RecordState,
                ["workflow"] = count.Workflow,
                ["severity"] = count.Severity,
                ["findings"] = count.Findings,
            });
        }

        return SimReply.Ok(new JsonObject
        {
            ["account"] = account,
            ["region"] = region,
            ["total"] = counts.Sum(count => count.Findings),
            ["recordState"] = SumsOf(counts, count => count.RecordState),
            ["workflow"] = SumsOf(counts, count => count.Workflow),
            ["severity"] = SumsOf(counts, count => count.Severity),
            ["groups"] = groups,
        });
    }

    private static string Parameter(HttpRequest request, string name, string otherwise) =>
        request.Query[name].ToString() is { Length: > 0 } given ? given : otherwise;

    private static JsonObject SumsOf(IEnumerable<FindingCount> counts, Func<FindingCount, string> by)
    {
        var sums = new JsonObject();
        foreach (var group in counts.GroupBy(by))
        {
            sums[group.Key] = group.Sum(count => count.Findings);
        }

        return sums;
    }
}
