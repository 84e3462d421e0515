using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

using OrleansDefender.Findings;

namespace OrleansDefender.Silo.Aws;

/// <summary>Calls of AWS IoT that keep to a pace, and are repeated where repeating helps. Safe for concurrent use.</summary>
/// <remarks>
/// Quotas hold per account, Region and operation, so each of these has a pace of its own; every attempt counts. Bounded by the number of scopes and operations.
/// </remarks>
internal sealed class PacedCalls(TimeProvider time)
{
    private const int Attempts = 6;
    private const double MostWaitSeconds = 10;

    private readonly ConcurrentDictionary<(AccountRegion Scope, string Operation), Pacer> _pacers = new();

    /// <summary>Calls until there is an answer: 6 attempts, 0.5 s after the first, then twice as long each time.</summary>
    /// <param name="scope">The account and Region.</param>
    /// <param name="operation">The operation, whose attempts are kept apart from each other.</param>
    /// <param name="spacing">How far apart; the same for every call of an operation.</param>
    /// <param name="call">One attempt.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The answer. Throws what the last attempt threw, or the first that will not pass by itself.</returns>
    public async Task<T> CallAsync<T>(
        AccountRegion scope, string operation, TimeSpan spacing, Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        var pacer = _pacers.GetOrAdd((scope, operation), _ => new Pacer(time, spacing));
        for (var attempt = 1; ; attempt++)
        {
            await pacer.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                return await call(cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (attempt < Attempts && !cancellationToken.IsCancellationRequested
                && AwsFailures.KindOf(exception) is SecurityHubFailure.Throttled or SecurityHubFailure.Transient)
            {
                var wait = TimeSpan.FromSeconds(Math.Min(MostWaitSeconds, 0.5 * Math.Pow(2, attempt - 1)));
                await Task.Delay(wait, time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Reads a list page by page, each page as <see cref="CallAsync"/> does it.</summary>
    /// <param name="scope">The account and Region.</param>
    /// <param name="operation">The operation.</param>
    /// <param name="spacing">How far apart; the same for every call of an operation.</param>
    /// <param name="list">Asks for the page of a token, the first without one, and gives its items and the next page's token.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InvalidOperationException">A page names itself as the next one.</exception>
    public async IAsyncEnumerable<T> PagesAsync<T>(
        AccountRegion scope,
        string operation,
        TimeSpan spacing,
        Func<string?, CancellationToken, Task<(IEnumerable<T> Items, string? Next)>> list,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? page = null;
        do
        {
            var (items, next) = await CallAsync(scope, operation, spacing, token => list(page, token), cancellationToken).ConfigureAwait(false);
            foreach (var item in items)
            {
                yield return item;
            }

            page = NextOf(operation, page, next);
        }
        while (page is not null);
    }

    /// <summary>The token to ask for the next page with; <see langword="null"/> after the last.</summary>
    /// <exception cref="InvalidOperationException">The page names itself as the next one.</exception>
    public static string? NextOf(string operation, string? page, string? next) =>
        string.IsNullOrEmpty(next) ? null
        : next != page ? next
        : throw new InvalidOperationException($"{operation} answered with the token it was asked with; it would never end.");
}
