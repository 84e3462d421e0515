namespace OrleansDefender.Tests.Aws.EndToEnd;

/// <summary>Waits for what comes about by itself.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(60);

    /// <summary>Looks again and again until what is seen is as wanted.</summary>
    /// <param name="look">Looks.</param>
    /// <param name="isWanted">Whether it is as wanted.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="timeout">How long to look; a minute where absent.</param>
    /// <returns>What was seen last.</returns>
    /// <exception cref="TimeoutException">It did not come about; the message has what was seen last.</exception>
    public static async Task<T> SeeAsync<T>(
        Func<CancellationToken, Task<T>> look, Func<T, bool> isWanted, CancellationToken cancellationToken, TimeSpan? timeout = null)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout ?? DefaultTimeout);
        using var timer = new PeriodicTimer(Interval);
        var seen = "nothing";
        try
        {
            while (true)
            {
                var now = await look(limit.Token);
                if (isWanted(now))
                {
                    return now;
                }

                seen = now?.ToString() ?? "null";
                await timer.WaitForNextTickAsync(limit.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"Seen last, after {timeout ?? DefaultTimeout}: {seen}");
        }
    }
}
