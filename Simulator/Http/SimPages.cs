using System.Text.Json.Nodes;

using Microsoft.AspNetCore.Http;

namespace OrleansDefender.Simulator.Http;

/// <summary>Finds the page of a request under <c>/_sim</c>; <c>GET /_sim</c> itself is the index of them.</summary>
internal sealed class SimPages(IEnumerable<ISimEndpoint> endpoints)
{
    /// <summary>The path that all pages are under.</summary>
    public const string Root = "/_sim";

    private readonly Dictionary<string, ISimEndpoint> _endpoints = endpoints.ToDictionary(e => e.Path, StringComparer.Ordinal);

    /// <summary>Answers a request.</summary>
    public async Task<SimReply> HandleAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var path = request.Path.Value!.TrimEnd('/');
        if (_endpoints.TryGetValue(path, out var endpoint))
        {
            return await endpoint.HandleAsync(request, cancellationToken);
        }

        return path == Root
            ? SimReply.Ok(Index())
            : new SimReply(StatusCodes.Status404NotFound, new JsonObject { ["error"] = "There is no such page.", ["index"] = Root });
    }

    private JsonObject Index()
    {
        var pages = new JsonObject();
        foreach (var endpoint in _endpoints.Values.OrderBy(e => e.Path, StringComparer.Ordinal))
        {
            pages[endpoint.Path] = endpoint.Description;
        }

        return new JsonObject { ["pages"] = pages };
    }
}
