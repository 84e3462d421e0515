using System.Text.Json.Nodes;

using OrleansDefender.Ingress.Parsing;
using OrleansDefender.Tests.Shared;
using OrleansDefender.Things;

using Xunit;

namespace OrleansDefender.Tests.Unit.Ingress;

/// <summary>The parser on the recorded messages and on what is wrong with them.</summary>
public sealed class MessageParserTests
{
    private const string InAlarm = "sns-detect-in-alarm-rules.json";
    private const string FalsePositive = "eventbridge-put-verification-false-positive.json";

    private static readonly MessageParser Parser = new("111122223333", "us-east-1");
    private static readonly MessageParser Unconfigured = new(null, null);

    public static TheoryData<string> Detects => [.. SampleFiles.Names("sns-detect-*.json")];

    [Theory]
    [MemberData(nameof(Detects))]
    public void Each_detect_sample_is_an_event_of_its_thing(string sample)
    {
        var json = JsonNode.Parse(SampleFiles.Read(sample))!;

        var detect = Assert.IsType<DetectNotification>(Parser.Parse(SampleFiles.Read(sample)));

        Assert.Equal(new ThingKey("111122223333", "us-east-1", (string)json["thingName"]!), detect.Thing);
        Assert.Equal((string)json["securityProfileName"]!, detect.Event.Profile);
        Assert.Equal((string)json["behavior"]!["name"]!, detect.Event.Behavior);
        Assert.Equal((string)json["violationId"]!, detect.Event.ViolationId);
        Assert.Equal((long)json["violationEventTime"]!, detect.Event.Time.ToUnixTimeMilliseconds());
        Assert.Equal((string?)json["behavior"]!["metric"], detect.Event.Metric);
        Assert.NotNull(detect.Event.CriteriaType);
        Assert.NotNull(detect.Event.Criteria);
        Assert.Equal(json["metricValue"] is null, detect.Event.Value is null);
        Assert.Null(detect.Verification);
    }

    [Theory]
    [InlineData("sns-detect-in-alarm-rules.json", TransitionKind.InAlarm, "STATIC", "less-than-equals 5 in 300 s", "54")]
    [InlineData("sns-detect-alarm-cleared-rules.json", TransitionKind.Cleared, "STATIC", "less-than-equals 5 in 300 s", "0")]
    [InlineData("sns-detect-alarm-invalidated.json", TransitionKind.Invalidated, "MACHINE_LEARNING", "ML model, confidence HIGH", null)]
    [InlineData("sns-detect-in-alarm-statistical.json", TransitionKind.InAlarm, "STATISTICAL", "less-than-equals p99 in 300 s", "1890")]
    [InlineData("sns-detect-in-alarm-ports.json", TransitionKind.InAlarm, "STATIC", "in-port-set 443, 8883", "23, 443")]
    [InlineData("sns-detect-in-alarm-cidr-unregistered.json", TransitionKind.InAlarm, "STATIC", "in-cidr-set 203.0.113.0/24", "198.51.100.23/32")]
    [InlineData("sns-detect-in-alarm-custom-metric.json", TransitionKind.InAlarm, "STATIC", "less-than 70.5", "81.25")]
    public void Criteria_and_values_come_in_words(string sample, TransitionKind kind, string type, string criteria, string? value)
    {
        var read = Detect(SampleFiles.Read(sample)).Event;

        Assert.Equal((kind, type, criteria, value), (read.Kind, read.CriteriaType, read.Criteria, read.Value));
    }

    [Fact]
    public void Dimension_and_confidence_are_read()
    {
        Assert.Equal("topics IN TelemetryTopicFilter", Detect(SampleFiles.Read("sns-detect-in-alarm-dimension.json")).Event.Dimension);
        Assert.Equal("HIGH", Detect(SampleFiles.Read("sns-detect-in-alarm-ml.json")).Event.Confidence);
    }

    [Fact]
    public void An_envelope_gives_the_same_event_as_its_raw_message()
    {
        var wrapped = Assert.IsType<DetectNotification>(Unconfigured.Parse(SampleFiles.Read("sns-envelope-detect.json")));

        Assert.Equal(Detect(SampleFiles.Read(InAlarm)), wrapped);
    }

    [Theory]
    [InlineData("sqs-receive-sns-raw.json", 0, typeof(DetectNotification))]
    [InlineData("sqs-receive-sns-wrapped.json", 0, typeof(DetectNotification))]
    [InlineData("sqs-receive-sns-wrapped.json", 1, typeof(AuditNotification))]
    [InlineData("sqs-receive-eventbridge.json", 0, typeof(VerificationMessage))]
    public void Bodies_as_SQS_hands_them_out_are_read(string sample, int message, Type expected)
    {
        var body = (string)JsonNode.Parse(SampleFiles.Read(sample))!["Messages"]![message]!["Body"]!;

        Assert.IsType(expected, Parser.Parse(body));
    }

    [Fact]
    public void The_topics_account_and_Region_win_over_the_configured_ones()
    {
        var body = Edit("sns-envelope-detect.json", json => json["TopicArn"] = "arn:aws-cn:sns:cn-north-1:444455556666:topic");

        Assert.Equal(new AccountRegion("444455556666", "cn-north-1"), Detect(body).Thing.Scope);
    }

    [Theory]
    [InlineData("not-an-arn")]
    [InlineData("arn:aws:sqs:eu-west-1:444455556666:topic")]
    [InlineData("arn:aws:sns::444455556666:")]
    public void A_topic_that_tells_nothing_leaves_it_to_configuration(string topicArn)
    {
        var body = Edit("sns-envelope-detect.json", json => json["TopicArn"] = topicArn);

        Assert.Equal("us-east-1", Detect(body).Thing.Scope.Region);
    }

    [Fact]
    public void A_raw_message_without_a_configured_account_is_unreadable()
    {
        AssertUnreadable("no-account", Unconfigured.Parse(SampleFiles.Read(InAlarm)));
        AssertUnreadable("no-account", new MessageParser("111122223333", null).Parse(SampleFiles.Read(InAlarm)));
    }

    [Fact]
    public void Verification_names_violation_state_actor_time_and_scope()
    {
        var read = Assert.IsType<VerificationMessage>(Unconfigured.Parse(SampleFiles.Read(FalsePositive)));

        Assert.Equal(new AccountRegion("111122223333", "us-east-1"), read.Scope);
        Assert.Equal(
            new VerificationEvent
            {
                ViolationId = "9c1f0a64d2b84c7e8f3a5b6d7e8f9a01",
                State = Verification.FalsePositive,
                Description = "Planned credential rotation",
                Actor = "SecurityAnalyst/soc-analyst",
                Time = new DateTimeOffset(2026, 1, 5, 10, 12, 30, TimeSpan.Zero),
                EventId = "11111111-2222-3333-4444-000000000001",
            },
            read.Event);
    }

    [Fact]
    public void Verification_without_a_description_has_none()
    {
        var read = Assert.IsType<VerificationMessage>(Parser.Parse(SampleFiles.Read("eventbridge-put-verification-true-positive.json")));

        Assert.Equal((Verification.TruePositive, null), (read.Event.State, read.Event.Description));
    }

    [Fact]
    public void Verification_inside_a_topic_is_read_too()
    {
        var envelope = Edit("sns-envelope-detect.json", json => json["Message"] = SampleFiles.Read(FalsePositive));

        Assert.IsType<VerificationMessage>(Parser.Parse(envelope));
    }

    [Fact]
    public void An_actor_that_is_no_assumed_role_is_its_ARN()
    {
        var body = Edit(FalsePositive, json => json["detail"]!["userIdentity"]!["arn"] = "arn:aws:iam::111122223333:user/ann");

        Assert.Equal("arn:aws:iam::111122223333:user/ann", Assert.IsType<VerificationMessage>(Parser.Parse(body)).Event.Actor);
    }

    [Fact]
    public void A_long_description_is_cut_at_what_AWS_allows()
    {
        var body = Edit(FalsePositive, json => json["detail"]!["requestParameters"]!["verificationStateDescription"] = new string('a', 1200));

        var description = Assert.IsType<VerificationMessage>(Parser.Parse(body)).Event.Description!;
        Assert.Equal((1000, '…'), (description.Length, description[^1]));
    }

    [Fact]
    public void A_failed_call_is_ignored_though_its_parameters_are_null() =>
        Assert.Equal(new IgnoredMessage("failed-call"), Parser.Parse(SampleFiles.Read("eventbridge-put-verification-access-denied.json")));

    [Fact]
    public void Read_only_calls_are_ignored()
    {
        var body = Edit(FalsePositive, json => (json["detail"]!["eventName"], json["detail"]!["readOnly"]) = ("ListThings", true));

        Assert.Equal(new IgnoredMessage("read-only-call"), Parser.Parse(body));
    }

    [Fact]
    public void A_verification_state_in_a_notification_is_the_analysts_word()
    {
        var body = Edit(InAlarm, json => (json["verificationState"], json["verificationStateDescription"]) = ("BENIGN_POSITIVE", "load test"));

        var word = Detect(body).Verification!;

        Assert.Equal((Verification.BenignPositive, "load test"), (word.State, word.Description));
        Assert.Equal("sns:9c1f0a64d2b84c7e8f3a5b6d7e8f9a01:1767607200000", word.EventId);
        Assert.True(word.IsNotified);
    }

    [Theory]
    [InlineData("\"UNKNOWN\"")]
    [InlineData("\"SOMETHING_NEW\"")]
    [InlineData("null")]
    [InlineData("17")]
    public void A_verification_state_in_a_notification_that_says_nothing_is_no_word(string state) =>
        Assert.Null(Detect(Edit(InAlarm, json => json["verificationState"] = JsonNode.Parse(state))).Verification);

    [Fact]
    public void Defect_20_alarm_invalidated_needs_no_verification_state()
    {
        var detect = Detect(SampleFiles.Read("sns-detect-alarm-invalidated.json"));

        Assert.Equal((TransitionKind.Invalidated, null), (detect.Event.Kind, detect.Verification));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"comparisonOperator":"in-port-set"}""")]
    [InlineData("""{"mlDetectionConfig":{}}""")]
    [InlineData("""{"statisticalThreshold":{}}""")]
    [InlineData("""{"comparisonOperator":5,"value":"5","durationSeconds":"x","mlDetectionConfig":[]}""")]
    public void Defect_16_criteria_without_value_percentile_or_model_are_no_reason_to_fail(string criteria) =>
        Assert.NotNull(Detect(Edit(InAlarm, json => json["behavior"]!["criteria"] = JsonNode.Parse(criteria))).Event.CriteriaType);

    [Fact]
    public void Defect_17_the_events_own_time_is_taken_to_the_millisecond() =>
        Assert.Equal(
            new DateTimeOffset(2026, 1, 5, 10, 0, 0, 123, TimeSpan.Zero),
            Detect(Edit(InAlarm, json => json["violationEventTime"] = 1767607200123)).Event.Time);

    [Fact]
    public void Unknown_members_and_metrics_pass()
    {
        var body = Edit(InAlarm, json => (json["somethingNew"], json["behavior"]!["metric"], json["behavior"]!["new"]) = (new JsonObject(), "aws:new-metric", 1));

        Assert.Equal("aws:new-metric", Detect(body).Event.Metric);
    }

    [Theory]
    [InlineData("pump/with/slashes")]
    [InlineData("größer als 😀")]
    [InlineData("a b:c_d-e")]
    public void Any_printable_thing_name_is_kept(string name) => Assert.Equal(name, Detect(Edit(InAlarm, json => json["thingName"] = name)).Thing.Name);

    [Theory]
    [InlineData("thingName")]
    [InlineData("violationEventType")]
    [InlineData("violationEventTime")]
    [InlineData("securityProfileName")]
    [InlineData("behavior")]
    public void A_missing_required_member_is_unreadable(string member)
    {
        var unreadable = AssertUnreadable("missing-member", Parser.Parse(Edit(InAlarm, json => json.AsObject().Remove(member))));

        Assert.Contains(member, unreadable.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("thingName", "\"\"")]
    [InlineData("thingName", "17")]
    [InlineData("thingName", "\"a\\u0007b\"")]
    [InlineData("violationId", "\"\"")]
    [InlineData("violationId", "{}")]
    [InlineData("behavior", "\"name\"")]
    public void An_invalid_required_member_is_unreadable(string member, string value) =>
        AssertUnreadable("invalid-member", Parser.Parse(Edit(InAlarm, json => json[member] = JsonNode.Parse(value))));

    [Theory]
    [InlineData("thingName")]
    [InlineData("violationId")]
    [InlineData("securityProfileName")]
    public void Names_may_have_128_characters_and_no_more(string member)
    {
        Assert.IsType<DetectNotification>(Parser.Parse(Edit(InAlarm, json => json[member] = new string('a', 128))));
        AssertUnreadable("invalid-member", Parser.Parse(Edit(InAlarm, json => json[member] = new string('a', 129))));
    }

    [Theory]
    [InlineData("1767607200")]
    [InlineData("1767607200000000")]
    [InlineData("-1")]
    [InlineData("1e400")]
    [InlineData("123456789012345678901234567890123456789012345678901234567890")]
    [InlineData("\"1767607200000\"")]
    [InlineData("{}")]
    public void A_time_of_another_unit_or_type_is_unreadable(string time) =>
        AssertUnreadable(
            "invalid-time",
            Parser.Parse(SampleFiles.Read(InAlarm).Replace("1767607200000", time, StringComparison.Ordinal)));

    [Fact]
    public void An_unknown_event_type_is_unreadable() =>
        AssertUnreadable("unknown-event-type", Parser.Parse(Edit(InAlarm, json => json["violationEventType"] = "alarm-muted")));

    [Fact]
    public void An_unknown_verification_state_in_a_call_is_unreadable() =>
        AssertUnreadable(
            "unknown-verification-state",
            Parser.Parse(Edit(FalsePositive, json => json["detail"]!["requestParameters"]!["verificationState"] = "MAYBE")));

    [Theory]
    [InlineData("2026-01-05")]
    [InlineData("yesterday")]
    [InlineData("1999-01-05T10:12:30Z")]
    public void A_call_without_a_proper_time_is_unreadable(string time) =>
        AssertUnreadable("invalid-time", Parser.Parse(Edit(FalsePositive, json => json["detail"]!["eventTime"] = time)));

    [Theory]
    [InlineData("2026-01-05T10:12:30Z", "2026-01-05T10:12:30+00:00")]
    [InlineData("2026-01-05T10:12:30.5Z", "2026-01-05T10:12:30.5+00:00")]
    [InlineData("2026-01-05T11:12:30+01:00", "2026-01-05T10:12:30+00:00")]
    [InlineData("2026-01-05T10:12:30", "2026-01-05T10:12:30+00:00")]
    public void ISO_times_are_read_in_UTC(string text, string expected)
    {
        Assert.True(EventTimes.TryReadIso8601(text, out var time));
        Assert.Equal(DateTimeOffset.Parse(expected, System.Globalization.CultureInfo.InvariantCulture), time);
    }

    [Theory]
    [InlineData("", "invalid-json")]
    [InlineData("garbage", "invalid-json")]
    [InlineData("{", "invalid-json")]
    [InlineData("{\"violationId\":1,\"violationId\":2}", "invalid-json")]
    [InlineData("[]", "unknown-message")]
    [InlineData("17", "unknown-message")]
    [InlineData("{}", "unknown-message")]
    [InlineData("{\"Type\":\"Other\",\"TopicArn\":\"t\",\"Message\":\"{}\"}", "unknown-message")]
    [InlineData("{\"Type\":\"Notification\",\"TopicArn\":\"t\",\"Message\":\"hello\"}", "invalid-json")]
    [InlineData("{\"Type\":\"SubscriptionConfirmation\",\"TopicArn\":\"t\",\"Message\":\"confirm\"}", "subscription-confirmation")]
    [InlineData("{\"detail-type\":\"EC2 Instance State-change Notification\",\"source\":\"aws.ec2\"}", "unknown-message")]
    [InlineData("{\"detail-type\":\"AWS API Call via CloudTrail\",\"source\":\"aws.iot\"}", "missing-member")]
    public void Bodies_that_are_none_of_ours_say_why(string body, string reason) => AssertUnreadable(reason, Parser.Parse(body));

    [Theory]
    [InlineData("\\ud800")]
    [InlineData("\\udc00\\ud800")]
    public void An_escaped_lone_surrogate_is_invalid_text(string escaped) =>
        AssertUnreadable("invalid-text", Parser.Parse(SampleFiles.Read(InAlarm).Replace("pump-0017", escaped, StringComparison.Ordinal)));

    // No theory: attributes are kept as UTF-8, which has no lone surrogates.
    [Fact]
    public void A_lone_surrogate_is_invalid_text() =>
        AssertUnreadable("invalid-text", Parser.Parse(SampleFiles.Read(InAlarm).Replace("pump-0017", "\ud800", StringComparison.Ordinal)));

    [Fact]
    public void Deep_and_long_bodies_are_refused_without_an_exception()
    {
        AssertUnreadable("invalid-json", Parser.Parse(new string('[', 100_000)));
        AssertUnreadable("too-large", Parser.Parse(new string(' ', MessageParser.MaxLength + 1)));
    }

    private static DetectNotification Detect(string body) => Assert.IsType<DetectNotification>(Parser.Parse(body));

    private static UnreadableMessage AssertUnreadable(string reason, ParsedMessage parsed)
    {
        var unreadable = Assert.IsType<UnreadableMessage>(parsed);
        Assert.Equal(reason, unreadable.Reason);
        return unreadable;
    }

    private static string Edit(string sample, Action<JsonNode> edit)
    {
        var json = JsonNode.Parse(SampleFiles.Read(sample))!;
        edit(json);
        return json.ToJsonString();
    }
}
