using Microsoft.Extensions.Logging;

namespace OrleansDefender.Fleet;

/// <summary>
/// A grain with work of its own, done step by step beside its calls. Its row on the due list is due as long as there is work, so that it is woken once in each
/// lease wherever its silo is; what a step has done is durable before the next.
/// </summary>
/// <remarks>To be reentrant: every change of state goes through <see cref="UpdateAsync"/>, one at a time.</remarks>
internal abstract partial class WorkingGrain<TState>(
    IPersistentState<TState> storage, TState empty, IDueList dueList, DueKind kind, TimeProvider time, ILogger logger) : Grain, IWakeable, IDisposable
    where TState : class
{
    private static readonly TimeSpan KeepAlive = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    // Rows that are due are looked for about once a minute: a shorter wait is waited for here.
    private static readonly TimeSpan ShortWait = TimeSpan.FromMinutes(1);

    private readonly CancellationTokenSource _leaving = new();
    private readonly SemaphoreSlim _writing = new(1);
    private TState? _state;
    private Task _work = Task.CompletedTask;
    private TaskCompletionSource _called = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _failures;

    /// <summary>What keeps the work from going on, in words; absent while it goes on.</summary>
    protected string? Trouble { get; private set; }

    protected TimeProvider Clock => time;

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _state = storage.RecordExists ? storage.State : empty;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await _leaving.CancelAsync();
        await _work.WaitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _leaving.Dispose();
        _writing.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    public async ValueTask Wake(CancellationToken cancellationToken) => await OwnAsync(await StateAsync(cancellationToken), cancellationToken);

    /// <summary>When the state wants to be woken, with the row's revision: a moment that has passed as long as there is work.</summary>
    protected abstract (DateTimeOffset? DueAt, long Revision) Due(TState state);

    /// <summary>Does the next step and makes durable what it did.</summary>
    /// <returns>Whether there may be another; else the row is written.</returns>
    protected abstract Task<bool> StepAsync(CancellationToken stopping);

    /// <summary>Lets go of what was prepared for a step that failed.</summary>
    protected virtual void StepFailed()
    {
    }

    /// <summary>Makes sure that something wakes the grain for what is due, and that the work runs.</summary>
    protected async ValueTask OwnAsync(TState state, CancellationToken cancellationToken)
    {
        await WriteRowAsync(state, cancellationToken);
        if (Due(state).DueAt is not { } due || due > time.GetUtcNow())
        {
            return;
        }

        DelayDeactivation(KeepAlive);
        _called.TrySetResult();
        if (_work.IsCompleted && !_leaving.IsCancellationRequested)
        {
            _work = RunAsync(_leaving.Token);
        }
    }

    /// <summary>For a step that finds nothing to do yet: waits for what is due within a minute, or for a call that may bring more.</summary>
    /// <returns>Whether there may be something to do now.</returns>
    protected async Task<bool> WaitShortlyAsync(CancellationToken stopping)
    {
        // Before the state is read: whoever changes it afterwards ends the wait.
        _called = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (Due(await StateAsync(stopping)).DueAt is not { } due)
        {
            return false;
        }

        var wait = due - time.GetUtcNow();
        if (wait > ShortWait)
        {
            return false;
        }

        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        await Task.WhenAny(Task.Delay(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, time, ending.Token), _called.Task);
        await ending.CancelAsync();
        stopping.ThrowIfCancellationRequested();
        return true;
    }

    protected async ValueTask<TState> StateAsync(CancellationToken cancellationToken) =>
        _state ?? await UpdateAsync(static state => state, cancellationToken);

    /// <summary>Changes the state durably, one change at a time. After a write that failed it is read again: nobody knows whether it took place.</summary>
    protected async Task<TState> UpdateAsync(Func<TState, TState> change, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            if (_state is null)
            {
                await storage.ReadStateAsync(cancellationToken);
                _state = storage.RecordExists ? storage.State : empty;
            }

            var next = change(_state);
            if (!ReferenceEquals(next, _state))
            {
                _state = null;
                storage.State = next;
                await storage.WriteStateAsync(cancellationToken);
                _state = next;
            }

            return next;
        }
        finally
        {
            _writing.Release();
        }
    }

    private Task WriteRowAsync(TState state, CancellationToken cancellationToken)
    {
        var (dueAt, revision) = Due(state);
        return dueList.UpsertAsync(new DueRow(kind, this.GetPrimaryKeyString(), revision, dueAt), cancellationToken);
    }

    private async Task RunAsync(CancellationToken stopping)
    {
        // The caller has its answer before the first step.
        await Task.Yield();
        try
        {
            while (!stopping.IsCancellationRequested)
            {
                try
                {
                    var isDone = !await StepAsync(stopping);
                    if (isDone)
                    {
                        await WriteRowAsync(await StateAsync(stopping), stopping);
                    }

                    _failures = 0;
                    Trouble = null;

                    // What came while the row was written found the work still running.
                    if (isDone && !(Due(await StateAsync(stopping)).DueAt <= time.GetUtcNow()))
                    {
                        return;
                    }
                }
                catch (Exception exception) when (!stopping.IsCancellationRequested)
                {
                    // Nothing is given up: what is done is durable, and the step is done again.
                    StepFailed();
                    _failures++;
                    if (Trouble is null)
                    {
                        LogTrouble(logger, exception, this.GetPrimaryKeyString());
                    }

                    Trouble = $"{exception.GetType().Name}: {exception.Message}";
                    await Task.Delay(TimeSpan.FromSeconds(Math.Min(LongestPause.TotalSeconds, Math.Pow(2, Math.Min(_failures, 8)))), time, stopping);
                }
            }
        }
        catch (Exception) when (stopping.IsCancellationRequested)
        {
            // The grain is leaving; its row wakes the next activation.
        }
    }

    [LoggerMessage(LogLevel.Warning, "The work of {Grain} cannot go on; it is tried again until it can")]
    private static partial void LogTrouble(ILogger logger, Exception exception, string grain);
}
