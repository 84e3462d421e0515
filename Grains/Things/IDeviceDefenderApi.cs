namespace OrleansDefender.Things;

/// <summary>The port to AWS IoT Device Defender's violation lists. Keeps the operations' quotas; retries what passes.</summary>
public interface IDeviceDefenderApi
{
    /// <summary>The in-alarm events behind the violations that are active now; <see langword="null"/> for one that lacks what an event needs.</summary>
    IAsyncEnumerable<ScannedEvent?> ListActiveViolationsAsync(AccountRegion scope, CancellationToken cancellationToken);

    /// <summary>The violation events of a stretch of time; AWS keeps 30 days.</summary>
    IAsyncEnumerable<ScannedEvent> ListViolationEventsAsync(
        AccountRegion scope, DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken);
}
