using System.Text.Json;
using System.Text.Json.Nodes;

using Microsoft.AspNetCore.Http;

using OrleansDefender.Simulator.Fleet.Stories;
using OrleansDefender.Simulator.Http;

namespace OrleansDefender.Simulator.Fleet;

/// <summary>
/// <c>POST /_sim/violations {thingName, securityProfileName, behaviorName, type}</c>: raises, clears or invalidates one alarm by hand, and answers
/// <c>{violationId, violationEventTime, changed}</c>.
/// </summary>
/// <remarks>
/// An alarm that is open already is not raised again (changed is false, nothing is sent), as Device Defender notifies of transitions only. A
/// closed one cannot be closed: 409. A behavior that the fleet does not have becomes a plain rule of that name.
/// </remarks>
internal sealed class ViolationsEndpoint(FleetState fleet, FleetOutbox outbox) : ISimEndpoint
{
    private const int LongestName = 128;

    /// <inheritdoc/>
    public string Path => "/_sim/violations";

    /// <inheritdoc/>
    public string Description => "POST {thingName, securityProfileName, behaviorName, type: in-alarm|alarm-cleared|alarm-invalidated}: changes one alarm by hand";

    /// <inheritdoc/>
    public async Task<SimReply> HandleAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!HttpMethods.IsPost(request.Method))
        {
            return SimReply.NotAllowed("POST");
        }

        JsonObject body;
        try
        {
            body = JsonBody.Parse(await JsonBody.ReadAsync(request, cancellationToken));
        }
        catch (JsonException error)
        {
            return SimReply.Bad(error.Message);
        }

        if (Text(body, "thingName") is not { } thing || thing.Any(char.IsControl))
        {
            return SimReply.Bad("thingName must have 1 to 128 characters, none of them a control character.");
        }

        if (Text(body, "securityProfileName") is not { } profile || !profile.All(IsNameCharacter))
        {
            return SimReply.Bad("securityProfileName must have 1 to 128 of the characters a-z A-Z 0-9 : _ -");
        }

        if (Text(body, "behaviorName") is not { } behavior || !behavior.All(IsNameCharacter))
        {
            return SimReply.Bad("behaviorName must have 1 to 128 of the characters a-z A-Z 0-9 : _ -");
        }

        StepKind? kind = Text(body, "type") switch
        {
            FleetEventType.InAlarm => StepKind.Raise,
            FleetEventType.Cleared => StepKind.Clear,
            FleetEventType.Invalidated => StepKind.Invalidate,
            _ => null,
        };
        if (kind is null)
        {
            return SimReply.Bad("type must be in-alarm, alarm-cleared or alarm-invalidated.");
        }

        var step = new StoryStep(0, TimeSpan.Zero, kind.Value, thing, FleetCatalog.FindOrMake(profile, behavior));
        var outcome = (await fleet.ApplyAsync([step], null, cancellationToken))[0];
        outbox.Signal();
        if (!outcome.Changed && kind != StepKind.Raise)
        {
            return new SimReply(StatusCodes.Status409Conflict, new JsonObject { ["error"] = "The alarm is not open." });
        }

        return SimReply.Ok(new JsonObject
        {
            ["violationId"] = outcome.ViolationId,
            ["violationEventTime"] = outcome.Time,
            ["changed"] = outcome.Changed,
        });
    }

    private static string? Text(JsonObject body, string name) =>
        body[name] is JsonValue value && value.TryGetValue<string>(out var text) && text.Length is > 0 and <= LongestName ? text : null;

    private static bool IsNameCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c is ':' or '_' or '-';
}
