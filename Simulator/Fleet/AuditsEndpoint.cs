using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

using Microsoft.AspNetCore.Http;

using OrleansDefender.Simulator.Audits;
using OrleansDefender.Simulator.Http;

namespace OrleansDefender.Simulator.Fleet;

/// <summary>
/// <c>POST /_sim/audits {task, auditDetails, findings, omit}</c>: runs one audit by hand, and answers <c>{taskId, taskStatus, taskStartTime, findings, checks}</c>;
/// <c>GET /_sim/audits?limit=</c>: the latest runs in the same form, the last first.
/// </summary>
/// <remarks>
/// Of a finding only <c>checkName</c> and <c>nonCompliantResource.resourceIdentifier</c> are needed; what else there is stays as it is. <c>auditDetails</c> follows
/// from the findings where it is absent, and so does what an entry of it does not say. A task id that is taken: 409.
/// </remarks>
internal sealed class AuditsEndpoint(FleetState fleet, FleetOutbox outbox) : ISimEndpoint
{
    private const int DefaultLimit = 100;
    private const int MostLimit = 1_000;

    /// <inheritdoc/>
    public string Path => "/_sim/audits";

    /// <inheritdoc/>
    public string Description =>
        "POST {task, auditDetails, findings, omit: {notification, findings}}: runs one audit by hand. GET ?limit=100: the runs, the last first";

    /// <inheritdoc/>
    public async Task<SimReply> HandleAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (HttpMethods.IsGet(request.Method))
        {
            return await ListAsync(request, cancellationToken);
        }

        if (!HttpMethods.IsPost(request.Method))
        {
            return SimReply.NotAllowed("GET and POST");
        }

        AuditRequest audit;
        try
        {
            audit = AuditRequest.Parse(JsonBody.Parse(await JsonBody.ReadAsync(request, cancellationToken)));
        }
        catch (Exception error) when (error is JsonException or FormatException)
        {
            return SimReply.Bad(error.Message);
        }

        var run = await fleet.ChangeAsync((connection, time) => fleet.Audits.Run(connection, audit, time, 0), cancellationToken);
        if (run is null)
        {
            return new SimReply(StatusCodes.Status409Conflict, new JsonObject { ["error"] = $"There is a task {audit.TaskId} already." });
        }

        outbox.Signal();
        return SimReply.Ok(Write(run));
    }

    private static JsonObject Write(AuditRun run) => new()
    {
        ["taskId"] = run.TaskId,
        ["taskType"] = run.TaskType,
        ["scheduledAuditName"] = run.Schedule,
        ["taskStatus"] = run.Status,
        ["taskStartTime"] = run.Started,
        ["findings"] = run.Findings,
        ["checks"] = JsonNode.Parse(run.Details),
    };

    private async Task<SimReply> ListAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var limit = DefaultLimit;
        if (request.Query["limit"].ToString() is { Length: > 0 } text
            && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > MostLimit))
        {
            return SimReply.Bad($"limit must be from 1 to {MostLimit}.");
        }

        var runs = await fleet.ReadAsync((connection, _) => fleet.Audits.Latest(connection, limit), cancellationToken);
        return SimReply.Ok(new JsonObject { ["items"] = new JsonArray([.. runs.Select(Write)]) });
    }
}
