using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

using Microsoft.AspNetCore.Http;

using OrleansDefender.Simulator.Audits;
using OrleansDefender.Simulator.Http;

namespace OrleansDefender.Simulator.Fleet;

/// <summary>
/// <c>GET /_sim/expected?limit=&amp;cursor=</c>: the final truth as the fleet sees it, a page of
/// <c>{items[]{thing, profile, behavior, open, episodes, violationId, verification, description, suppressed}, audits[]{check, resource, reason, state}, cursor}</c>.
/// </summary>
/// <remarks>
/// Every alarm ever raised, in the order of thing, profile and behavior; then every audit finding ever listed by a check that completed, <c>resource</c> being
/// its <c>resourceIdentifier</c> and <c>state</c> open, suppressed or resolved. A check that did not complete says nothing, an incomplete list proves no
/// absence, and a finding of a windowed check is resolved by two runs without it and seven days. A page is one moment's truth; <c>cursor</c> is null on the last
/// one.
/// </remarks>
internal sealed class ExpectedEndpoint(FleetState fleet) : ISimEndpoint
{
    private const int DefaultLimit = 1_000;
    private const int MostLimit = 10_000;

    private const string AlarmPart = "alarm";
    private const string AuditPart = "audit";
    private const string MadePart = "made";

    /// <inheritdoc/>
    public string Path => "/_sim/expected";

    /// <inheritdoc/>
    public string Description => "GET ?limit=1000&cursor=: every alarm ever raised and every audit finding, as the fleet sees them";

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

        // A part that fills the page may have no more; then the next page is empty, and the last.
        var items = new JsonArray();
        var audits = new JsonArray();
        string? cursor = null;
        if (after.Part == AlarmPart)
        {
            var alarms = await fleet.AlarmsAsync((after.First, after.Second, after.Third), limit, cancellationToken);
            alarms.ForEach(alarm => items.Add(Write(alarm)));
            if (alarms.Count == limit)
            {
                cursor = Write(new Place(AlarmPart, alarms[^1].Thing, alarms[^1].Profile, alarms[^1].Behavior));
            }

            after = new Place(AuditPart, "", "", "");
        }

        if (cursor is null && after.Part == AuditPart && limit - items.Count is var room)
        {
            var truths = await fleet.ReadAsync(
                (connection, now) => fleet.Audits.Truth(connection, (after.First, after.Second, after.Third), room, now), cancellationToken);
            truths.ForEach(truth => audits.Add(Write(truth)));
            if (truths.Count == room)
            {
                cursor = Write(new Place(AuditPart, truths[^1].Check, truths[^1].Resource, truths[^1].Reason));
            }

            after = new Place(MadePart, "0", "", "");
        }

        if (cursor is null && limit - items.Count - audits.Count is var left)
        {
            var from = long.Parse(after.First, CultureInfo.InvariantCulture);
            var truths = await fleet.ReadAsync((connection, now) => fleet.Audits.MadeTruth(connection, from, left, now), cancellationToken);
            truths.ForEach(truth => audits.Add(Write(truth.Truth)));
            if (truths.Count == left)
            {
                cursor = Write(new Place(MadePart, (truths[^1].Number + 1).ToString(CultureInfo.InvariantCulture), "", ""));
            }
        }

        return SimReply.Ok(new JsonObject { ["items"] = items, ["audits"] = audits, ["cursor"] = cursor });
    }

    private static JsonObject Write(FleetAlarm alarm) => new()
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
    };

    private static JsonObject Write(AuditTruth truth) => new()
    {
        ["check"] = truth.Check,
        ["resource"] = JsonNode.Parse(truth.Resource),
        ["reason"] = truth.Reason,
        ["state"] = truth.State,
    };

    private static string Write(Place place) =>
        Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(new[] { place.Part, place.First, place.Second, place.Third }));

    private static bool TryRead(string cursor, out Place after)
    {
        after = new Place(AlarmPart, "", "", "");
        if (cursor.Length == 0)
        {
            return true;
        }

        try
        {
            if (JsonSerializer.Deserialize<string[]>(Base64Url.DecodeFromChars(cursor)) is [AlarmPart or AuditPart or MadePart, { } first, { } second, { } third] parts
                && (parts[0] != MadePart || long.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out _)))
            {
                after = new Place(parts[0], first, second, third);
                return true;
            }
        }
        catch (Exception error) when (error is FormatException or JsonException)
        {
            // Not a cursor.
        }

        return false;
    }

    /// <summary>Where a page goes on: a part of the truth, and the key of the last entry of the page before.</summary>
    private sealed record Place(string Part, string First, string Second, string Third);
}
