using System.Collections.Concurrent;

using OrleansDefender.Fleet;

namespace OrleansDefender.Tests.Cluster.Audits;

/// <summary>The due list in memory.</summary>
internal sealed class MemoryDueList : IDueList
{
    private readonly ConcurrentDictionary<(DueKind Kind, string Key), DueRow> _rows = new();

    public DateTimeOffset? DueAt(DueKind kind, string key) => _rows.GetValueOrDefault((kind, key))?.DueAt;

    public Task UpsertAsync(DueRow row, CancellationToken cancellationToken = default)
    {
        _rows.AddOrUpdate((row.Kind, row.Key), row, (_, known) => row.Revision < known.Revision ? known : row);
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<(DueKind Kind, string Key)>> ClaimDueAsync(DateTimeOffset now, TimeSpan lease, int limit, CancellationToken cancellationToken = default) =>
        Task.FromResult<IReadOnlyList<(DueKind Kind, string Key)>>(
            [.. _rows.Values.Where(row => row.DueAt <= now).OrderBy(row => row.DueAt).Take(limit).Select(row => (row.Kind, row.Key))]);
}
