using System.Text.Json.Nodes;

using Microsoft.AspNetCore.Http;

using OrleansDefender.Simulator.Storage;

namespace OrleansDefender.Simulator.Http;

/// <summary><c>GET /_sim/health</c>: answers 200 <c>{status, services}</c> once the simulator serves and its database takes work.</summary>
internal sealed class HealthEndpoint(SimDatabase database, IEnumerable<IAwsService> services) : ISimEndpoint
{
    /// <inheritdoc/>
    public string Path => "/_sim/health";

    /// <inheritdoc/>
    public string Description => "GET: whether the simulator serves, and which services";

    /// <inheritdoc/>
    public async Task<SimReply> HandleAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!HttpMethods.IsGet(request.Method))
        {
            return SimReply.NotAllowed("GET");
        }

        await database.RunAsync(static _ => { }, cancellationToken);
        var names = new JsonArray([.. services.Select(s => (JsonNode)s.Name)]);
        return SimReply.Ok(new JsonObject { ["status"] = "ok", ["services"] = names });
    }
}
