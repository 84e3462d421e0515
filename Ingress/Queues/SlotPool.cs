namespace OrleansDefender.Ingress.Queues;

/// <summary>Bounds the messages in flight: a receiver takes ten slots before it receives, and a finished message gives one back.</summary>
internal sealed class SlotPool(int count) : IDisposable
{
    private readonly SemaphoreSlim _slots = new(count, count);

    // One taker at a time: two that each held half of what they need would wait for each other.
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>Slots taken.</summary>
    public int Taken => count - _slots.CurrentCount;

    /// <summary>Takes so many slots, all or none.</summary>
    public async Task TakeAsync(int wanted, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        var taken = 0;
        try
        {
            for (; taken < wanted; taken++)
            {
                await _slots.WaitAsync(cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            Return(taken);
            throw;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Gives slots back.</summary>
    public void Return(int returned)
    {
        if (returned < 1)
        {
            return;
        }

        try
        {
            _slots.Release(returned);
        }
        catch (ObjectDisposedException)
        {
            // A handler that outlived the stop of its pump: nobody waits for slots any more.
        }
    }

    public void Dispose()
    {
        _slots.Dispose();
        _turn.Dispose();
    }
}
