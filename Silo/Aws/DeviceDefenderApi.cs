using Amazon.IoT.Model;

using OrleansDefender.Things;

namespace OrleansDefender.Silo.Aws;

/// <summary>AWS IoT Device Defender's violation lists by the AWS SDK, page by page.</summary>
internal sealed class DeviceDefenderApi(AwsClients clients, TimeProvider time) : IDeviceDefenderApi
{
    private const int PageSize = 250;

    // AWS allows 10 calls a second and operation, fixed, and shared with whatever else lists violations in the account: a part is left for that.
    private static readonly TimeSpan Spacing = TimeSpan.FromMilliseconds(150);

    private readonly PacedCalls _calls = new(time);

    /// <inheritdoc />
    public IAsyncEnumerable<ScannedEvent?> ListActiveViolationsAsync(AccountRegion scope, CancellationToken cancellationToken) =>
        _calls.PagesAsync(
            scope,
            "ListActiveViolations",
            Spacing,
            async (page, token) =>
            {
                var request = new ListActiveViolationsRequest { MaxResults = PageSize, NextToken = page };
                var response = await clients.IoT(scope).ListActiveViolationsAsync(request, token).ConfigureAwait(false);
                return ((response.ActiveViolations ?? []).Select(ViolationMapping.Read), response.NextToken);
            },
            cancellationToken);

    /// <inheritdoc />
    public IAsyncEnumerable<ScannedEvent> ListViolationEventsAsync(
        AccountRegion scope, DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken) =>
        _calls.PagesAsync(
            scope,
            "ListViolationEvents",
            Spacing,
            async (page, token) =>
            {
                var request = new ListViolationEventsRequest { StartTime = from.UtcDateTime, EndTime = until.UtcDateTime, MaxResults = PageSize, NextToken = page };
                var response = await clients.IoT(scope).ListViolationEventsAsync(request, token).ConfigureAwait(false);
                return ((response.ViolationEvents ?? []).Select(ViolationMapping.Read).OfType<ScannedEvent>(), response.NextToken);
            },
            cancellationToken);
}
