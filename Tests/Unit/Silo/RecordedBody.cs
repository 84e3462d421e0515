using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

using OrleansDefender.Tests.Shared;

namespace OrleansDefender.Tests.Unit.Silo;

/// <summary>Bodies of the events queue, made of the recorded ones, at minutes after noon.</summary>
internal static class RecordedBody
{
    public const string Profile = "PumpCloudSideRules";
    public const string Behavior = "AuthorizationFailures-High";

    public static readonly DateTimeOffset Noon = new(2026, 1, 5, 12, 0, 0, TimeSpan.Zero);

    public static string Detect(string thing, string episode, double minute, string type = "in-alarm", string behavior = Behavior)
    {
        var body = JsonNode.Parse(SampleFiles.Read("sns-detect-in-alarm-rules.json"))!.AsObject();
        body["thingName"] = thing;
        body["violationId"] = episode;
        body["violationEventType"] = type;
        body["violationEventTime"] = Noon.AddMinutes(minute).ToUnixTimeMilliseconds();
        body["behavior"]!["name"] = behavior;
        return body.ToJsonString();
    }

    public static string FalsePositive(string episode, double minute) => Call("eventbridge-put-verification-false-positive.json", minute, new JsonObject
    {
        ["violationId"] = episode,
        ["verificationState"] = "FALSE_POSITIVE",
    });

    public static string DeleteThing(string thing, double minute) =>
        Call("eventbridge-delete-thing.json", minute, new JsonObject { ["thingName"] = thing });

    public static string DeleteProfile(string profile, double minute) =>
        Call("eventbridge-delete-security-profile.json", minute, new JsonObject { ["securityProfileName"] = profile });

    /// <summary>A line as the recorder writes it.</summary>
    public static string Line(double minute, string body) =>
        JsonSerializer.Serialize(new JsonObject { ["at"] = Noon.AddMinutes(minute).ToString("O", CultureInfo.InvariantCulture), ["body"] = body });

    private static string Call(string sample, double minute, JsonObject parameters)
    {
        var body = JsonNode.Parse(SampleFiles.Read(sample))!.AsObject();
        var time = Noon.AddMinutes(minute).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        body["time"] = time;
        body["detail"]!["eventTime"] = time;
        body["detail"]!["eventID"] = string.Create(CultureInfo.InvariantCulture, $"{sample}/{minute}");
        body["detail"]!["requestParameters"] = parameters;
        return body.ToJsonString();
    }
}
