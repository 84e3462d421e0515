namespace Orleans.DynamoDb;

/// <summary>Waits between tries: each twice as long as the one before up to a limit, and each by a random share shorter, so that many do not come back at once.</summary>
internal sealed class Backoff(TimeProvider time, TimeSpan first, TimeSpan longest)
{
    private TimeSpan _next = first;

    /// <summary>Waits before the next try.</summary>
    public Task WaitAsync(CancellationToken cancellationToken)
    {
        // Not for secrets: a spread is all that is wanted.
#pragma warning disable CA5394
        var wait = _next * (0.5 + (Random.Shared.NextDouble() / 2));
#pragma warning restore CA5394
        _next = _next * 2 < longest ? _next * 2 : longest;
        return Task.Delay(wait, time, cancellationToken);
    }
}
