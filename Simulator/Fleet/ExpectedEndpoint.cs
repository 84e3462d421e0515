using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

using Microsoft.AspNetCore.Http;

using OrleansDefender.Simulator.Http;

namespace OrleansDefender.Simulator.Fleet;

/// <summary>
/// <c>GET /_sim/expected?limit=&amp;cursor=</c>: the final truth as the fleet sees it, a page of
/// <c>{items[]{thing, profile, behavior, open, episodes, violationId, verification, description, suppressed}, cursor}</c>.
/// </summary>
/// <remarks>Every alarm ever raised, in the order of thing, profile and behavior. A page is one moment's truth; <c>cursor</c> is null on the last one.</remarks>
internal sealed class ExpectedEndpoint(FleetState fleet) : ISimEndpoint
{
    private const int DefaultLimit = 1_000;
    private const int MostLimit = 10_000;

    /// <inheritdoc/>
    public string Path => "/_sim/expected";

    /// <inheritdoc/>
    public string Description => "GET ?limit=1000&cursor=: every alarm ever raised, as the fleet sees it";

    /// <inheritdoc/>
    public async Task<SimReply> HandleAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!HttpMethods.IsGet(request.Method))
        {
            return SimReply.NotAllowed("GET");
        }

        var limit = DefaultLimit;
        if (request.Query["limit"].ToString() is { Length: > 0 } text
            && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > MostLimit))
        {
            return SimReply.Bad($"limit must be from 1 to {MostLimit}.");
        }

        if (!TryRead(request.Query["cursor"].ToString(), out var after))
        {
            return SimReply.Bad("cursor is none of this page's.");
        }

        var alarms = await fleet.AlarmsAsync(after, limit + 1, cancellationToken);
        var more = alarms.Count > limit;
        var items = new JsonArray();
        foreach (var alarm in alarms.Take(limit))
        {
            items.Add(new JsonObject
            {
                ["thing"] = alarm.Thing,
                ["profile"] = alarm.Profile,
                ["behavior"] = alarm.Behavior,
                ["open"] = alarm.Open,
                ["episodes"] = alarm.Episodes,
                ["violationId"] = alarm.ViolationId,
                ["verification"] = alarm.Verification,
                ["description"] = alarm.Description,
                ["suppressed"] = alarm.Suppressed,
            });
        }

        return SimReply.Ok(new JsonObject { ["items"] = items, ["cursor"] = more ? Write(alarms[limit - 1]) : null });
    }

    private static string Write(FleetAlarm alarm) =>
        Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(new[] { alarm.Thing, alarm.Profile, alarm.Behavior }));

    private static bool TryRead(string cursor, out (string Thing, string Profile, string Behavior) after)
    {
        after = ("", "", "");
        if (cursor.Length == 0)
        {
            return true;
        }

        try
        {
            if (JsonSerializer.Deserialize<string[]>(Base64Url.DecodeFromChars(cursor)) is [{ } thing, { } profile, { } behavior])
            {
                after = (thing, profile, behavior);
                return true;
            }
        }
        catch (Exception error) when (error is FormatException or JsonException)
        {
            // Not a cursor.
        }

        return false;
    }
}
