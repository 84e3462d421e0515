using System.Runtime.CompilerServices;

using OrleansDefender.Things;

namespace OrleansDefender.Tests.Cluster.Things;

/// <summary>AWS IoT's violation lists in memory: events by time, and those that are active.</summary>
internal sealed class ViolationList : IDeviceDefenderApi
{
    private readonly Lock _lock = new();
    private readonly List<(DateTimeOffset From, DateTimeOffset Until)> _windows = [];
    private int _activeListings;

    public List<ScannedEvent> Events { get; } = [];

    public List<ScannedEvent?> Active { get; } = [];

    /// <summary>Fails the listings while it is set.</summary>
    public bool Fails { get; set; }

    /// <summary>Fails the listing of active violations at its end while it is set.</summary>
    public bool BreaksOff { get; set; }

    /// <summary>Holds the listing of active violations until it ends.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    public int ActiveListings => Volatile.Read(ref _activeListings);

    public IReadOnlyList<(DateTimeOffset From, DateTimeOffset Until)> Windows
    {
        get
        {
            lock (_lock)
            {
                return [.. _windows];
            }
        }
    }

    public async IAsyncEnumerable<ScannedEvent?> ListActiveViolationsAsync(AccountRegion scope, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _activeListings);
        await Gate.WaitAsync(cancellationToken);
        if (Fails)
        {
            throw new InvalidOperationException("The list is not to be had.");
        }

        foreach (var found in Active)
        {
            yield return found;
        }

        if (BreaksOff)
        {
            throw new InvalidOperationException("The rest of the list is not to be had.");
        }
    }

    public async IAsyncEnumerable<ScannedEvent> ListViolationEventsAsync(
        AccountRegion scope, DateTimeOffset from, DateTimeOffset until, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Yield();
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            _windows.Add((from, until));
        }

        foreach (var found in Events.Where(found => found.Event.Time >= from && found.Event.Time < until))
        {
            yield return found;
        }
    }
}
