using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OrleansDefender.Simulator.Fleet;

/// <summary>The messages that AWS puts onto the events queue: Detect alarms in SNS envelopes, CloudTrail calls as EventBridge delivers them.</summary>
internal static class FleetMessages
{
    /// <summary>JSON as AWS writes it: compact, and only what must be escaped is.</summary>
    public static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>A Detect alarm as SNS delivers it to a queue (without raw delivery).</summary>
    /// <param name="place">Account and Region.</param>
    /// <param name="thing">The thing's name or client id.</param>
    /// <param name="behavior">The behavior.</param>
    /// <param name="violationId">The episode's id.</param>
    /// <param name="type">A <see cref="FleetEventType"/>.</param>
    /// <param name="time">When it happened, epoch milliseconds: the message's unit, unlike the API's.</param>
    /// <param name="value">The metric value as JSON; <see langword="null"/> where the device sent none.</param>
    public static string Detect(FleetPlace place, string thing, FleetBehavior behavior, string violationId, string type, long time, string? value)
    {
        var buffer = new ArrayBufferWriter<byte>(1536);
        using (var inner = new Utf8JsonWriter(buffer, Options))
        {
            inner.WriteStartObject();
            inner.WriteNumber("violationEventTime", time);
            inner.WriteString("thingName", thing);
            inner.WritePropertyName("behavior");
            inner.WriteRawValue(behavior.Json, skipInputValidation: true);
            inner.WriteString("violationEventType", type);
            if (value is not null)
            {
                inner.WritePropertyName("metricValue");
                inner.WriteRawValue(value, skipInputValidation: true);
            }

            inner.WriteString("violationId", violationId);
            inner.WriteString("securityProfileName", behavior.Profile);

            // Real invalidations come without a value, and so without the model's confidence in it.
            if (behavior.Confidence is not null && value is not null)
            {
                inner.WriteStartObject("violationEventAdditionalInfo");
                inner.WriteString("confidenceLevel", behavior.Confidence);
                inner.WriteEndObject();
            }

            inner.WriteEndObject();
        }

        var id = FleetHash.Uuid(FleetHash.Mix(FleetHash.Mix(FleetHash.Mix(0, violationId), type), (ulong)time));
        return Envelope(place, FleetPlace.TopicName, buffer.WrittenSpan, id, time);
    }

    /// <summary>A message as SNS delivers it to a queue (without raw delivery).</summary>
    /// <param name="place">Account and Region.</param>
    /// <param name="topic">The topic's name.</param>
    /// <param name="message">The message, UTF-8.</param>
    /// <param name="id">The message's id.</param>
    /// <param name="time">When it was published, epoch milliseconds.</param>
    public static string Envelope(FleetPlace place, string topic, ReadOnlySpan<byte> message, Guid id, long time)
    {
        var arn = place.SnsArn(topic);
        var buffer = new ArrayBufferWriter<byte>(message.Length + 1024);
        using (var outer = new Utf8JsonWriter(buffer, Options))
        {
            outer.WriteStartObject();
            outer.WriteString("Type", "Notification");
            outer.WriteString("MessageId", id);
            outer.WriteString("TopicArn", arn);
            outer.WriteString("Message", message);
            outer.WriteString("Timestamp", DateTimeOffset.FromUnixTimeMilliseconds(time).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
            outer.WriteString("SignatureVersion", "1");
            outer.WriteString("Signature", Convert.ToBase64String(SHA256.HashData(message)));
            outer.WriteString("SigningCertURL", $"https://sns.{place.Region}.{place.Domain}/SimpleNotificationService-simulated.pem");
            outer.WriteString(
                "UnsubscribeURL",
                $"https://sns.{place.Region}.{place.Domain}/?Action=Unsubscribe&SubscriptionArn={arn}:0f0e0d0c-1111-2222-3333-444455556666");
            outer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>A call of PutVerificationStateOnViolation as CloudTrail logs it and EventBridge delivers it.</summary>
    /// <param name="place">Account and Region.</param>
    /// <param name="verification">What was asked for.</param>
    /// <param name="time">When, epoch milliseconds.</param>
    /// <param name="errorCode">The refusal's code; <see langword="null"/> where the call succeeded.</param>
    /// <param name="errorMessage">The refusal's message.</param>
    public static string Verification(FleetPlace place, FleetVerification verification, long time, string? errorCode = null, string? errorMessage = null)
    {
        var parameters = new JsonObject { ["violationId"] = verification.ViolationId, ["verificationState"] = verification.State };
        if (verification.Description is not null)
        {
            parameters["verificationStateDescription"] = verification.Description;
        }

        var call = new FleetCall("PutVerificationStateOnViolation", parameters.ToJsonString(FleetCatalog.Json), null, verification.Actor, verification.RequestId);
        return Call(place, call, time, errorCode, errorMessage);
    }

    /// <summary>A call as CloudTrail logs it and EventBridge delivers it.</summary>
    /// <param name="place">Account and Region.</param>
    /// <param name="call">What was called.</param>
    /// <param name="time">When, epoch milliseconds.</param>
    /// <param name="errorCode">The refusal's code; <see langword="null"/> where the call succeeded.</param>
    /// <param name="errorMessage">The refusal's message.</param>
    public static string Call(FleetPlace place, FleetCall call, long time, string? errorCode = null, string? errorMessage = null)
    {
        var at = DateTimeOffset.FromUnixTimeMilliseconds(time).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var begun = DateTimeOffset.FromUnixTimeMilliseconds(time).AddMinutes(-30).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var hash = FleetHash.Mix(0, call.RequestId.ToString());
        var actor = call.Actor;
        var buffer = new ArrayBufferWriter<byte>(2048);
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            writer.WriteStartObject();
            writer.WriteString("version", "0");
            writer.WriteString("id", FleetHash.Uuid(FleetHash.Mix(hash, "delivery")));
            writer.WriteString("detail-type", "AWS API Call via CloudTrail");
            writer.WriteString("source", "aws.iot");
            writer.WriteString("account", place.Account);
            writer.WriteString("time", at);
            writer.WriteString("region", place.Region);
            writer.WriteStartArray("resources");
            writer.WriteEndArray();
            writer.WriteStartObject("detail");
            writer.WriteString("eventVersion", "1.11");
            writer.WriteStartObject("userIdentity");
            writer.WriteString("type", "AssumedRole");
            writer.WriteString("principalId", $"AROAEXAMPLEID:{actor.Session}");
            writer.WriteString("arn", $"arn:{place.Partition}:sts::{place.Account}:assumed-role/{FleetActor.Role}/{actor.Session}");
            writer.WriteString("accountId", place.Account);
            writer.WriteString("accessKeyId", actor.AccessKeyId);
            writer.WriteStartObject("sessionContext");
            writer.WriteStartObject("sessionIssuer");
            writer.WriteString("type", "Role");
            writer.WriteString("principalId", "AROAEXAMPLEID");
            writer.WriteString("arn", $"arn:{place.Partition}:iam::{place.Account}:role/{FleetActor.Role}");
            writer.WriteString("accountId", place.Account);
            writer.WriteString("userName", FleetActor.Role);
            writer.WriteEndObject();
            writer.WriteStartObject("attributes");
            writer.WriteString("creationDate", begun);
            writer.WriteString("mfaAuthenticated", "true");
            writer.WriteEndObject();
            writer.WriteEndObject();
            writer.WriteEndObject();
            writer.WriteString("eventTime", at);
            writer.WriteString("eventSource", "iot.amazonaws.com");
            writer.WriteString("eventName", call.Name);
            writer.WriteString("awsRegion", place.Region);
            writer.WriteString("sourceIPAddress", actor.SourceAddress);
            writer.WriteString("userAgent", actor.UserAgent);
            if (errorCode is not null)
            {
                writer.WriteString("errorCode", errorCode);
                writer.WriteString("errorMessage", errorMessage);
            }

            writer.WritePropertyName("requestParameters");
            writer.WriteRawValue(call.Parameters, skipInputValidation: true);
            writer.WritePropertyName("responseElements");
            writer.WriteRawValue(call.Response ?? "null", skipInputValidation: true);
            writer.WriteString("requestID", call.RequestId);
            writer.WriteString("eventID", FleetHash.Uuid(FleetHash.Mix(hash, "event")));
            writer.WriteBoolean("readOnly", false);
            writer.WriteString("eventType", "AwsApiCall");
            writer.WriteBoolean("managementEvent", true);
            writer.WriteString("recipientAccountId", place.Account);
            writer.WriteString("eventCategory", "Management");
            writer.WriteString("sessionCredentialFromConsole", "true");
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
