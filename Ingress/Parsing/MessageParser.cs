using System.Text.Json;

using OrleansDefender.Things;

namespace OrleansDefender.Ingress.Parsing;

/// <summary>Reads bodies of the events queue: Device Defender's notifications, wrapped by SNS or raw, and CloudTrail's events from EventBridge.</summary>
/// <remarks>
/// Pure; never throws, whatever the body. Members that are not known pass. What a raw notification cannot say (the account and Region it came from) is
/// taken from configuration.
/// </remarks>
/// <param name="account">The account of messages that name none; absent where there is none configured.</param>
/// <param name="region">The Region of messages that name none; absent where there is none configured.</param>
internal sealed class MessageParser(string? account, string? region)
{
    /// <summary>The longest body, in characters: no queue holds a longer message.</summary>
    public const int MaxLength = 1_048_576;

    private const int MaxDescriptionLength = 1000;

    // A member that comes twice would leave it to the reader which one holds.
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 64, AllowDuplicateProperties = false };

    /// <summary>Says what a body is.</summary>
    public ParsedMessage Parse(string body)
    {
        try
        {
            using var document = ReadObject(body);
            return ReadEnvelope(document.RootElement);
        }
        catch (UnreadableException exception)
        {
            return new UnreadableMessage(exception.Reason, exception.Message);
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException)
        {
            // What the JSON reader throws for text that is no valid UTF-16, escaped or not.
            return new UnreadableMessage("invalid-text", "The body holds text that is not valid Unicode.");
        }
    }

    private static JsonDocument ReadObject(string text)
    {
        if (text.Length > MaxLength)
        {
            throw new UnreadableException("too-large", $"{text.Length} characters are more than a message can have.");
        }

        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(text, Strict);
        }
        catch (JsonException exception)
        {
            throw new UnreadableException("invalid-json", exception.Message);
        }

        var kind = document.RootElement.ValueKind;
        if (kind == JsonValueKind.Object)
        {
            return document;
        }

        document.Dispose();
        throw new UnreadableException("unknown-message", $"It is JSON, but no object: {kind}.");
    }

    private ParsedMessage ReadEnvelope(JsonElement root)
    {
        if (Members.FindText(root, "Type") is not { } type
            || Members.FindText(root, "TopicArn") is not { } topicArn
            || Members.FindText(root, "Message") is not { } message)
        {
            return ReadInner(root, null);
        }

        if (type is "SubscriptionConfirmation" or "UnsubscribeConfirmation")
        {
            // Somebody has to see it and act on it; it is neither an event nor rubbish.
            throw new UnreadableException("subscription-confirmation", $"SNS asks to confirm: {type}.");
        }

        if (type != "Notification")
        {
            throw new UnreadableException("unknown-message", $"An SNS message of type '{type}'.");
        }

        using var document = ReadObject(message);
        return ReadInner(document.RootElement, topicArn);
    }

    private ParsedMessage ReadInner(JsonElement root, string? topicArn)
    {
        if (Members.FindText(root, "detail-type") is { } detailType && Members.FindText(root, "source") is { } source)
        {
            return ReadEventBridge(root, detailType, source);
        }

        if (Members.Find(root, "violationId") is not null)
        {
            return ReadDetect(root, topicArn);
        }

        if (Members.Find(root, "taskId") is not null && Members.Find(root, "auditDetails") is not null)
        {
            // The account is that of the audit; the Region is the topic's, which is of the same Region as the audit.
            return new AuditNotification(AuditText.Run(root, ReadScope((Members.FindText(root, "accountId"), TopicScope(topicArn).Region), TopicScope(topicArn))));
        }

        throw new UnreadableException("unknown-message", "It is neither a Device Defender notification nor an EventBridge event.");
    }

    private DetectNotification ReadDetect(JsonElement root, string? topicArn)
    {
        var behavior = Members.RequireObject(root, "behavior");
        var criteria = Members.FindObject(behavior, "criteria");
        var detectEvent = new DetectEvent
        {
            Profile = Members.RequireName(root, "securityProfileName"),
            Behavior = Members.RequireName(behavior, "name"),
            Kind = ReadKind(Members.RequireName(root, "violationEventType")),
            Time = EventTimes.TryReadEpochMilliseconds(Members.Require(root, "violationEventTime"), out var time)
                ? time
                : throw new UnreadableException(
                    "invalid-time", "The member 'violationEventTime' must be a time between 2015 and 2100, in milliseconds since 1970."),
            ViolationId = Members.RequireName(root, "violationId"),
            Metric = Cut(Members.FindText(behavior, "metric")),
            CriteriaType = criteria is { } kind ? DetectText.CriteriaType(kind) : null,
            Criteria = criteria is { } normal ? DetectText.Criteria(normal) : null,
            Dimension = DetectText.Dimension(behavior),
            Value = Members.FindObject(root, "metricValue") is { } value ? DetectText.Value(value) : null,
            MetricValue = Members.FindObject(root, "metricValue") is { } metric ? DetectText.MetricValue(metric) : null,
            Confidence = Members.FindObject(root, "violationEventAdditionalInfo") is { } info ? Cut(Members.FindText(info, "confidenceLevel")) : null,
        };

        var thing = new ThingKey(ReadScope(TopicScope(topicArn), default), Members.RequireName(root, "thingName"));
        return new DetectNotification(thing, detectEvent, ReadNotifiedVerification(root, detectEvent));
    }

    /// <summary>
    /// A notification may repeat the episode's verification state. UNKNOWN there is no analyst's act, only the absence of one, so it must undo nothing.
    /// </summary>
    private static VerificationEvent? ReadNotifiedVerification(JsonElement root, DetectEvent detectEvent) =>
        Members.FindText(root, "verificationState") is { } text && CallText.State(text) is { } state and not Verification.Unknown
            ? new VerificationEvent
            {
                ViolationId = detectEvent.ViolationId,
                State = state,
                Description = Cut(Members.FindText(root, "verificationStateDescription"), MaxDescriptionLength),
                Time = detectEvent.Time,
                EventId = $"sns:{detectEvent.ViolationId}:{detectEvent.Time.ToUnixTimeMilliseconds()}",
                IsNotified = true,
            }
            : null;

    private ParsedMessage ReadEventBridge(JsonElement root, string detailType, string source)
    {
        if (source == "aws.securityhub" && detailType.StartsWith("Security Hub Findings - ", StringComparison.Ordinal))
        {
            // What people changed in Security Hub: nothing follows from it in this version.
            return new IgnoredMessage("security-hub-event");
        }

        if (source != "aws.iot" || detailType != "AWS API Call via CloudTrail")
        {
            throw new UnreadableException("unknown-message", $"An EventBridge event '{detailType}' of '{source}'.");
        }

        var detail = Members.RequireObject(root, "detail");
        var eventSource = Members.RequireName(detail, "eventSource");
        if (eventSource != "iot.amazonaws.com")
        {
            throw new UnreadableException("unknown-message", $"A CloudTrail event of '{eventSource}'.");
        }

        var eventName = Members.RequireName(detail, "eventName");
        if (Members.Find(detail, "errorCode") is not null)
        {
            // The call failed, so that nothing happened; its request parameters may be missing too.
            return new IgnoredMessage("failed-call");
        }

        if (!CallText.Names.Contains(eventName))
        {
            // A rule that lets every call of AWS IoT through is no reason to fill the dead-letter queue.
            return new IgnoredMessage(Members.Find(detail, "readOnly") is { ValueKind: JsonValueKind.True } ? "read-only-call" : "unrelated-call");
        }

        var parameters = Members.RequireObject(detail, "requestParameters");
        var time = EventTimes.TryReadIso8601(Members.RequireName(detail, "eventTime"), out var read)
            ? read
            : throw new UnreadableException("invalid-time", "The member 'eventTime' must be an ISO 8601 time between 2015 and 2100.");
        var scope = ReadScope(
            (Members.FindText(root, "account"), Members.FindText(root, "region")),
            (Members.FindText(detail, "recipientAccountId"), Members.FindText(detail, "awsRegion")));
        return CallText.Read(eventName, new CallHeader(scope, ReadActor(detail), time, Members.RequireName(detail, "eventID"), parameters));
    }

    /// <summary>The ARN of who called; of an assumed role what tells people apart, <c>Role/session</c>.</summary>
    private static string? ReadActor(JsonElement detail)
    {
        const string AssumedRole = ":assumed-role/";
        if (Members.FindObject(detail, "userIdentity") is not { } identity || Members.FindText(identity, "arn") is not { Length: > 0 } arn)
        {
            return null;
        }

        var role = arn.IndexOf(AssumedRole, StringComparison.Ordinal);
        return Cut(role < 0 ? arn : arn[(role + AssumedRole.Length)..]);
    }

    private static TransitionKind ReadKind(string text) => text switch
    {
        "in-alarm" => TransitionKind.InAlarm,
        "alarm-cleared" => TransitionKind.Cleared,
        "alarm-invalidated" => TransitionKind.Invalidated,
        _ => throw new UnreadableException("unknown-event-type", $"The violation event type '{text}' is not known."),
    };

    private AccountRegion ReadScope((string? Account, string? Region) first, (string? Account, string? Region) second)
    {
        var foundAccount = new[] { first.Account, second.Account, account }.FirstOrDefault(ScopeText.IsAccount);
        var foundRegion = new[] { first.Region, second.Region, region }.FirstOrDefault(ScopeText.IsRegion);
        return foundAccount is null || foundRegion is null
            ? throw new UnreadableException(
                "no-account", $"The message does not say its {(foundAccount is null ? "account" : "Region")}, and none is configured.")
            : new AccountRegion(foundAccount, foundRegion);
    }

    private static (string? Account, string? Region) TopicScope(string? topicArn) =>
        topicArn?.Split(':') is ["arn", _, "sns", var topicRegion, var topicAccount, _] ? (topicAccount, topicRegion) : default;

    private static string? Cut(string? text, int longest = 256) => text is null ? null : SafeText.Cut(text, longest);
}
