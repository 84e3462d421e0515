using Amazon.SQS.Model;

using OrleansDefender.Tests.Shared;

using Xunit;

namespace OrleansDefender.Tests.Aws.EndToEnd;

public sealed class DeadLetterTests(SiloFixture silo) : IClassFixture<SiloFixture>
{
    private const string Rubbish = "  {\"violationId\": \"cut off, with \\u00e4 and ä and 🜁 and \ttab\r\n";
    private const string Stranger = """{ "hello" :   "world" , "list":[1,2 ,3] }""";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private SiloHost Host => silo.Host;

    [Theory]
    [InlineData(Rubbish, "invalid-json")]
    [InlineData("[]", "unknown-message")]
    [InlineData(Stranger, "unknown-message")]
    public async Task A_body_that_cannot_be_read_lands_with_its_reason_and_byte_for_byte(string body, string reason)
    {
        await Host.SendAsync([body], Cancelled);

        AssertDeadLetter(await OnlyDeadLetterAsync(), body, reason);
    }

    [Fact]
    public async Task An_event_of_an_unknown_type_lands_with_its_reason()
    {
        var body = EventBody.Detect("dead-unknown-type", "v-dead-unknown-type", "alarm-exploded");
        await Host.SendAsync([body], Cancelled);

        var letter = await OnlyDeadLetterAsync();
        AssertDeadLetter(letter, body, "unknown-event-type");
        Assert.Contains("alarm-exploded", letter.MessageAttributes["detail"].StringValue, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_event_far_in_the_future_lands_and_makes_no_thing_but_one_within_ten_minutes_is_taken()
    {
        var now = TimeProvider.System.GetUtcNow();
        var far = EventBody.Detect("dead-future", "v-dead-future", minute: (now.AddMinutes(15) - EventBody.Noon).TotalMinutes);
        var near = EventBody.Detect("near-future", "v-near-future", minute: (now.AddMinutes(5) - EventBody.Noon).TotalMinutes);
        await Host.SendAsync([far, near], Cancelled);

        AssertDeadLetter(await OnlyDeadLetterAsync(), far, "time-in-future");
        Assert.Equal("open", (string?)(await Host.OnlyAlarmAsync("near-future", Cancelled))["state"]);
        var (status, _) = await Host.TryGetAsync("/api/v1/things/111122223333/us-east-1/dead-future", Cancelled);
        Assert.Equal(System.Net.HttpStatusCode.NotFound, status);
    }

    [Fact]
    public async Task A_word_from_far_in_the_future_lands_and_is_not_taken_for_the_last_one()
    {
        var ahead = (TimeProvider.System.GetUtcNow() - EventBody.Noon).TotalMinutes + 60;
        var word = EventBody.Verification("v-future-word", "FALSE_POSITIVE", "Wrong clock", ahead);
        await Host.SendAsync([EventBody.Detect("future-word", "v-future-word"), word], Cancelled);

        AssertDeadLetter(await OnlyDeadLetterAsync(), word, "time-in-future");
        Assert.Equal("UNKNOWN", (string?)(await Host.OnlyAlarmAsync("future-word", Cancelled))["verification"]);
    }

    [Fact]
    public async Task A_good_message_among_bad_ones_is_processed()
    {
        var future = EventBody.Detect("dead-batch", "v-dead-batch", minute: (TimeProvider.System.GetUtcNow().AddMinutes(15) - EventBody.Noon).TotalMinutes, behavior: "Other-Low");
        var unknown = EventBody.Detect("dead-batch", "v-dead-batch-2", "alarm-exploded");
        var good = EventBody.Detect("dead-batch", "v-dead-batch-good");
        await Host.SendTogetherAsync([Rubbish, future, good, Stranger, unknown], Cancelled);
        await Host.QuietAsync(Cancelled);

        var letters = await Host.TakeDeadLettersAsync(Cancelled);
        Assert.Equal(
            new[] { Rubbish, future, Stranger, unknown }.Order(StringComparer.Ordinal),
            letters.Select(static letter => letter.Body).Order(StringComparer.Ordinal));
        var alarm = await Host.OnlyAlarmAsync("dead-batch", Cancelled);
        Assert.Equal(("AuthorizationFailures-High", "open"), ((string?)alarm["behavior"], (string?)alarm["state"]));
        Assert.Equal("ACTIVE", (await Host.OnlyFindingAsync("dead-batch", Cancelled)).RecordState.Value);
    }

    [Fact]
    public async Task A_call_that_was_denied_is_acknowledged_without_effect()
    {
        const string Thing = "denied";
        await Host.SendAsync([EventBody.Detect(Thing, "v-denied")], Cancelled);
        await Host.QuietAsync(Cancelled);

        // AWS may leave the parameters of a failed call away; with them it must do no more.
        var bare = SampleFiles.Read("eventbridge-put-verification-access-denied.json");
        var full = System.Text.Json.Nodes.JsonNode.Parse(EventBody.Verification("v-denied", "FALSE_POSITIVE", "Not mine to say"))!;
        full["detail"]!["errorCode"] = "AccessDenied";
        await Host.SendAsync([bare, full.ToJsonString()], Cancelled);
        await Host.QuietAsync(Cancelled);

        Assert.Empty(await Host.TakeDeadLettersAsync(Cancelled));
        var alarm = await Host.OnlyAlarmAsync(Thing, Cancelled);
        Assert.Equal(("UNKNOWN", 1), ((string?)alarm["verification"], (int)alarm["revision"]!));
        Assert.Equal("NEW", (await Host.OnlyFindingAsync(Thing, Cancelled)).Workflow.Status.Value);
    }

    private static void AssertDeadLetter(Message letter, string body, string reason)
    {
        // Ordinal: the body as it was sent, blanks and all.
        Assert.Equal(body, letter.Body, StringComparer.Ordinal);
        Assert.Equal(reason, letter.MessageAttributes["reason"].StringValue);
        Assert.False(string.IsNullOrWhiteSpace(letter.MessageAttributes["detail"].StringValue));
    }

    private async Task<Message> OnlyDeadLetterAsync()
    {
        await Host.QuietAsync(Cancelled);
        return Assert.Single(await Host.TakeDeadLettersAsync(Cancelled));
    }
}
