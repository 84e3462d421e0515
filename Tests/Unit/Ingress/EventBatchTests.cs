using OrleansDefender.Ingress.Events;
using OrleansDefender.Ingress.Queues;

using Xunit;

namespace OrleansDefender.Tests.Unit.Ingress;

/// <summary>Verdicts of messages with several parts, and what batches say of the storage.</summary>
public sealed class EventBatchTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void A_message_that_nobody_judged_comes_again() => Assert.Equal(VerdictKind.Retry, Assert.Single(Batch().Verdicts(null)).Kind);

    [Fact]
    public void A_message_is_done_when_all_its_parts_are()
    {
        var batch = Batch();
        batch.Expect(0, 3);
        batch.Judge(0, MessageVerdict.Done);
        batch.Judge(0, MessageVerdict.Done);
        Assert.Equal(VerdictKind.Retry, Assert.Single(batch.Verdicts(null)).Kind);

        batch.Judge(0, MessageVerdict.Done);

        Assert.Equal(VerdictKind.Done, Assert.Single(batch.Verdicts(null)).Kind);
    }

    [Fact]
    public void A_part_that_has_to_come_again_outweighs_a_dead_letter_and_that_a_done_one()
    {
        var batch = Batch();
        batch.Expect(0, 3);
        batch.Judge(0, MessageVerdict.DeadLetter("r", "d"));
        batch.Judge(0, MessageVerdict.Done);
        batch.Judge(0, MessageVerdict.Done);
        Assert.Equal(VerdictKind.DeadLetter, Assert.Single(batch.Verdicts(null)).Kind);

        batch.Judge(0, MessageVerdict.Retry(TimeSpan.FromSeconds(33)));

        Assert.Equal(TimeSpan.FromSeconds(33), Assert.Single(batch.Verdicts(null)).Delay);
    }

    [Fact]
    public void Only_what_a_grain_failed_is_busy_while_the_storage_is_away()
    {
        var batch = new EventBatch([Message(), Message(), Message()]);
        batch.Fail([0]);
        batch.Judge(1, MessageVerdict.Ignored);
        batch.Judge(2, MessageVerdict.DeadLetter("r", "d"));

        Assert.Equal([VerdictKind.Busy, VerdictKind.Done, VerdictKind.DeadLetter], batch.Verdicts("away").Select(verdict => verdict.Kind));
        Assert.Equal([VerdictKind.Retry, VerdictKind.Done, VerdictKind.DeadLetter], batch.Verdicts(null).Select(verdict => verdict.Kind));
    }

    [Fact]
    public async Task One_grain_that_fails_again_and_again_is_no_trouble_of_all()
    {
        var trouble = new GrainTrouble();

        for (var i = 0; i < 5; i++)
        {
            Assert.Equal((false, false), trouble.Observe(await FailedAsync("ill")));
        }
    }

    [Fact]
    public async Task Two_that_fail_are_until_one_answers()
    {
        var trouble = new GrainTrouble();
        Assert.Equal((false, false), trouble.Observe(await FailedAsync("a")));
        Assert.Equal((true, true), trouble.Observe(await FailedAsync("b")));
        Assert.Equal((true, false), trouble.Observe(await FailedAsync("b")));
        Assert.Equal((false, false), trouble.Observe(Batch()));
        Assert.Equal((true, false), trouble.Observe(await FailedAsync("b")));

        var mixed = await FailedAsync("b");
        await mixed.CallAsync("c", static () => ValueTask.FromResult(1), Cancel);

        Assert.Equal((false, true), trouble.Observe(mixed));
        Assert.Equal((false, false), trouble.Observe(await FailedAsync("b")));
    }

    [Fact]
    public async Task Several_of_one_batch_are_at_once()
    {
        var batch = await FailedAsync("a", "b");

        Assert.Equal((true, true), new GrainTrouble().Observe(batch));
        Assert.Equal("TimeoutException", batch.Error);
    }

    private static EventBatch Batch() => new([Message()]);

    private static ReceivedMessage Message() => new() { MessageId = "m", ReceiptHandle = "r", Body = "" };

    private static async Task<EventBatch> FailedAsync(params string[] keys)
    {
        var batch = Batch();
        foreach (var key in keys)
        {
            await Assert.ThrowsAsync<GrainFailedException>(() => batch.CallAsync(key, static ValueTask () => throw new TimeoutException("no"), Cancel));
        }

        return batch;
    }
}
