using System.Collections.Concurrent;

using OrleansDefender.Fleet;
using OrleansDefender.Things;

namespace OrleansDefender.Tests.Cluster.Things;

/// <summary>A watch list in memory, of which a write can be made to fail.</summary>
internal sealed class FailingWatchList : IWatchList
{
    private readonly ConcurrentDictionary<ThingKey, WatchRow> _rows = new();
    private bool _fail;
    private bool _failAfterWriting;

    /// <summary>Makes the next write fail.</summary>
    /// <param name="afterWriting">Whether it takes place all the same.</param>
    public void FailNext(bool afterWriting = false) => (_fail, _failAfterWriting) = (true, afterWriting);

    /// <summary>The row of a thing of the tests' account.</summary>
    public WatchRow? Row(string name) => _rows.GetValueOrDefault(new ThingKey("111122223333", "us-east-1", name));

    /// <inheritdoc/>
    public Task UpsertAsync(WatchRow row, CancellationToken cancellationToken)
    {
        var fails = _fail;
        _fail = false;
        if (!fails || _failAfterWriting)
        {
            _rows.AddOrUpdate(row.Thing, row, (_, stored) => row.Revision >= stored.Revision ? row : stored);
        }

        if (fails)
        {
            throw new IOException("The watch list is away.");
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<WatchPage> QueryAsync(WatchQuery query, CancellationToken cancellationToken) =>
        Task.FromResult(new WatchPage([.. _rows.Values], null));

    /// <inheritdoc/>
    public Task<IReadOnlyList<ThingKey>> WalkOpenAsync(AccountRegion scope, string? after, int limit, CancellationToken cancellationToken) =>
        WalkAsync(scope, after, limit, row => row.OpenAlarms > 0);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ThingKey>> WalkWithheldAsync(AccountRegion scope, string? after, int limit, CancellationToken cancellationToken) =>
        WalkAsync(scope, after, limit, row => row.Flags.HasFlag(WatchFlags.Withheld));

    /// <inheritdoc/>
    public Task MakeDueAsync(IReadOnlyList<ThingKey> things, DateTimeOffset at, CancellationToken cancellationToken)
    {
        if (_fail)
        {
            _fail = false;
            throw new IOException("The watch list is away.");
        }

        foreach (var thing in things)
        {
            _rows[thing] = _rows[thing] is { } row && !(row.DueAt <= at) ? row with { DueAt = at } : _rows[thing];
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<FleetCounts> CountAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <inheritdoc/>
    public Task<IReadOnlyList<ThingKey>> ClaimDueAsync(DateTimeOffset now, TimeSpan lease, int limit, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    private Task<IReadOnlyList<ThingKey>> WalkAsync(AccountRegion scope, string? after, int limit, Func<WatchRow, bool> isWanted) =>
        Task.FromResult<IReadOnlyList<ThingKey>>(
        [
            .. _rows.Values.Where(row => row.Thing.Scope == scope && isWanted(row) && (after is null || string.CompareOrdinal(row.Thing.Name, after) > 0))
                .Select(row => row.Thing).OrderBy(thing => thing.Name, StringComparer.Ordinal).Take(limit),
        ]);
}
