using Amazon.SQS.Model;

using Microsoft.Extensions.Time.Testing;

using OrleansDefender.Ingress;
using OrleansDefender.Ingress.Events;
using OrleansDefender.Ingress.Queues;

using Xunit;

namespace OrleansDefender.Tests.Unit.Ingress;

/// <summary>The parts of a pump that need no queue.</summary>
public sealed class PumpPartsTests
{
    private static readonly AccountRegion Scope = new("111122223333", "us-east-1");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(4, 8)]
    [InlineData(5, 15)]
    [InlineData(1000, 15)]
    public void Backoff_doubles_up_to_its_cap(int failures, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Backoff.After(failures, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(15)));

    [Theory]
    [InlineData(0, 2)]
    [InlineData(10, 5)]
    [InlineData(600, 300)]
    [InlineData(int.MaxValue, 300)]
    public void Redelivery_delay_grows_with_the_receives(int receives, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Backoff.ForRedelivery(receives, TimeSpan.FromSeconds(2)));

    [Fact]
    public void A_thousand_receives_of_a_message_outlast_a_day() =>
        Assert.True(TimeSpan.FromTicks(Enumerable.Range(1, 1000).Sum(receive => Backoff.ForRedelivery(receive, TimeSpan.Zero).Ticks)) > TimeSpan.FromDays(1));

    [Fact]
    public async Task Busy_gate_pauses_longer_each_time_and_opens_at_the_first_success()
    {
        var time = new FakeTimeProvider();
        var health = new PumpHealth("Bulk");
        var gate = new BusyGate(health, time, []);
        await gate.PassAsync(Cancel);

        var pauses = new List<double>();
        for (var i = 0; i < 6; i++)
        {
            pauses.Add(gate.Close("here", "hub").TotalSeconds);
            var passing = gate.PassAsync(Cancel);
            Assert.False(passing.IsCompleted);
            time.Advance(TimeSpan.FromSeconds(pauses[i]));
            await passing;
        }

        Assert.Equal([1, 2, 4, 8, 15, 15], pauses);
        Assert.Equal("hub", health.Read().BusyReason);

        gate.Open("here");
        Assert.Null(health.Read().BusySince);
        Assert.Equal(1, gate.Close("here", "hub").TotalSeconds);
    }

    [Fact]
    public void Busy_gate_counts_batches_of_one_moment_once()
    {
        var gate = new BusyGate(new PumpHealth("Bulk"), new FakeTimeProvider(), []);

        Assert.All(Enumerable.Range(0, 50), _ => Assert.Equal(1, gate.Close("here", "hub").TotalSeconds));
    }

    [Fact]
    public void Busy_gate_stays_open_while_one_of_several_needs_is_served_and_names_the_one_that_is_not()
    {
        var time = new FakeTimeProvider();
        var health = new PumpHealth("Bulk");
        var gate = new BusyGate(health, time, []);
        gate.Open("here");

        Assert.Equal(1, gate.Close("there", "no access there").TotalSeconds);
        Assert.True(gate.PassAsync(Cancel).IsCompleted);
        gate.Open("here");
        Assert.Equal("no access there", health.Read().BusyReason);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(2, gate.Close("there", "no access there").TotalSeconds);

        gate.Close("here", "nor here");
        Assert.False(gate.PassAsync(Cancel).IsCompleted);
        gate.Open("there");
        Assert.True(gate.PassAsync(Cancel).IsCompleted);
        gate.Open("here");
        Assert.Null(health.Read().BusyReason);
    }

    [Fact]
    public void Busy_gate_takes_a_need_that_is_known_for_served_until_it_is_busy()
    {
        var time = new FakeTimeProvider();
        var gate = new BusyGate(new PumpHealth("Bulk"), time, ["here"]);

        gate.Close("there", "no access there");
        Assert.True(gate.PassAsync(Cancel).IsCompleted);
        gate.Close("here", "nor here");
        Assert.False(gate.PassAsync(Cancel).IsCompleted);
        time.Advance(TimeSpan.FromMinutes(31));
        gate.Close("there", "no access there");
        Assert.True(gate.PassAsync(Cancel).IsCompleted);
    }

    [Fact]
    public void Busy_gate_forgets_a_need_that_nobody_has_any_more()
    {
        var time = new FakeTimeProvider();
        var health = new PumpHealth("Bulk");
        var gate = new BusyGate(health, time, []);
        gate.Close("there", "no access there");

        time.Advance(TimeSpan.FromMinutes(31));
        gate.Open(null);

        Assert.Null(health.Read().BusyReason);
        Assert.True(gate.PassAsync(Cancel).IsCompleted);
    }

    [Fact]
    public async Task Slots_are_all_taken_or_none()
    {
        using var slots = new SlotPool(15);
        await slots.TakeAsync(10, Cancel);
        using var stop = new CancellationTokenSource();

        var waiting = slots.TakeAsync(10, stop.Token);
        Assert.False(waiting.IsCompleted);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Equal(10, slots.Taken);
        slots.Return(5);
        await slots.TakeAsync(10, Cancel);
        Assert.Equal(15, slots.Taken);
    }

    [Fact]
    public void Each_entry_of_a_batch_has_its_own_fault()
    {
        List<BatchResultErrorEntry> failed =
        [
            new() { Id = "2", Code = "ReceiptHandleIsInvalid", SenderFault = true },
            new() { Id = "0", Code = "InternalError", SenderFault = false },
            new() { Id = "3", Code = "RequestThrottled", SenderFault = true },
            new() { Id = "17", Code = "NotOurs" },
        ];

        Assert.Equal(
            [
                new BatchFault("InternalError", Permanent: false), null, new BatchFault("ReceiptHandleIsInvalid", Permanent: true),
                new BatchFault("RequestThrottled", Permanent: false),
            ],
            BatchEntries.ReadFaults(4, failed));
        Assert.Equal([null, null], BatchEntries.ReadFaults(2, null));
    }

    [Fact]
    public void Recent_violations_are_bounded_and_keep_what_is_used()
    {
        var recent = new RecentViolations(10);
        recent.Add(Scope, "used", "thing");
        for (var i = 0; i < 100; i++)
        {
            recent.Add(Scope, $"v{i}", "thing");
            Assert.Equal("thing", recent.Find(Scope, "used"));
        }

        Assert.InRange(Enumerable.Range(0, 100).Count(i => recent.Find(Scope, $"v{i}") is not null), 1, 10);
        Assert.Null(recent.Find(new AccountRegion("111122223333", "eu-west-1"), "used"));
    }

    [Fact]
    public void The_oldest_unfinished_message_is_told_until_it_is_finished_or_long_gone()
    {
        var time = new FakeTimeProvider();
        var counters = new PumpCounters("Bulk", time);
        Assert.Null(counters.Read().OldestUnfinished);

        var old = Message("old", time.GetUtcNow() - TimeSpan.FromHours(1));
        var young = Message("young", time.GetUtcNow());
        counters.Received(old);
        counters.Received(young);
        counters.Retried();
        Assert.Equal(TimeSpan.FromHours(1), counters.Read().OldestUnfinished);

        counters.Acknowledged(old);
        Assert.Equal(TimeSpan.Zero, counters.Read().OldestUnfinished);

        time.Advance(TimeSpan.FromMinutes(16));
        Assert.Null(counters.Read().OldestUnfinished);
    }

    [Fact]
    public void Unfinished_messages_are_bounded()
    {
        var time = new FakeTimeProvider();
        var unfinished = new UnfinishedMessages(time);
        for (var i = 0; i < 25_000; i++)
        {
            unfinished.Seen(Message($"m{i}", time.GetUtcNow() - TimeSpan.FromSeconds(i)));
        }

        Assert.Equal(TimeSpan.FromSeconds(19_999), unfinished.OldestAge());
    }

    [Fact]
    public void Health_tells_a_change_of_state_once()
    {
        var health = new PumpHealth("Events");
        var at = DateTimeOffset.UnixEpoch;

        Assert.False(health.Received(at));
        Assert.True(health.Failed(at, "Timeout"));
        Assert.False(health.Failed(at.AddSeconds(1), "Timeout"));
        Assert.Equal((2, at, "Timeout", at), (health.Read().ConsecutiveFailures, health.Read().FailingSince, health.Read().LastError, health.Read().LastReceiveAt));
        Assert.True(health.Received(at.AddSeconds(2)));
        Assert.Equal((0, null, null), (health.Read().ConsecutiveFailures, health.Read().FailingSince, health.Read().LastError));
    }

    [Theory]
    [InlineData("short", "short")]
    [InlineData("", "-")]
    [InlineData("a\u0000b\uFFFEc", "a\uFFFDb\uFFFDc")]
    [InlineData("tab\tline\n", "tab\tline\n")]
    [InlineData("12345678901", "123456789…")]
    [InlineData("12345678😀x", "12345678…")]
    [InlineData("12345678😀", "12345678😀")]
    public void Attribute_text_is_legal_and_cut_visibly(string text, string expected) => Assert.Equal(expected, SafeText.ForAttribute(text, 10));

    // No theory: attributes are kept as UTF-8, which has no lone surrogates.
    [Fact]
    public void Attribute_text_holds_no_lone_surrogate() => Assert.Equal("a\uFFFDb", SafeText.ForAttribute("a\ud800b", 10));

    private static ReceivedMessage Message(string id, DateTimeOffset sentAt) => new() { MessageId = id, ReceiptHandle = id, Body = "", SentAt = sentAt };
}
