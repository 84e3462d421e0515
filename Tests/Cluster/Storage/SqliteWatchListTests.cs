using Microsoft.Extensions.Logging.Abstractions;

using OrleansDefender.Fleet;
using OrleansDefender.Silo.Storage;
using OrleansDefender.Things;

using Xunit;

namespace OrleansDefender.Tests.Cluster.Storage;

/// <summary>The suite over the local database, and what only that promises.</summary>
public sealed class SqliteWatchListTests : WatchListSuite
{
    private readonly TestFolder _folder = new();
    private SqliteStore _store = null!;

    [Fact]
    public async Task Rows_and_leases_are_there_after_a_restart()
    {
        await List.UpsertAsync(Row("t", Severity.High) with { DueAt = Start }, Token);
        Assert.Single(await List.ClaimDueAsync(Start, TimeSpan.FromMinutes(5), 1, Token));
        await _store.DisposeAsync();

        var reopened = await OpenAsync();
        Assert.Single((await reopened.QueryAsync(new WatchQuery(), Token)).Rows);
        Assert.Empty(await reopened.ClaimDueAsync(Start, TimeSpan.FromMinutes(5), 1, Token));
    }

    [Fact]
    public async Task A_page_and_a_claim_are_found_by_index_without_sorting()
    {
        var page = await PlanOfAsync(SqliteWatchList.Page);
        Assert.DoesNotContain(page, step => step.Contains("TEMP B-TREE", StringComparison.Ordinal) || step.StartsWith("SCAN", StringComparison.Ordinal));
        Assert.Equal(2, page.Count(step => step.Contains("watch_severity", StringComparison.Ordinal)));

        var walk = await PlanOfAsync(SqliteWatchList.Walk);
        Assert.Contains("PRIMARY KEY", Assert.Single(walk), StringComparison.Ordinal);

        var withheld = await PlanOfAsync(SqliteWatchList.WalkWithheld);
        Assert.Contains("watch_withheld", Assert.Single(withheld), StringComparison.Ordinal);

        var claim = await PlanOfAsync(SqliteWatchList.Claim);
        Assert.Contains(claim, step => step.Contains("watch_due", StringComparison.Ordinal));
        Assert.DoesNotContain(claim, step => step.Contains("TEMP B-TREE FOR ORDER", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Times_keep_their_full_precision_and_no_offset()
    {
        var due = new DateTimeOffset(2026, 8, 1, 14, 0, 0, TimeSpan.FromHours(2)).AddTicks(1);
        await List.UpsertAsync(Row("t", Severity.None) with { DueAt = due }, Token);
        Assert.Equal(due, Assert.Single((await List.QueryAsync(new WatchQuery(), Token)).Rows).DueAt);
        Assert.Empty(await List.ClaimDueAsync(due.AddTicks(-1), TimeSpan.FromSeconds(1), 1, Token));
        Assert.Equal([new ThingKey("111122223333", "us-east-1", "t")], await List.ClaimDueAsync(due, TimeSpan.FromSeconds(1), 1, Token));
    }

    /// <inheritdoc/>
    protected override Task<IWatchList> OpenAsync()
    {
        _store = SqliteStore.Open(new SqliteStoreOptions { DataFolder = _folder.Path }, TimeProvider.System, NullLogger<SqliteStore>.Instance);
        return Task.FromResult<IWatchList>(new SqliteWatchList(_store));
    }

    /// <inheritdoc/>
    protected override Task ClearAsync() => _store.WriteAsync(
        0,
        static (session, _) =>
        {
            session.Run("DELETE FROM watch");
            return 0;
        },
        Token);

    /// <inheritdoc/>
    protected override async Task CloseAsync()
    {
        await _store.DisposeAsync();
        _folder.Dispose();
    }

    private Task<List<string>> PlanOfAsync(string sql) => _store.ReadAsync(
        sql,
        static (session, sql) =>
        {
            using var explain = session.Use("EXPLAIN QUERY PLAN " + sql);
            var steps = new List<string>();
            while (explain.Step())
            {
                steps.Add(explain.GetText(3));
            }

            return steps;
        },
        Token);
}
