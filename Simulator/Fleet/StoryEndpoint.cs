using System.Text.Json.Nodes;

using Microsoft.AspNetCore.Http;

using OrleansDefender.Simulator.Http;

namespace OrleansDefender.Simulator.Fleet;

/// <summary><c>GET /_sim/story</c>: <c>{story, position, total, idle, done, sent, waiting}</c>.</summary>
/// <remarks>
/// <c>done</c> means that every step of the story proper is told and every message of it is on the queue; <c>idle</c> counts the steps of the
/// idle loop after it; <c>sent</c> counts all messages since the story began, repeated ones too.
/// </remarks>
internal sealed class StoryEndpoint(FleetState fleet) : ISimEndpoint
{
    /// <inheritdoc/>
    public string Path => "/_sim/story";

    /// <inheritdoc/>
    public string Description => "GET: which story is told, how far it is, and whether all of it was sent";

    /// <inheritdoc/>
    public async Task<SimReply> HandleAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!HttpMethods.IsGet(request.Method))
        {
            return SimReply.NotAllowed("GET");
        }

        var (last, sent, waiting) = await fleet.StatusAsync(cancellationToken);
        var story = fleet.Story;
        var told = last.Identity == story.Identity ? Math.Max(last.Position, 0) : 0;
        return SimReply.Ok(new JsonObject
        {
            ["story"] = story.Name,
            ["position"] = Math.Min(told, story.Total),
            ["total"] = story.Total,
            ["idle"] = Math.Max(told - story.Total, 0),
            ["done"] = told >= story.Total && waiting == 0,
            ["sent"] = sent,
            ["waiting"] = waiting,
        });
    }
}
