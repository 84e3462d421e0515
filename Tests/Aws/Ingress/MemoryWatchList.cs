using System.Collections.Concurrent;

using OrleansDefender.Fleet;
using OrleansDefender.Things;

namespace OrleansDefender.Tests.Aws.Ingress;

/// <summary>A watch list in memory that fails on request, with the leases of the real one.</summary>
public sealed class MemoryWatchList : IWatchList
{
    private readonly ConcurrentDictionary<ThingKey, WatchRow> _rows = new();
    private readonly ConcurrentDictionary<ThingKey, DateTimeOffset> _leases = new();
    private int _claims;

    /// <summary>Things whose rows cannot be written.</summary>
    public ConcurrentDictionary<string, bool> Broken { get; } = new();

    /// <summary>Whether due rows can be claimed.</summary>
    public bool CanClaim { get; set; } = true;

    /// <summary>How often due rows were asked for.</summary>
    public int Claims => Volatile.Read(ref _claims);

    /// <summary>A thing's row.</summary>
    public WatchRow? Find(ThingKey thing) => _rows.GetValueOrDefault(thing);

    public Task UpsertAsync(WatchRow row, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(row);
        if (Broken.ContainsKey(row.Thing.Name))
        {
            throw new IOException("The watch list is away.");
        }

        _rows.AddOrUpdate(row.Thing, row, (_, known) => known.Revision > row.Revision ? known : row);
        return Task.CompletedTask;
    }

    public Task<WatchPage> QueryAsync(WatchQuery query, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<IReadOnlyList<ThingKey>> WalkOpenAsync(AccountRegion scope, string? after, int limit, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public Task<IReadOnlyList<ThingKey>> WalkWithheldAsync(AccountRegion scope, string? after, int limit, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public Task MakeDueAsync(IReadOnlyList<ThingKey> things, DateTimeOffset at, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public Task<FleetCounts> CountAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<IReadOnlyList<ThingKey>> ClaimDueAsync(DateTimeOffset now, TimeSpan lease, int limit, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _claims);
        if (!CanClaim)
        {
            throw new IOException("The watch list is away.");
        }

        var due = _rows.Values
            .Where(row => row.DueAt <= now && !(_leases.TryGetValue(row.Thing, out var until) && until > now))
            .OrderBy(row => row.DueAt).Take(limit).Select(row => row.Thing).ToList();
        due.ForEach(thing => _leases[thing] = now + lease);
        return Task.FromResult<IReadOnlyList<ThingKey>>(due);
    }
}
