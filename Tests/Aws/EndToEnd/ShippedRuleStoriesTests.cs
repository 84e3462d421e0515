using System.Globalization;
using System.Text.Json.Nodes;

using OrleansDefender.Tests.Shared.Correlation;

using Xunit;

namespace OrleansDefender.Tests.Aws.EndToEnd;

/// <summary>Each shipped rule fires in a story of its own, through the whole product, and none fires in the background.</summary>
public sealed class ShippedRuleStoriesTests
{
    private const int WaveThings = 20;
    private const int NoiseThings = 12;

    // A metric of the customer's own suggests no technique.
    private const string OwnMetric = "queue-depth";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    // Its client id is none that a registered thing could have.
    private static readonly DemoFiring[] Expected =
    [
        new("od_repeated_behavior", "repeating", $"{EventBody.Profile}/Repeated-Medium"),
        new("od_several_behaviors", "changed"),
        new("od_failures_then_traffic", "burgled"),
        new("od_port_and_destination", "infected"),
        new("od_weak_identity_and_anomaly", "press 1/arm#3"),
        new("od_flapping_alarm", "flapping", $"{EventBody.Profile}/Flapping-Low"),
        new("od_standing_alarm", "standing", $"{EventBody.Profile}/Standing-Low"),
        new("od_standing_alarm", "forgotten", $"{EventBody.Profile}/Forgotten-Low"),
        new("od_standing_alarm_week", "forgotten", $"{EventBody.Profile}/Forgotten-Low"),
        new("od_went_silent_in_alarm", "silent"),
        new("od_several_tactics", "attacked"),
        new("od_reopened_after_verdict", "reopened", $"{EventBody.Profile}/Reopened-Low"),
        new("od_fleet_wave", null, $"{EventBody.Profile}/Wave-Low"),
    ];

    // Of the present: what would have stepped down to nothing before it is first seen never is an escalation.
    private readonly double _minute = (DateTimeOffset.UtcNow - EventBody.Noon).TotalMinutes;
    private readonly List<string> _bodies = [];
    private readonly HashSet<string> _things = new(StringComparer.Ordinal);
    private int _episodes;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_shipped_rule_fires_in_its_story_at_its_level_and_nothing_else_fires()
    {
        await using var host = await SiloHost.StartAsync(cancellationToken: Cancelled);
        using var simulator = new SimulatorClient(host.SimulatorUrl);
        var levels = (await SeenEscalation.RulesAsync(host.Http, Cancelled)).Values.ToDictionary(static rule => rule.Name, static rule => rule.Level);
        Assert.Equal(levels.Keys.Order(StringComparer.Ordinal), Expected.Select(static firing => firing.Rule).Distinct().Order(StringComparer.Ordinal));

        // The simulator knows nothing of these alarms: the reconciliation would take those that stand open for invalidated.
        await simulator.SetFaultAsync("ListActiveViolations", "error", 1, Cancelled);
        Tell();
        await simulator.RunAuditAsync(ConflictOf("press 1/arm#3"), Cancelled);
        await simulator.SendAsync(_bodies, Cancelled);
        await simulator.WaitForEmptyAsync(SimulatorClient.WorkQueues, Patience, Cancelled);

        await InStep.UntilEqualAsync(
            "each rule fires in its story",
            async () =>
            {
                var standing = await SeenEscalation.StandingAsync(host.Http, _things, Cancelled);
                var fleet = (await host.GetAsync("/api/v1/incidents", Cancelled))["items"]!.AsArray();
                var rules = await SeenEscalation.RulesAsync(host.Http, Cancelled);
                return (
                    [.. Expected.Select(firing => $"{firing.Rule} {firing.Thing} {firing.Alarm} {levels[firing.Rule]}").Order(StringComparer.Ordinal)],
                    [
                        .. standing.Select(static seen => $"{seen.Rule} {seen.Thing} {seen.Alarms} {seen.Level}")
                            .Concat(fleet.Select(item => $"{rules[(string)item!["ruleId"]!].Name}  {EventBody.Profile}/{((string)item["title"]!).Split(' ')[^1]} {(string)item["severity"]!}"))
                            .Order(StringComparer.Ordinal),
                    ]);
            },
            Patience,
            Cancelled);
    }

    private static string ConflictOf(string client) => new JsonObject
    {
        ["findings"] = new JsonArray(new JsonObject
        {
            ["checkName"] = "CONFLICTING_CLIENT_IDS_CHECK",
            ["nonCompliantResource"] = new JsonObject { ["resourceIdentifier"] = new JsonObject { ["clientId"] = client } },
        }),
    }.ToJsonString();

    private void Tell()
    {
        // Too far apart to flap.
        foreach (var hours in new[] { 8.0, 6.0, 4.0, 2.0 })
        {
            Blip("repeating", hours, "Repeated-Medium");
        }

        foreach (var (hours, behavior) in new[] { (3.0, "Depth-Medium"), (2.0, "Heat-Medium"), (1.0, "Noise-Medium") })
        {
            Blip("changed", hours, behavior);
        }

        Blip("burgled", 5, "Failures-Low", "aws:num-authorization-failures");
        Blip("burgled", 1, "BytesOut-Low", "aws:all-bytes-out");

        Blip("infected", 5, "Ports-Low", "aws:listening-tcp-ports");
        Blip("infected", 1, "Destinations-Low", "aws:destination-ip-addresses");

        Blip("press 1/arm#3", 1, "Weak-Low");

        foreach (var minutes in new[] { 50, 40, 30, 20 })
        {
            Blip("flapping", minutes / 60.0, "Flapping-Low");
        }

        Alarm("standing", 30, "Standing-Low");
        Alarm("forgotten", 7.5 * 24, "Forgotten-Low");

        Alarm("silent", 2, "Silent-Low");
        Event("silent", 1, "Silent-Low", OwnMetric, "alarm-invalidated");

        Blip("attacked", 3, "SourceIp-Low", "aws:source-ip-address");
        Blip("attacked", 2, "Destinations-Low", "aws:destination-ip-addresses");
        Blip("attacked", 1, "BytesOut-Low", "aws:all-bytes-out");

        Blip("reopened", 3, "Reopened-Low");
        _bodies.Add(EventBody.Verification(Episode, "FALSE_POSITIVE", "Known", _minute - 120));
        Blip("reopened", 1, "Reopened-Low");

        for (var thing = 0; thing < WaveThings; thing++)
        {
            Alarm(string.Create(CultureInfo.InvariantCulture, $"wave-{thing}"), 0.5 + (thing * 0.005), "Wave-Low");
        }

        // What a fleet hums: of each thing few alarms, of each behavior few things at a time.
        for (var thing = 0; thing < NoiseThings; thing++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"noise-{thing}");
            Blip(name, 9 - (thing * 0.1), "Hum-Low", "aws:num-disconnects");
            Blip(name, 5 - (thing * 0.1), "Hum-Low", "aws:num-disconnects");
            Blip(name, 4 - (thing * 0.1), "Size-Medium", "aws:message-byte-size");
            Alarm(name, 2 - (thing * 0.1), "Size-Medium", "aws:message-byte-size");
        }
    }

    private string Episode => _episodes.ToString("x32", CultureInfo.InvariantCulture);

    /// <summary>An alarm that opens, and clears two minutes later.</summary>
    private void Blip(string thing, double hoursAgo, string behavior, string metric = OwnMetric)
    {
        Alarm(thing, hoursAgo, behavior, metric);
        Event(thing, hoursAgo - (2 / 60.0), behavior, metric, "alarm-cleared");
    }

    private void Alarm(string thing, double hoursAgo, string behavior, string metric = OwnMetric)
    {
        _episodes++;
        Event(thing, hoursAgo, behavior, metric, "in-alarm");
    }

    private void Event(string thing, double hoursAgo, string behavior, string metric, string type)
    {
        _things.Add(thing);
        _bodies.Add(EventBody.Detect(thing, Episode, type, _minute - (hoursAgo * 60), behavior, body => body["behavior"]!["metric"] = metric));
    }
}
