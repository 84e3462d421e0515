using Microsoft.Extensions.Time.Testing;

using OrleansDefender.Ingress.Queues;

using Xunit;

namespace OrleansDefender.Tests.Unit.Ingress;

/// <summary>How entries of concurrent callers share calls, and what becomes of those that fail.</summary>
public sealed class BatchCoalescerTests
{
    private static readonly BatchLimits Limits = new() { MaxSenders = 2, MaxAttempts = 3, MaxBytes = 100, FirstDelay = TimeSpan.FromSeconds(1) };

    private readonly FakeTimeProvider _time = new();
    private readonly List<IReadOnlyList<string>> _calls = [];
    private readonly Queue<TaskCompletionSource<IReadOnlyList<BatchFault?>>> _answers = new();

    [Fact]
    public async Task A_first_entry_goes_at_once_and_those_that_come_meanwhile_go_together()
    {
        var coalescer = Coalescer();
        var first = coalescer.Submit(["a"]);
        var meanwhile = Enumerable.Range(0, 8).SelectMany(i => coalescer.Submit([$"b{i}"])).ToList();
        Assert.Equal([["a"]], _calls);

        Answer();
        Assert.Equal(2, _calls.Count);
        Assert.Equal(8, _calls[1].Count);
        Answer();

        await Task.WhenAll([.. first, .. meanwhile]);
    }

    [Fact]
    public async Task Full_batches_get_calls_of_their_own_up_to_the_limit()
    {
        var coalescer = Coalescer();
        var all = coalescer.Submit([.. Enumerable.Range(0, 35).Select(i => $"{i}")]);

        Assert.Equal([10, 10], _calls.Select(call => call.Count));
        Answer();
        Answer();
        Answer();
        Answer();

        Assert.Equal([10, 10, 10, 5], _calls.Select(call => call.Count));
        await Task.WhenAll(all);
    }

    [Fact]
    public async Task A_call_stays_below_its_bytes_and_a_greater_entry_goes_alone()
    {
        var coalescer = Coalescer();
        var all = coalescer.Submit([new string('a', 60), new string('b', 60), new string('c', 300), "d"]);
        for (var i = 0; i < 4; i++)
        {
            Answer();
        }

        await Task.WhenAll(all);
        Assert.Equal([60, 60, 300, 1], _calls.Select(call => call.Sum(body => body.Length)));
    }

    [Fact]
    public async Task Only_the_failed_entry_is_sent_again()
    {
        var coalescer = Coalescer();
        var all = coalescer.Submit(["a", "b", "c"]);
        Answer(null, new BatchFault("InternalError", Permanent: false), null);
        await all[0];
        await all[2];
        Assert.False(all[1].IsCompleted);

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(["b"], _calls[1]);
        Answer();
        await all[1];
    }

    [Fact]
    public async Task A_permanent_fault_is_told_at_once()
    {
        var one = Coalescer().Submit(["a"])[0];
        Answer(new BatchFault("ReceiptHandleIsInvalid", Permanent: true));

        Assert.Equal("ReceiptHandleIsInvalid", (await Assert.ThrowsAsync<BatchEntryException>(() => one)).Code);
        Assert.Single(_calls);
    }

    [Fact]
    public async Task A_call_that_fails_as_a_whole_is_repeated_and_then_given_up()
    {
        var one = Coalescer().Submit(["a"])[0];
        for (var attempt = 1; attempt <= 3; attempt++)
        {
            Assert.Equal(attempt, _calls.Count);
            _answers.Dequeue().SetException(new TimeoutException("no answer"));
            _time.Advance(TimeSpan.FromSeconds(5));
        }

        var error = await Assert.ThrowsAsync<BatchEntryException>(() => one);
        Assert.IsType<TimeoutException>(error.InnerException);
        Assert.Equal(3, _calls.Count);
    }

    [Fact]
    public async Task Stopping_ends_what_waits_for_its_next_try()
    {
        using var stop = new CancellationTokenSource();
        var one = Stoppable(stop.Token).Submit(["a"])[0];
        Answer(new BatchFault("InternalError", Permanent: false));

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => one);
    }

    private BatchCoalescer<string> Coalescer() => Stoppable(TestContext.Current.CancellationToken);

    private BatchCoalescer<string> Stoppable(CancellationToken stopping) => new(Send, body => body.Length, Limits, _time, stopping);

    // Continuations run inside SetResult, so that each step of a test is complete when the call that caused it returns.
    private Task<IReadOnlyList<BatchFault?>> Send(IReadOnlyList<string> bodies, CancellationToken cancellationToken)
    {
        var answer = new TaskCompletionSource<IReadOnlyList<BatchFault?>>();
        _calls.Add(bodies);
        _answers.Enqueue(answer);
        return answer.Task;
    }

    private void Answer(params BatchFault?[] faults)
    {
        var index = _calls.Count - _answers.Count;
        _answers.Dequeue().SetResult(faults is { Length: > 0 } ? faults : new BatchFault?[_calls[index].Count]);
    }
}
