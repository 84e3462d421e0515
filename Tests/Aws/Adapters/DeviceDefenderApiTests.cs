using Microsoft.Extensions.Time.Testing;

using OrleansDefender.Silo.Aws;
using OrleansDefender.Tests.Aws.StandIns;
using OrleansDefender.Tests.Shared;
using OrleansDefender.Tests.Shared.Findings;
using OrleansDefender.Things;

using Xunit;

namespace OrleansDefender.Tests.Aws.Adapters;

public sealed class DeviceDefenderApiTests
{
    private static readonly DateTimeOffset Until = new(2026, 1, 5, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Active_violations_are_read_as_the_notifications_that_began_them()
    {
        await using var server = await WireServer.StartAsync(new WireReply(200, SampleFiles.Read("iot-list-active-violations.json")), Cancel);
        using var clients = AdapterRig.ClientsOf(server.Address.ToString());

        var found = await Waiting.ReadAsync(new DeviceDefenderApi(clients, TimeProvider.System).ListActiveViolationsAsync(TestFindings.Scope, Cancel));

        var rule = new DetectEvent
        {
            Profile = "PumpCloudSideRules",
            Behavior = "AuthorizationFailures-High",
            Kind = TransitionKind.InAlarm,
            Time = DateTimeOffset.FromUnixTimeMilliseconds(1767607200000),
            ViolationId = "9c1f0a64d2b84c7e8f3a5b6d7e8f9a01",
            Metric = "aws:num-authorization-failures",
            CriteriaType = "STATIC",
            Criteria = "less-than-equals 5 in 300 s",
            Value = "61",
            MetricValue = new Correlation.MetricValue { Count = 61 },
        };
        var ml = new DetectEvent
        {
            Profile = "PumpCloudSideMl",
            Behavior = "DisconnectsMl-Low",
            Kind = TransitionKind.InAlarm,
            Time = DateTimeOffset.FromUnixTimeMilliseconds(1767607800000),
            ViolationId = "71a8c2d4e6f0412398abcdef01234567",
            Metric = "aws:num-disconnects",
            CriteriaType = "MACHINE_LEARNING",
            Criteria = "ML model, confidence HIGH",
            Value = "37",
            MetricValue = new Correlation.MetricValue { Count = 37 },
            Confidence = "HIGH",
        };
        Assert.Equal(
            [
                new ScannedEvent("pump-0017", rule, Verification.Unknown),
                new ScannedEvent("pump-0017", ml, Verification.TruePositive, "Confirmed by field team"),
            ],
            found);
        Assert.Equal(("GET", "/active-violations", "250"), (server.Calls[0].Method, server.Calls[0].RawPath, server.Calls[0].Query["maxResults"].ToString()));
    }

    [Fact]
    public async Task Violation_events_are_read_page_by_page_at_the_pace_of_the_quota()
    {
        var time = new CountedTime(Until);
        await using var server = await WireServer.StartAsync(
            static number => number switch
            {
                0 => new WireReply(200, SampleFiles.Read("iot-list-violation-events.json").TrimEnd()[..^1] + ",\"nextToken\":\"two\"}"),
                1 => new WireReply(200, """{"violationEvents":[{"violationId":"v","thingName":"t","securityProfileName":"p","behavior":{"name":"b"},"violationEventType":"alarm-invalidated","violationEventTime":1767607200.123},{"violationId":"w","thingName":"t","securityProfileName":"p","behavior":{"name":"b"},"violationEventType":"something-new","violationEventTime":1767607200}],"nextToken":"three"}"""),
                _ => new WireReply(200, """{"violationEvents":[]}"""),
            },
            Cancel);
        using var clients = AdapterRig.ClientsOf(server.Address.ToString());
        var api = new DeviceDefenderApi(clients, time);

        var reading = Waiting.ReadAsync(api.ListViolationEventsAsync(TestFindings.Scope, Until.AddDays(-1), Until, Cancel));
        for (var calls = 1; calls < 3; calls++)
        {
            // Once the page is read the next call waits for its turn, and for nothing else.
            await Waiting.Eventually(() => server.Calls.Count >= calls && time.Timers == calls, reading);
            time.Advance(TimeSpan.FromMilliseconds(149));
            Assert.Equal(calls, server.Calls.Count);
            time.Advance(TimeSpan.FromMilliseconds(1));
        }

        var found = await reading;
        Assert.Equal([TransitionKind.InAlarm, TransitionKind.Cleared, TransitionKind.Invalidated], found.Select(static item => item.Event.Kind));
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1767607200123), found[2].Event.Time);
        Assert.Equal((null, null), (found[2].Event.Value, found[2].Event.CriteriaType));
        Assert.Equal(["", "two", "three"], server.Calls.Select(static call => call.Query.TryGetValue("nextToken", out var token) ? token.ToString() : ""));
    }

    [Fact]
    public async Task Throttling_by_name_is_waited_out()
    {
        var time = new FakeTimeProvider(Until);
        await using var server = await WireServer.StartAsync(
            static number => number < 2
                ? new WireReply(400, """{"message":"Rate exceeded"}""") { Headers = new Dictionary<string, string> { ["x-amzn-ErrorType"] = "ThrottlingException" } }
                : new WireReply(200, """{"activeViolations":[]}"""),
            Cancel);
        using var clients = AdapterRig.ClientsOf(server.Address.ToString());

        var reading = Waiting.ReadAsync(new DeviceDefenderApi(clients, time).ListActiveViolationsAsync(TestFindings.Scope, Cancel));
        await Waiting.PassUntil(() => reading.IsCompleted, time);

        Assert.Empty(await reading);
        Assert.Equal(3, server.Calls.Count);
        Assert.True(time.GetUtcNow() - Until >= TimeSpan.FromSeconds(1.5));
    }

    [Fact]
    public async Task A_refusal_is_not_repeated()
    {
        await using var server = await WireServer.StartAsync(
            new WireReply(400, """{"message":"No"}""") { Headers = new Dictionary<string, string> { ["x-amzn-ErrorType"] = "InvalidRequestException" } }, Cancel);
        using var clients = AdapterRig.ClientsOf(server.Address.ToString());

        await Assert.ThrowsAnyAsync<Amazon.Runtime.AmazonServiceException>(
            () => Waiting.ReadAsync(new DeviceDefenderApi(clients, TimeProvider.System).ListActiveViolationsAsync(TestFindings.Scope, Cancel)));
        Assert.Single(server.Calls);
    }

    [Fact]
    public async Task A_list_that_would_never_end_is_given_up()
    {
        await using var server = await WireServer.StartAsync(new WireReply(200, """{"activeViolations":[],"nextToken":"again"}"""), Cancel);
        using var clients = AdapterRig.ClientsOf(server.Address.ToString());

        await Assert.ThrowsAsync<InvalidOperationException>(
            () => Waiting.ReadAsync(new DeviceDefenderApi(clients, TimeProvider.System).ListActiveViolationsAsync(TestFindings.Scope, Cancel)));
        Assert.Equal(2, server.Calls.Count);
    }
}
