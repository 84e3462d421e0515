using System.Text.Json.Nodes;

using Microsoft.AspNetCore.Http;

namespace OrleansDefender.Simulator.Http;

/// <summary>The answer of one of the simulator's own pages.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">The JSON body.</param>
internal sealed record SimReply(int Status, JsonNode? Body)
{
    /// <summary>A page.</summary>
    public static SimReply Ok(JsonNode body) => new(StatusCodes.Status200OK, body);

    /// <summary>A request that cannot be carried out, with the reason.</summary>
    public static SimReply Bad(string reason) => new(StatusCodes.Status400BadRequest, new JsonObject { ["error"] = reason });

    /// <summary>A method the page does not have.</summary>
    public static SimReply NotAllowed(string methods) =>
        new(StatusCodes.Status405MethodNotAllowed, new JsonObject { ["error"] = $"This page answers {methods} only." });
}
