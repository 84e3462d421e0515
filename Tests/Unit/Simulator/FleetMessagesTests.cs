using System.Text.Json;
using System.Text.Json.Nodes;

using OrleansDefender.Simulator.Fleet;

using Xunit;

namespace OrleansDefender.Tests.Unit.Simulator;

public sealed class FleetMessagesTests
{
    private const long Time = 1767607200087;

    private static readonly FleetPlace Place = new("111122223333", "us-east-1");

    public static TheoryData<string, string, string> Samples => new()
    {
        { "sns-detect-in-alarm-rules.json", "AuthorizationFailures-High", "in-alarm" },
        { "sns-detect-in-alarm-statistical.json", "MessagesSentP99-Medium", "in-alarm" },
        { "sns-detect-in-alarm-ml.json", "DisconnectsMl-Low", "in-alarm" },
        { "sns-detect-in-alarm-ports.json", "DeviceListeningTCPPorts-High", "in-alarm" },
        { "sns-detect-in-alarm-cidr-unregistered.json", "SourceIp-High", "in-alarm" },
        { "sns-detect-in-alarm-custom-metric.json", "BatteryTemperature-Medium", "in-alarm" },
        { "sns-detect-in-alarm-dimension.json", "TelemetryTopicRate-Low", "in-alarm" },
        { "sns-detect-alarm-cleared-rules.json", "AuthorizationFailures-High", "alarm-cleared" },
        { "sns-detect-alarm-invalidated.json", "DisconnectsMl-Low", "alarm-invalidated" },
    };

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_notification_has_the_members_of_the_recorded_one(string sample, string behaviorName, string type)
    {
        var behavior = FleetCatalog.All.Single(candidate => candidate.Name == behaviorName);
        var value = type switch
        {
            FleetEventType.InAlarm => behavior.BadValue(77),
            FleetEventType.Cleared => behavior.GoodValue(77),
            _ => null,
        };

        var envelope = JsonNode.Parse(FleetMessages.Detect(Place, "pump-0017", behavior, FleetHash.Hex32(5), type, Time, value))!.AsObject();
        var message = JsonNode.Parse(envelope["Message"]!.GetValue<string>())!;

        AssertSameShape(Sample("sns-envelope-detect.json"), envelope);
        AssertSameShape(Sample(sample), message);
        Assert.Equal(type, (string?)message["violationEventType"]);
        Assert.Equal(Time, (long)message["violationEventTime"]!);
        Assert.Equal("arn:aws:sns:us-east-1:111122223333:iot-defender-detect", (string?)envelope["TopicArn"]);
        Assert.Equal("2026-01-05T10:00:00.087Z", (string?)envelope["Timestamp"]);
        Assert.Matches("^[0-9a-f]{32}$", (string?)message["violationId"]);
    }

    [Theory]
    [InlineData("eventbridge-put-verification-false-positive.json", "FALSE_POSITIVE", "Planned credential rotation")]
    [InlineData("eventbridge-put-verification-true-positive.json", "TRUE_POSITIVE", null)]
    public void A_verification_has_the_members_of_the_recorded_one(string sample, string state, string? description)
    {
        var verification = new FleetVerification(FleetHash.Hex32(5), state, description, FleetActor.Analyst, FleetHash.Uuid(9));

        var body = JsonNode.Parse(FleetMessages.Verification(Place, verification, Time))!;

        AssertSameShape(Sample(sample), body);
        Assert.Equal("arn:aws:sts::111122223333:assumed-role/SecurityAnalyst/soc-analyst", (string?)body["detail"]!["userIdentity"]!["arn"]);
        Assert.Equal("2026-01-05T10:00:00Z", (string?)body["detail"]!["eventTime"]);
        Assert.Equal(description, (string?)body["detail"]!["requestParameters"]!["verificationStateDescription"]);
    }

    [Fact]
    public void A_refused_verification_tells_its_error()
    {
        var verification = new FleetVerification(FleetHash.Hex32(5), "TRUE_POSITIVE", null, FleetActor.Analyst, FleetHash.Uuid(9));

        var detail = JsonNode.Parse(FleetMessages.Verification(Place, verification, Time, "InvalidRequestException", "No."))!["detail"]!;

        Assert.Equal("InvalidRequestException", (string?)detail["errorCode"]);
        Assert.Equal("No.", (string?)detail["errorMessage"]);
    }

    [Theory]
    [InlineData("cn-north-1", "arn:aws-cn:sns:cn-north-1:", ".amazonaws.com.cn/")]
    [InlineData("us-gov-west-1", "arn:aws-us-gov:sns:us-gov-west-1:", ".amazonaws.com/")]
    public void The_partition_follows_from_the_Region(string region, string arn, string domain)
    {
        var behavior = FleetCatalog.ConnectionAttempts;

        var envelope = JsonNode.Parse(FleetMessages.Detect(
            new FleetPlace("111122223333", region), "x", behavior, FleetHash.Hex32(5), FleetEventType.InAlarm, Time, behavior.BadValue(1)))!;

        Assert.StartsWith(arn, (string?)envelope["TopicArn"], StringComparison.Ordinal);
        Assert.Contains(domain, (string?)envelope["SigningCertURL"], StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_event_has_the_same_bytes_and_another_one_another_message_id()
    {
        var behavior = FleetCatalog.ConnectionAttempts;
        var body = Message(Time);

        Assert.Equal(body, Message(Time));
        Assert.NotEqual((string?)JsonNode.Parse(body)!["MessageId"], (string?)JsonNode.Parse(Message(Time + 1))!["MessageId"]);

        string Message(long time) =>
            FleetMessages.Detect(Place, "line 4/mixer#2", behavior, FleetHash.Hex32(5), FleetEventType.InAlarm, time, behavior.BadValue(1));
    }

    [Fact]
    public void A_bad_value_violates_and_a_good_one_does_not()
    {
        foreach (var behavior in FleetCatalog.All.Where(behavior => behavior.Kind is FleetValueKind.Count or FleetValueKind.Number))
        {
            var member = behavior.Kind == FleetValueKind.Count ? "count" : "number";
            for (var hash = 0UL; hash < 5_000; hash += 37)
            {
                Assert.True((double)JsonNode.Parse(behavior.BadValue(hash))![member]! > behavior.Limit, behavior.Name);
                Assert.InRange((double)JsonNode.Parse(behavior.GoodValue(hash))![member]!, 0, behavior.Limit - 0.01);
            }
        }
    }

    [Fact]
    public void Names_carry_every_severity()
    {
        var severities = FleetCatalog.All.Select(behavior => behavior.Name[(behavior.Name.LastIndexOf('-') + 1)..]).ToHashSet();

        Assert.Equal(["Critical", "High", "Low", "Medium"], severities.Order());
    }

    private static JsonNode Sample(string name) => JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "samples", name)))!;

    // Same members in the same order, same kinds of value, at every depth.
    private static void AssertSameShape(JsonNode? expected, JsonNode? actual, string path = "$")
    {
        if (expected is JsonObject members)
        {
            var own = Assert.IsType<JsonObject>(actual);
            Assert.Equal(members.Select(member => $"{path}.{member.Key}"), own.Select(member => $"{path}.{member.Key}"));
            foreach (var (name, value) in members)
            {
                AssertSameShape(value, own[name], $"{path}.{name}");
            }
        }
        else
        {
            Assert.Equal($"{path} {Kind(expected)}", $"{path} {Kind(actual)}");
        }

        static JsonValueKind Kind(JsonNode? node) => node?.GetValueKind() ?? JsonValueKind.Null;
    }
}
