namespace OrleansDefender.Tests.Shared;

/// <summary>Waits for a condition that others bring about.</summary>
public static class Eventually
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(30);

    /// <summary>Looks again and again until the condition holds.</summary>
    /// <param name="expected">What is expected, for the message if it never comes.</param>
    /// <param name="condition">The condition.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="timeout">How long to wait; 30 s where absent.</param>
    /// <exception cref="TimeoutException">It did not hold in time; the message names what was expected.</exception>
    public static Task TrueAsync(string expected, Func<bool> condition, CancellationToken cancellationToken, TimeSpan? timeout = null) =>
        TrueAsync(expected, () => Task.FromResult(condition()), cancellationToken, timeout);

    /// <summary>Looks again and again until the condition holds.</summary>
    /// <param name="expected">What is expected, for the message if it never comes.</param>
    /// <param name="condition">The condition.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="timeout">How long to wait; 30 s where absent.</param>
    /// <exception cref="TimeoutException">It did not hold in time; the message names what was expected.</exception>
    public static async Task TrueAsync(string expected, Func<Task<bool>> condition, CancellationToken cancellationToken, TimeSpan? timeout = null)
    {
        ArgumentNullException.ThrowIfNull(condition);
        using var limit = new CancellationTokenSource(timeout ?? DefaultTimeout);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        using var timer = new PeriodicTimer(BetweenLooks);
        while (!await condition())
        {
            try
            {
                await timer.WaitForNextTickAsync(either.Token);
            }
            catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            {
                throw new TimeoutException($"Expected within {timeout ?? DefaultTimeout}: {expected}.");
            }
        }
    }

    /// <summary>Looks again and again until what is seen is as wanted.</summary>
    /// <param name="look">Looks.</param>
    /// <param name="isWanted">Whether it is as wanted.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="timeout">How long to look; 30 s where absent.</param>
    /// <returns>What was seen last.</returns>
    /// <exception cref="TimeoutException">It did not come about in time; the message has what was seen last.</exception>
    public static async Task<T> SeeAsync<T>(
        Func<CancellationToken, Task<T>> look, Func<T, bool> isWanted, CancellationToken cancellationToken, TimeSpan? timeout = null)
    {
        ArgumentNullException.ThrowIfNull(look);
        ArgumentNullException.ThrowIfNull(isWanted);
        using var limit = new CancellationTokenSource(timeout ?? DefaultTimeout);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        using var timer = new PeriodicTimer(BetweenLooks);
        var seen = "nothing";
        while (true)
        {
            try
            {
                var now = await look(either.Token);
                if (isWanted(now))
                {
                    return now;
                }

                seen = now?.ToString() ?? "null";
                await timer.WaitForNextTickAsync(either.Token);
            }
            catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            {
                throw new TimeoutException($"Seen last, after {timeout ?? DefaultTimeout}: {seen}");
            }
        }
    }
}
