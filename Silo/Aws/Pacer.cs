namespace OrleansDefender.Silo.Aws;

/// <summary>Keeps calls at least a spacing apart. Safe for concurrent use.</summary>
internal sealed class Pacer(TimeProvider time, TimeSpan spacing)
{
    private readonly Lock _lock = new();
    private readonly long _start = time.GetTimestamp();
    private TimeSpan _next;

    /// <summary>Waits for the caller's turn.</summary>
    public Task WaitAsync(CancellationToken cancellationToken)
    {
        TimeSpan wait;
        lock (_lock)
        {
            var now = time.GetElapsedTime(_start);
            var turn = _next > now ? _next : now;
            _next = turn + spacing;
            wait = turn - now;
        }

        return wait > TimeSpan.Zero ? Task.Delay(wait, time, cancellationToken) : Task.CompletedTask;
    }
}
