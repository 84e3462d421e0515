using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

using OrleansDefender.Fleet;
using OrleansDefender.Silo.Storage;

using Xunit;

namespace OrleansDefender.Tests.Cluster.Storage;

/// <summary>The suite over the local database, and what only that promises.</summary>
public sealed class SqliteDueListTests : DueListSuite
{
    private readonly TestFolder _folder = new();
    private readonly FakeTimeProvider _time = new(Start);
    private SqliteStore _store = null!;

    [Fact]
    public async Task Rows_and_leases_are_there_after_a_restart()
    {
        await List.UpsertAsync(Row("claimed", Start), Token);
        Assert.Single(await List.ClaimDueAsync(Start, Lease, 1, Token));
        await List.UpsertAsync(Row("free", Start, kind: DueKind.AuditTask), Token);
        await _store.DisposeAsync();

        var reopened = await OpenAsync();
        Assert.Equal([(DueKind.AuditTask, "free")], await reopened.ClaimDueAsync(Start, Lease, 10, Token));
        Assert.Equal(2, (await reopened.ClaimDueAsync(Start + Lease, Lease, 10, Token)).Count);
    }

    [Fact]
    public async Task A_process_that_starts_takes_the_leases_of_the_one_before_back()
    {
        await List.UpsertAsync(Row("claimed", Start), Token);
        Assert.Single(await List.ClaimDueAsync(Start, Lease, 1, Token));
        Assert.Empty(await List.ClaimDueAsync(Start, Lease, 1, Token));

        await new ClaimReset(_store, _time, NullLogger<ClaimReset>.Instance).StartAsync(Token);

        Assert.Single(await List.ClaimDueAsync(Start, Lease, 1, Token));
    }

    [Fact]
    public async Task A_claim_and_a_sweep_are_found_by_index_without_sorting()
    {
        var claim = await PlanOfAsync(SqliteDueList.Claim);
        Assert.Contains(claim, step => step.Contains("due_time", StringComparison.Ordinal));
        Assert.DoesNotContain(claim, step => step.Contains("TEMP B-TREE FOR ORDER", StringComparison.Ordinal));
        var sweep = await PlanOfAsync(SqliteDueList.DeleteEnded);
        Assert.Contains(sweep, step => step.Contains("due_ended", StringComparison.Ordinal));
        Assert.DoesNotContain(sweep, step => step.Contains("TEMP B-TREE FOR ORDER", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Rows_that_ended_a_day_ago_are_swept_and_no_others()
    {
        const int Ended = ExpirySweeper.BatchSize + 7;
        for (var i = 0; i < Ended; i++)
        {
            await List.UpsertAsync(Row($"ended-{i}", null), Token);
        }

        await List.UpsertAsync(Row("due-again", null), Token);
        await List.UpsertAsync(Row("due-again", Start, revision: 2), Token);
        _time.Advance(TimeSpan.FromHours(1));
        await List.UpsertAsync(Row("ended-later", null), Token);
        using var sweeper = new ExpirySweeper(_store, _time, NullLogger<ExpirySweeper>.Instance);

        _time.Advance(SqliteDueList.KeptAfterEnd - TimeSpan.FromHours(1) - TimeSpan.FromTicks(1));
        Assert.Equal(0, await sweeper.SweepAsync(Token));
        _time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(Ended, await sweeper.SweepAsync(Token));

        await List.UpsertAsync(Row("ended-later", Start), Token);
        Assert.Equal([(DueKind.Resource, "due-again")], await List.ClaimDueAsync(_time.GetUtcNow(), Lease, 10, Token));
    }

    [Fact]
    public async Task Times_keep_their_full_precision_and_no_offset()
    {
        var due = new DateTimeOffset(2026, 8, 1, 14, 0, 0, TimeSpan.FromHours(2)).AddTicks(1);
        await List.UpsertAsync(Row("t", due), Token);
        Assert.Empty(await List.ClaimDueAsync(due.AddTicks(-1), Lease, 1, Token));
        Assert.Single(await List.ClaimDueAsync(due, Lease, 1, Token));
    }

    /// <inheritdoc/>
    protected override Task<IDueList> OpenAsync()
    {
        _store = SqliteStore.Open(new SqliteStoreOptions { DataFolder = _folder.Path }, TimeProvider.System, NullLogger<SqliteStore>.Instance);
        return Task.FromResult<IDueList>(new SqliteDueList(_store, _time));
    }

    /// <inheritdoc/>
    protected override Task ClearAsync() => _store.WriteAsync(
        0,
        static (session, _) =>
        {
            session.Run("DELETE FROM due");
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
