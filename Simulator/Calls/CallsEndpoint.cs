using System.Globalization;
using System.Text.Json.Nodes;

using Microsoft.AspNetCore.Http;

using OrleansDefender.Simulator.Http;

namespace OrleansDefender.Simulator.Calls;

/// <summary>
/// <c>/_sim/calls</c>. <c>GET ?operation=&amp;limit=</c> answers <c>{operations:[{operation, service, count, ok, throttled, errors, bytes, items, firstAt, lastAt}],
/// calls:[{operation, service, at, milliseconds, bytes, items, status, outcome, error}]}</c>, the latest calls last; <c>DELETE</c> forgets them.
/// </summary>
/// <remarks>
/// <c>operation</c>: a name or <c>service:name</c>, for both lists. <c>limit</c>: 0 to 10,000 single calls, default 1000. <c>items</c> are messages or
/// findings of calls that were carried out.
/// </remarks>
internal sealed class CallsEndpoint(CallLog log) : ISimEndpoint
{
    private const int DefaultLimit = 1000;

    /// <inheritdoc/>
    public string Path => "/_sim/calls";

    /// <inheritdoc/>
    public string Description => "GET ?operation=&limit=: calls per operation, and the latest one by one; DELETE: forget them";

    /// <inheritdoc/>
    public Task<SimReply> HandleAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (HttpMethods.IsDelete(request.Method))
        {
            log.Clear();
            return Task.FromResult(SimReply.Ok(List(null, 0)));
        }

        if (!HttpMethods.IsGet(request.Method))
        {
            return Task.FromResult(SimReply.NotAllowed("GET and DELETE"));
        }

        var limit = DefaultLimit;
        if (request.Query.TryGetValue("limit", out var text)
            && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit > CallLog.Kept))
        {
            return Task.FromResult(SimReply.Bad($"'limit' is a number from 0 to {CallLog.Kept}."));
        }

        var operation = request.Query["operation"].ToString();
        return Task.FromResult(SimReply.Ok(List(operation.Length == 0 ? null : operation, limit)));
    }

    private JsonObject List(string? operation, int limit) => log.Read((totals, calls) => new JsonObject
    {
        ["operations"] = new JsonArray(
        [
            .. totals.Where(t => IsAsked(operation, t.Service, t.Operation)).OrderBy(t => (t.Service, t.Operation)).Select(t => new JsonObject
            {
                ["operation"] = t.Operation,
                ["service"] = t.Service,
                ["count"] = t.Count,
                ["ok"] = t.Ok,
                ["throttled"] = t.Throttled,
                ["errors"] = t.Errors,
                ["bytes"] = t.Bytes,
                ["items"] = t.Items,
                ["firstAt"] = t.FirstAt.ToString("O"),
                ["lastAt"] = t.LastAt.ToString("O"),
            }),
        ]),
        ["calls"] = new JsonArray(
        [
            .. calls.Where(c => IsAsked(operation, c.Service, c.Operation)).TakeLast(limit).Select(c => new JsonObject
            {
                ["operation"] = c.Operation,
                ["service"] = c.Service,
                ["at"] = c.At.ToString("O"),
                ["milliseconds"] = Math.Round(c.Duration.TotalMilliseconds, 3),
                ["bytes"] = c.Bytes,
                ["items"] = c.Items,
                ["status"] = c.Status,
                ["outcome"] = c.Outcome,
                ["error"] = c.Error,
            }),
        ]),
    });

    private static bool IsAsked(string? asked, string service, string operation) =>
        asked is null || asked == operation || asked == $"{service}:{operation}";
}
