using OrleansDefender.Fleet;

namespace OrleansDefender.Tests.Shared;

/// <summary>A due list in memory that fails on request, with the leases of the real one.</summary>
public sealed class MemoryDueList : IDueList
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(DueKind Kind, string Key), (DueRow Row, DateTimeOffset? ClaimedUntil)> _rows = [];
    private int _claims;

    /// <summary>Whether due rows can be claimed.</summary>
    public bool CanClaim { get; set; } = true;

    /// <summary>How often due rows were asked for.</summary>
    public int Claims => Volatile.Read(ref _claims);

    /// <summary>A grain's row.</summary>
    public DueRow? Find(DueKind kind, string key)
    {
        lock (_lock)
        {
            return _rows.GetValueOrDefault((kind, key)).Row;
        }
    }

    /// <inheritdoc/>
    public Task UpsertAsync(DueRow row, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(row);
        lock (_lock)
        {
            var isKnown = _rows.TryGetValue((row.Kind, row.Key), out var known);
            if (!isKnown || row.Revision > known.Row.Revision)
            {
                _rows[(row.Kind, row.Key)] = (row, isKnown && known.Row.DueAt == row.DueAt ? known.ClaimedUntil : null);
            }
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<(DueKind Kind, string Key)>> ClaimDueAsync(
        DateTimeOffset now, TimeSpan lease, int limit, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _claims);
        if (!CanClaim)
        {
            throw new IOException("The due list is away.");
        }

        lock (_lock)
        {
            var due = _rows
                .Where(pair => pair.Value.Row.DueAt <= now && (pair.Value.ClaimedUntil is not { } until || until <= now))
                .OrderBy(pair => pair.Value.Row.DueAt).ThenBy(pair => pair.Key.Kind).ThenBy(pair => pair.Key.Key, StringComparer.Ordinal)
                .Take(limit).Select(pair => pair.Key).ToList();
            due.ForEach(key => _rows[key] = _rows[key] with { ClaimedUntil = now + lease });
            return Task.FromResult<IReadOnlyList<(DueKind Kind, string Key)>>(due);
        }
    }
}
