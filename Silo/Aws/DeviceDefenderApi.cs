using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

using Amazon.IoT.Model;

using OrleansDefender.Findings;
using OrleansDefender.Things;

namespace OrleansDefender.Silo.Aws;

/// <summary>AWS IoT Device Defender's violation lists by the AWS SDK, page by page.</summary>
internal sealed class DeviceDefenderApi(AwsClients clients, TimeProvider time) : IDeviceDefenderApi
{
    private const int PageSize = 250;
    private const int Attempts = 6;

    // AWS allows 10 calls a second and operation, fixed, and shared with whatever else lists violations in the account: a part is left for that.
    private static readonly TimeSpan Spacing = TimeSpan.FromMilliseconds(150);

    private readonly ConcurrentDictionary<(AccountRegion Scope, string Operation), Pacer> _pacers = new();

    /// <inheritdoc />
    public IAsyncEnumerable<ScannedEvent> ListActiveViolationsAsync(AccountRegion scope, CancellationToken cancellationToken) =>
        PagesAsync(
            scope,
            "ListActiveViolations",
            async (page, token) =>
            {
                var request = new ListActiveViolationsRequest { MaxResults = PageSize, NextToken = page };
                var response = await clients.IoT(scope.Region).ListActiveViolationsAsync(request, token).ConfigureAwait(false);
                return ((response.ActiveViolations ?? []).Select(ViolationMapping.Read), response.NextToken);
            },
            cancellationToken);

    /// <inheritdoc />
    public IAsyncEnumerable<ScannedEvent> ListViolationEventsAsync(
        AccountRegion scope, DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken) =>
        PagesAsync(
            scope,
            "ListViolationEvents",
            async (page, token) =>
            {
                var request = new ListViolationEventsRequest { StartTime = from.UtcDateTime, EndTime = until.UtcDateTime, MaxResults = PageSize, NextToken = page };
                var response = await clients.IoT(scope.Region).ListViolationEventsAsync(request, token).ConfigureAwait(false);
                return ((response.ViolationEvents ?? []).Select(ViolationMapping.Read), response.NextToken);
            },
            cancellationToken);

    private async IAsyncEnumerable<ScannedEvent> PagesAsync(
        AccountRegion scope,
        string operation,
        Func<string?, CancellationToken, Task<(IEnumerable<ScannedEvent?> Events, string? Next)>> list,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var pacer = _pacers.GetOrAdd((scope, operation), _ => new Pacer(time, Spacing));
        string? page = null;
        do
        {
            var (events, next) = await WithRetries(pacer, token => list(page, token), cancellationToken).ConfigureAwait(false);
            foreach (var found in events)
            {
                if (found is not null)
                {
                    yield return found;
                }
            }

            if (next is not null && next == page)
            {
                throw new InvalidOperationException($"{operation} answered with the token it was asked with; it would never end.");
            }

            page = next;
        }
        while (!string.IsNullOrEmpty(page));
    }

    private async Task<T> WithRetries<T>(Pacer pacer, Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
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
                var wait = TimeSpan.FromSeconds(Math.Min(10, 0.5 * Math.Pow(2, attempt - 1)));
                await Task.Delay(wait, time, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
