using System.Text.Json.Nodes;

using OrleansDefender.Tests.Shared;

namespace OrleansDefender.Tests.Aws.EndToEnd;

/// <summary>Makes bodies of the events queue out of the recorded ones.</summary>
internal static class EventBody
{
    public const string Profile = "PumpCloudSideRules";

    /// <summary>A time long enough ago that nothing is held back because of it.</summary>
    public static readonly DateTimeOffset Noon = new(2026, 1, 5, 12, 0, 0, TimeSpan.Zero);

    /// <summary>A raw notification of Device Defender.</summary>
    /// <param name="thing">The thing.</param>
    /// <param name="violationId">The episode.</param>
    /// <param name="type">in-alarm, alarm-cleared or alarm-invalidated.</param>
    /// <param name="minute">When, in minutes after <see cref="Noon"/>.</param>
    /// <param name="behavior">The behavior.</param>
    /// <param name="change">Changes the rest.</param>
    public static string Detect(
        string thing,
        string violationId,
        string type = "in-alarm",
        double minute = 0,
        string behavior = "AuthorizationFailures-High",
        Action<JsonObject>? change = null)
    {
        var body = JsonNode.Parse(SampleFiles.Read("sns-detect-in-alarm-rules.json"))!.AsObject();
        body["thingName"] = thing;
        body["violationId"] = violationId;
        body["violationEventType"] = type;
        body["violationEventTime"] = Noon.AddMinutes(minute).ToUnixTimeMilliseconds();
        body["behavior"]!["name"] = behavior;
        change?.Invoke(body);
        return body.ToJsonString();
    }

    /// <summary>The same, as SNS delivers it from a topic without raw delivery.</summary>
    public static string Wrapped(string topicArn, string message)
    {
        var envelope = JsonNode.Parse(SampleFiles.Read("sns-envelope-detect.json"))!.AsObject();
        envelope["TopicArn"] = topicArn;
        envelope["Message"] = message;
        return envelope.ToJsonString();
    }

    /// <summary>An analyst's word, as CloudTrail and EventBridge bring it.</summary>
    /// <param name="violationId">The episode.</param>
    /// <param name="state">The verification state.</param>
    /// <param name="reason">Why; no member where absent.</param>
    /// <param name="minute">When, in minutes after <see cref="Noon"/>.</param>
    public static string Verification(string violationId, string state, string? reason, double minute = 30)
    {
        var body = JsonNode.Parse(SampleFiles.Read("eventbridge-put-verification-false-positive.json"))!.AsObject();
        var time = Noon.AddMinutes(minute).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
        body["time"] = time;
        body["detail"]!["eventTime"] = time;
        body["detail"]!["eventID"] = Guid.NewGuid().ToString();
        var parameters = new JsonObject { ["violationId"] = violationId, ["verificationState"] = state };
        if (reason is not null)
        {
            parameters["verificationStateDescription"] = reason;
        }

        body["detail"]!["requestParameters"] = parameters;
        return body.ToJsonString();
    }
}
