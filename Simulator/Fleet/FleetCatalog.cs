using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OrleansDefender.Simulator.Fleet;

/// <summary>The fleet's security profiles and their behaviors. The last part of a behavior's name is its severity.</summary>
internal static class FleetCatalog
{
    /// <summary>Rules over what the broker sees.</summary>
    public const string CloudRules = "FleetCloudSideRules";

    /// <summary>Rules over what the devices report.</summary>
    public const string DeviceRules = "FleetDeviceSideRules";

    /// <summary>Learned behaviors.</summary>
    public const string CloudModel = "FleetCloudSideMl";

    /// <summary>JSON as AWS writes it: only what must be escaped is.</summary>
    public static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Repeated failures to be authorized.</summary>
    public static readonly FleetBehavior AuthorizationFailures = Rule(CloudRules, "AuthorizationFailures-High", "aws:num-authorization-failures", 5, 300);

    /// <summary>Too many attempts to connect.</summary>
    public static readonly FleetBehavior ConnectionAttempts = Rule(CloudRules, "ConnectionAttempts-Low", "aws:num-connection-attempts", 10, 300);

    /// <summary>Too many disconnects.</summary>
    public static readonly FleetBehavior Disconnects = Rule(CloudRules, "Disconnects-Low", "aws:num-disconnects", 8, 300);

    /// <summary>A message larger than the fleet's ever are. Message size has no duration.</summary>
    public static readonly FleetBehavior MessageSize = Rule(CloudRules, "MessageSize-Medium", "aws:message-byte-size", 4096, null);

    /// <summary>Too many messages sent.</summary>
    public static readonly FleetBehavior MessagesSent = Rule(CloudRules, "MessagesSent-Medium", "aws:num-messages-sent", 600, 300);

    /// <summary>Too many messages received.</summary>
    public static readonly FleetBehavior MessagesReceived = Rule(CloudRules, "MessagesReceived-Medium", "aws:num-messages-received", 600, 300);

    /// <summary>More messages than all but one in a hundred devices send.</summary>
    public static readonly FleetBehavior MessagesSentP99 = Make(
        CloudRules,
        "MessagesSentP99-Medium",
        "aws:num-messages-sent",
        FleetValueKind.Count,
        900,
        new JsonObject
        {
            ["comparisonOperator"] = "less-than-equals",
            ["statisticalThreshold"] = new JsonObject { ["statistic"] = "p99" },
            ["durationSeconds"] = 300,
        },
        "STATISTICAL");

    /// <summary>Too many messages on one topic filter (a dimension).</summary>
    public static readonly FleetBehavior TelemetryTopicRate = Make(
        CloudRules,
        "TelemetryTopicRate-Low",
        "aws:num-messages-sent",
        FleetValueKind.Count,
        200,
        new JsonObject
        {
            ["comparisonOperator"] = "less-than",
            ["value"] = new JsonObject { ["count"] = 200 },
            ["durationSeconds"] = 600,
        },
        dimension: "TelemetryTopicFilter");

    /// <summary>A connection from an address outside the plants' networks.</summary>
    public static readonly FleetBehavior SourceIp = Make(
        CloudRules,
        "SourceIp-High",
        "aws:source-ip-address",
        FleetValueKind.Cidrs,
        1,
        new JsonObject
        {
            ["comparisonOperator"] = "in-cidr-set",
            ["value"] = new JsonObject { ["cidrs"] = new JsonArray("203.0.113.0/24") },
        });

    /// <summary>A port listens that should not.</summary>
    public static readonly FleetBehavior DeviceListeningPorts = Make(
        DeviceRules,
        "DeviceListeningTCPPorts-High",
        "aws:listening-tcp-ports",
        FleetValueKind.Ports,
        1,
        new JsonObject
        {
            ["comparisonOperator"] = "in-port-set",
            ["value"] = new JsonObject { ["ports"] = new JsonArray(443, 8883) },
        });

    /// <summary>The device talks to an address it never should.</summary>
    public static readonly FleetBehavior DeviceDestinations = Make(
        DeviceRules,
        "DeviceDestinationIPs-High",
        "aws:destination-ip-addresses",
        FleetValueKind.Cidrs,
        1,
        new JsonObject
        {
            ["comparisonOperator"] = "in-cidr-set",
            ["value"] = new JsonObject { ["cidrs"] = new JsonArray("203.0.113.0/24") },
        });

    /// <summary>Too many established connections.</summary>
    public static readonly FleetBehavior DeviceConnections =
        Rule(DeviceRules, "DeviceEstablishedConnections-Medium", "aws:num-established-tcp-connections", 12, null);

    /// <summary>Too many packets received.</summary>
    public static readonly FleetBehavior DevicePacketsIn = Rule(DeviceRules, "DevicePacketsIn-Low", "aws:all-packets-in", 20_000, 300);

    /// <summary>Too many packets sent.</summary>
    public static readonly FleetBehavior DevicePacketsOut = Rule(DeviceRules, "DevicePacketsOut-Medium", "aws:all-packets-out", 20_000, 300);

    /// <summary>So much data sent that it is no telemetry.</summary>
    public static readonly FleetBehavior DeviceBytesOut = Rule(DeviceRules, "DeviceBytesOut-Critical", "aws:all-bytes-out", 50_000_000, 300);

    /// <summary>A custom metric with a fraction.</summary>
    public static readonly FleetBehavior BatteryTemperature = Make(
        DeviceRules,
        "BatteryTemperature-Medium",
        "batteryTemperature",
        FleetValueKind.Number,
        70,
        new JsonObject
        {
            ["comparisonOperator"] = "less-than",
            ["value"] = new JsonObject { ["number"] = 70.0 },
        },
        toAlarm: 3);

    /// <summary>A custom metric whose alerts are suppressed: listed by the API, never notified. No story raises it.</summary>
    public static readonly FleetBehavior SignalQuality = Make(
        DeviceRules,
        "SignalQuality-Low",
        "signalQuality",
        FleetValueKind.Number,
        40,
        new JsonObject
        {
            ["comparisonOperator"] = "less-than",
            ["value"] = new JsonObject { ["number"] = 40.0 },
        },
        suppressed: true);

    /// <summary>Disconnects, learned.</summary>
    public static readonly FleetBehavior DisconnectsMl = Model("DisconnectsMl-Low", "aws:num-disconnects", 20);

    /// <summary>Message size, learned.</summary>
    public static readonly FleetBehavior MessageSizeMl = Model("MessageSizeMl-Medium", "aws:message-byte-size", 2048);

    /// <summary>No behavior: of steps that are about no alarm.</summary>
    public static readonly FleetBehavior None = Rule("", "", "", 1, null);

    /// <summary>All behaviors.</summary>
    public static readonly IReadOnlyList<FleetBehavior> All =
    [
        AuthorizationFailures, ConnectionAttempts, Disconnects, MessageSize, MessagesSent, MessagesReceived, MessagesSentP99, TelemetryTopicRate, SourceIp,
        DeviceListeningPorts, DeviceDestinations, DeviceConnections, DevicePacketsIn, DevicePacketsOut, DeviceBytesOut, BatteryTemperature, SignalQuality,
        DisconnectsMl, MessageSizeMl,
    ];

    private static readonly Dictionary<(string Profile, string Name), FleetBehavior> ByName = All.ToDictionary(behavior => (behavior.Profile, behavior.Name));

    /// <summary>Finds a behavior, or makes a plain rule of that name: whoever raises an alarm by hand may call it what he likes.</summary>
    public static FleetBehavior FindOrMake(string profile, string name) =>
        ByName.TryGetValue((profile, name), out var behavior) ? behavior : Rule(profile, name, "aws:num-messages-sent", 600, 300);

    private static FleetBehavior Rule(string profile, string name, string metric, int limit, int? duration)
    {
        var criteria = new JsonObject
        {
            ["comparisonOperator"] = "less-than-equals",
            ["value"] = new JsonObject { ["count"] = limit },
        };
        if (duration is { } seconds)
        {
            criteria["durationSeconds"] = seconds;
        }

        return Make(profile, name, metric, FleetValueKind.Count, limit, criteria);
    }

    private static FleetBehavior Model(string name, string metric, int limit) => Make(
        CloudModel,
        name,
        metric,
        FleetValueKind.Count,
        limit,
        new JsonObject(),
        "MACHINE_LEARNING",
        confidence: "HIGH");

    private static FleetBehavior Make(
        string profile,
        string name,
        string metric,
        FleetValueKind kind,
        int limit,
        JsonObject criteria,
        string criteriaType = "STATIC",
        string? dimension = null,
        string? confidence = null,
        int toAlarm = 1,
        bool suppressed = false)
    {
        criteria["consecutiveDatapointsToAlarm"] = toAlarm;
        criteria["consecutiveDatapointsToClear"] = 1;
        if (confidence is not null)
        {
            criteria["mlDetectionConfig"] = new JsonObject { ["confidenceLevel"] = confidence };
        }

        var behavior = new JsonObject { ["name"] = name, ["metric"] = metric, ["criteria"] = criteria };
        if (dimension is not null)
        {
            behavior["metricDimension"] = new JsonObject { ["dimensionName"] = dimension, ["operator"] = "IN" };
        }

        if (suppressed)
        {
            behavior["suppressAlerts"] = true;
        }

        return new FleetBehavior(profile, name, metric, kind, limit, criteriaType, behavior.ToJsonString(Json), confidence, suppressed);
    }
}
