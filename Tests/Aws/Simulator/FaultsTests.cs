using System.Net;
using System.Text.Json;

using Amazon.Runtime;
using Amazon.SQS;
using Amazon.SQS.Model;

using Microsoft.Extensions.Time.Testing;

using Xunit;

namespace OrleansDefender.Tests.Aws.SimulatorTests;

/// <summary>The faults and the call records, as the SDK and a plain HTTP client see them.</summary>
public sealed class FaultsTests
{
    private static CancellationToken Cancel => TestSimulator.Cancel;

    [Fact]
    public async Task Error_answers_500_and_carries_nothing_out()
    {
        await using var simulator = await TestSimulator.StartAsync();
        var url = await simulator.NewQueueAsync();
        await simulator.PutFaultAsync("""{"operation":"SendMessage","fault":"error","rate":1}""");

        var error = await Assert.ThrowsAsync<AmazonSQSException>(() => simulator.Sqs.SendMessageAsync(url, "a", Cancel));

        Assert.Equal(HttpStatusCode.InternalServerError, error.StatusCode);
        Assert.Equal("InternalFailure", error.ErrorCode);
        Assert.Equal(0, await CountAsync(simulator, url));
        Assert.Equal(("error", 500), await LastCallAsync(simulator, "SendMessage"));
    }

    [Fact]
    public async Task Throttle_answers_the_services_throttling_error_and_carries_nothing_out()
    {
        await using var simulator = await TestSimulator.StartAsync();
        var url = await simulator.NewQueueAsync();
        await simulator.PutFaultAsync("""{"operation":"sqs:*","fault":"throttle","rate":1}""");

        var error = await Assert.ThrowsAnyAsync<AmazonSQSException>(() => simulator.Sqs.SendMessageAsync(url, "a", Cancel));

        Assert.Equal("RequestThrottled", error.ErrorCode);
        await simulator.Http.DeleteAsync(new Uri("/_sim/faults", UriKind.Relative), Cancel);
        Assert.Equal(0, await CountAsync(simulator, url));
        Assert.Equal(("throttled", 400), await LastCallAsync(simulator, "SendMessage"));
    }

    [Fact]
    public async Task Cut_breaks_the_connection_and_carries_nothing_out()
    {
        await using var simulator = await TestSimulator.StartAsync();
        var url = await simulator.NewQueueAsync();
        await simulator.PutFaultAsync("""{"operation":"SendMessage","fault":"cut","rate":1}""");

        await AssertBrokenAsync(() => simulator.Sqs.SendMessageAsync(url, "a", Cancel));

        Assert.Equal(0, await CountAsync(simulator, url));
        Assert.Equal(("cut", 0), await LastCallAsync(simulator, "SendMessage"));
    }

    [Fact]
    public async Task Lost_answer_breaks_the_connection_after_carrying_out()
    {
        await using var simulator = await TestSimulator.StartAsync();
        var url = await simulator.NewQueueAsync();
        await simulator.PutFaultAsync("""{"operation":"SendMessage","fault":"lost-answer","rate":1}""");

        await AssertBrokenAsync(() => simulator.Sqs.SendMessageAsync(url, "a", Cancel));

        var calls = await simulator.PageAsync("/_sim/calls?operation=SendMessage");
        Assert.Equal(1, calls.GetProperty("calls").GetArrayLength());
        Assert.Equal(1, await CountAsync(simulator, url));
        Assert.Equal(("lost-answer", 0), await LastCallAsync(simulator, "SendMessage"));
    }

    [Fact]
    public async Task Latency_holds_the_call_for_its_milliseconds()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(55));
        await using var simulator = await TestSimulator.StartAsync(time: time);
        var url = await simulator.NewQueueAsync();
        await simulator.PutFaultAsync("""{"operation":"SendMessage","fault":"latency","rate":1,"milliseconds":700}""");
        var send = simulator.Sqs.SendMessageAsync(url, "a", Cancel);
        while (await HitsAsync(simulator) == 0)
        {
            Assert.False(send.IsCompleted);
        }

        // The clock stands still, so the call waits; it goes on once the clock is past its time.
        Assert.Equal(0, await CountAsync(simulator, url));
        while (!send.IsCompleted)
        {
            time.Advance(TimeSpan.FromMilliseconds(700));
            await CountAsync(simulator, url);
        }

        await send;
        var calls = await simulator.PageAsync("/_sim/calls?operation=SendMessage");
        Assert.True(calls.GetProperty("calls")[0].GetProperty("milliseconds").GetDouble() >= 700);
    }

    [Fact]
    public async Task Duplicate_stores_a_sent_message_twice()
    {
        await using var simulator = await TestSimulator.StartAsync();
        var url = await simulator.NewQueueAsync();
        await simulator.PutFaultAsync("""{"operation":"SendMessageBatch","fault":"duplicate","rate":1}""");

        await simulator.Sqs.SendMessageBatchAsync(url, [new("1", "a"), new("2", "b")], Cancel);

        var received = await ReceiveAsync(simulator, url);
        Assert.Equal(["a", "a", "b", "b"], received.Select(m => m.Body));
    }

    [Fact]
    public async Task Duplicate_leaves_a_received_message_visible_for_another_receive()
    {
        await using var simulator = await TestSimulator.StartAsync();
        var url = await simulator.NewQueueAsync();
        await simulator.Sqs.SendMessageAsync(url, "a", Cancel);
        await simulator.PutFaultAsync("""{"operation":"ReceiveMessage","fault":"duplicate","rate":1}""");

        var first = Assert.Single(await ReceiveAsync(simulator, url));
        var second = Assert.Single(await ReceiveAsync(simulator, url));

        Assert.Equal(first.MessageId, second.MessageId);
        Assert.Equal("2", second.Attributes["ApproximateReceiveCount"]);
    }

    [Fact]
    public async Task Reorder_hands_out_all_messages_in_an_order_that_the_seed_decides()
    {
        async Task<List<string>> OrderAsync(int seed)
        {
            await using var simulator = await TestSimulator.StartAsync(configure: options => options.Seed = seed);
            var url = await simulator.NewQueueAsync();
            for (var batch = 0; batch < 3; batch++)
            {
                await simulator.Sqs.SendMessageBatchAsync(
                    url, [.. Enumerable.Range(batch * 10, 10).Select(i => new SendMessageBatchRequestEntry($"{i}", $"{i:00}"))], Cancel);
            }

            await simulator.PutFaultAsync("""{"operation":"*","fault":"reorder","rate":1}""");
            var order = new List<string>();
            while (order.Count < 30)
            {
                order.AddRange((await ReceiveAsync(simulator, url)).Select(m => m.Body));
            }

            return order;
        }

        var one = await OrderAsync(1);

        Assert.Equal(Enumerable.Range(0, 30).Select(i => $"{i:00}"), one.Order());
        Assert.NotEqual(one.Order(), one);
        Assert.Equal(one, await OrderAsync(1));
        Assert.NotEqual(one, await OrderAsync(2));
    }

    [Fact]
    public async Task A_rate_strikes_about_its_share_of_calls()
    {
        await using var simulator = await TestSimulator.StartAsync();
        await simulator.PutFaultAsync("""{"operation":"ListQueues","fault":"error","rate":0.3}""");
        var failed = 0;
        for (var i = 0; i < 200; i++)
        {
            try
            {
                await simulator.Sqs.ListQueuesAsync(new ListQueuesRequest(), Cancel);
            }
            catch (AmazonSQSException)
            {
                failed++;
            }
        }

        Assert.InRange(failed, 35, 85);
        Assert.Equal(failed, await HitsAsync(simulator));
    }

    [Fact]
    public async Task A_fault_ends_after_its_seconds()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(55));
        await using var simulator = await TestSimulator.StartAsync(time: time);
        await simulator.PutFaultAsync("""{"operation":"ListQueues","fault":"error","rate":1,"seconds":10}""");
        time.Advance(TimeSpan.FromSeconds(9.9));
        await Assert.ThrowsAnyAsync<AmazonSQSException>(() => simulator.Sqs.ListQueuesAsync(new ListQueuesRequest(), Cancel));

        time.Advance(TimeSpan.FromSeconds(0.1));

        await simulator.Sqs.ListQueuesAsync(new ListQueuesRequest(), Cancel);
        Assert.Equal(0, (await simulator.PageAsync("/_sim/faults")).GetProperty("faults").GetArrayLength());
    }

    [Fact]
    public async Task A_fault_ends_with_rate_zero_and_with_delete()
    {
        await using var simulator = await TestSimulator.StartAsync();
        await simulator.PutFaultAsync("""{"operation":"ListQueues","fault":"error","rate":1}""");
        await simulator.PutFaultAsync("""{"operation":"GetQueueUrl","fault":"error","rate":1}""");

        await simulator.PutFaultAsync("""{"operation":"ListQueues","fault":"error","rate":0}""");

        await simulator.Sqs.ListQueuesAsync(new ListQueuesRequest(), Cancel);
        await Assert.ThrowsAnyAsync<AmazonSQSException>(() => simulator.Sqs.GetQueueUrlAsync("defender-events", Cancel));
        using var answer = await simulator.Http.DeleteAsync(new Uri("/_sim/faults", UriKind.Relative), Cancel);
        await simulator.Sqs.GetQueueUrlAsync("defender-events", Cancel);
    }

    [Theory]
    [InlineData("nonsense", "")]
    [InlineData("[]", "JSON object")]
    [InlineData("""{"fault":"error","rate":1}""", "'operation'")]
    [InlineData("""{"operation":"Send Message","fault":"error","rate":1}""", "'operation'")]
    [InlineData("""{"operation":"SendMessage","fault":"errors","rate":1}""", "'fault'")]
    [InlineData("""{"operation":"SendMessage","fault":"error"}""", "'rate'")]
    [InlineData("""{"operation":"SendMessage","fault":"error","rate":1.1}""", "'rate'")]
    [InlineData("""{"operation":"SendMessage","fault":"error","rate":"1"}""", "'rate'")]
    [InlineData("""{"operation":"SendMessage","fault":"error","rate":1,"seconds":-1}""", "'seconds'")]
    [InlineData("""{"operation":"SendMessage","fault":"latency","rate":1,"milliseconds":-1}""", "'milliseconds'")]
    [InlineData("""{"operation":"SendMessage","fault":"error","rate":1,"minutes":1}""", "'minutes'")]
    [InlineData("""{"operation":"DeleteMessage","fault":"duplicate","rate":1}""", "'duplicate'")]
    [InlineData("""{"operation":"SendMessage","fault":"reorder","rate":1}""", "'reorder'")]
    public async Task A_fault_that_cannot_be_is_refused_with_the_reason(string body, string reason)
    {
        await using var simulator = await TestSimulator.StartAsync();
        using var content = new StringContent(body);
        using var answer = await simulator.Http.PutAsync(new Uri("/_sim/faults", UriKind.Relative), content, Cancel);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancel));
        Assert.Contains(reason, json.RootElement.GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Equal(0, (await simulator.PageAsync("/_sim/faults")).GetProperty("faults").GetArrayLength());
    }

    [Fact]
    public async Task Calls_are_counted_by_operation_and_listed_one_by_one()
    {
        await using var simulator = await TestSimulator.StartAsync();
        var url = await simulator.NewQueueAsync();
        await simulator.Sqs.SendMessageBatchAsync(url, [new("1", "a"), new("2", "b\u0001")], Cancel);
        await simulator.Sqs.SendMessageBatchAsync(url, [new("1", "a"), new("2", "b")], Cancel);
        await Assert.ThrowsAnyAsync<AmazonSQSException>(() => simulator.Sqs.SendMessageBatchAsync(url, [new("1", "a"), new("1", "b")], Cancel));

        var page = await simulator.PageAsync("/_sim/calls?operation=sqs:SendMessageBatch&limit=2");

        var totals = Assert.Single(page.GetProperty("operations").EnumerateArray());
        Assert.Equal("SendMessageBatch", totals.GetProperty("operation").GetString());
        Assert.Equal("sqs", totals.GetProperty("service").GetString());
        Assert.Equal(3, totals.GetProperty("count").GetInt32());
        Assert.Equal(2, totals.GetProperty("ok").GetInt32());
        Assert.Equal(0, totals.GetProperty("throttled").GetInt32());
        Assert.Equal(1, totals.GetProperty("errors").GetInt32());
        Assert.Equal(3, totals.GetProperty("items").GetInt32());
        Assert.InRange(totals.GetProperty("bytes").GetInt32(), 300, 1500);
        var calls = page.GetProperty("calls").EnumerateArray().ToList();
        Assert.Equal(["ok", "error"], calls.Select(c => c.GetProperty("outcome").GetString()));
        Assert.Equal(["BatchEntryIdsNotDistinct"], calls.Select(c => c.GetProperty("error").GetString()).OfType<string>());
        Assert.All(calls, call => Assert.True(call.GetProperty("at").GetDateTimeOffset() >= totals.GetProperty("firstAt").GetDateTimeOffset()));
    }

    [Fact]
    public async Task Calls_are_forgotten_on_request()
    {
        await using var simulator = await TestSimulator.StartAsync();
        await simulator.NewQueueAsync();

        using var answer = await simulator.Http.DeleteAsync(new Uri("/_sim/calls", UriKind.Relative), Cancel);

        var page = await simulator.PageAsync("/_sim/calls");
        Assert.Equal(0, page.GetProperty("operations").GetArrayLength());
        Assert.Equal(0, page.GetProperty("calls").GetArrayLength());
    }

    private static async Task AssertBrokenAsync(Func<Task> call)
    {
        var error = await Assert.ThrowsAnyAsync<Exception>(call);
        Assert.True(error is HttpRequestException or AmazonClientException or IOException, error.ToString());
        Assert.False(error is AmazonServiceException { StatusCode: > 0 }, error.ToString());
    }

    private static async Task<int> CountAsync(TestSimulator simulator, string url) =>
        (await simulator.Sqs.GetQueueAttributesAsync(url, ["ApproximateNumberOfMessages"], Cancel)).ApproximateNumberOfMessages;

    private static async Task<int> HitsAsync(TestSimulator simulator) =>
        (await simulator.PageAsync("/_sim/faults")).GetProperty("faults")[0].GetProperty("hits").GetInt32();

    private static async Task<(string? Outcome, int Status)> LastCallAsync(TestSimulator simulator, string operation)
    {
        // The record is written when the server has let go of the request, which a caller whose connection broke may be ahead of.
        JsonElement calls;
        do
        {
            calls = (await simulator.PageAsync($"/_sim/calls?operation={operation}&limit=1")).GetProperty("calls");
        }
        while (calls.GetArrayLength() == 0);

        return (calls[0].GetProperty("outcome").GetString(), calls[0].GetProperty("status").GetInt32());
    }

    private static async Task<List<Message>> ReceiveAsync(TestSimulator simulator, string url) =>
        (await simulator.Sqs.ReceiveMessageAsync(
            new ReceiveMessageRequest { QueueUrl = url, MaxNumberOfMessages = 10, MessageSystemAttributeNames = ["All"] }, Cancel)).Messages ?? [];
}
