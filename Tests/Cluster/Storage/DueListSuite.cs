using CsCheck;

using OrleansDefender.Fleet;

using Xunit;

namespace OrleansDefender.Tests.Cluster.Storage;

/// <summary>What every due list must do, whatever lies below it. An implementation derives from it and opens its own.</summary>
public abstract class DueListSuite : IAsyncLifetime
{
    /// <summary>A time to count from.</summary>
    protected static readonly DateTimeOffset Start = new(2026, 8, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>How long a claim lasts.</summary>
    protected static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);

    // Keys that differ in case and in what follows a common beginning, and the same key with two kinds.
    private static readonly Gen<DueRow> GenRow = Gen.Select(
        Gen.Enum<DueKind>(),
        Gen.OneOf("1/r/a", "1/r/A", "1/r/a/b", "1/r/気温"),
        Gen.Long[1, 6],
        Gen.Int[-1, 3],
        (kind, key, revision, due) => Row(key, due < 0 ? null : Start.AddMinutes(due), revision, kind));

    // A row is written, or what is due is claimed at a minute, so many at once.
    private static readonly Gen<(DueRow? Row, int Minute, int Limit)> GenStep = Gen.OneOf(
        GenRow.Select(row => ((DueRow?)row, 0, 0)),
        Gen.Select(Gen.Int[0, 12], Gen.Int[1, 4], (minute, limit) => ((DueRow?)null, minute, limit)));

    /// <summary>The list under test.</summary>
    protected IDueList List { get; private set; } = null!;

    /// <summary>The test's own token.</summary>
    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => List = await OpenAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task An_empty_list_has_nothing_due() => Assert.Empty(await List.ClaimDueAsync(Start, Lease, 10, Token));

    [Fact]
    public async Task The_longest_due_come_first_and_those_not_due_not_at_all()
    {
        await List.UpsertAsync(Row("due-2", Start.AddMinutes(2), kind: DueKind.Resource), Token);
        await List.UpsertAsync(Row("due-0", Start, kind: DueKind.Reconciler), Token);
        await List.UpsertAsync(Row("due-1", Start.AddMinutes(1), kind: DueKind.AuditTask), Token);
        await List.UpsertAsync(Row("never", null), Token);
        await List.UpsertAsync(Row("later", Start.AddMinutes(2).AddMilliseconds(1)), Token);

        Assert.Empty(await List.ClaimDueAsync(Start.AddMilliseconds(-1), Lease, 10, Token));
        Assert.Equal(
            [(DueKind.Reconciler, "due-0"), (DueKind.AuditTask, "due-1")], await List.ClaimDueAsync(Start.AddMinutes(2), Lease, 2, Token));
        Assert.Equal([(DueKind.Resource, "due-2")], await List.ClaimDueAsync(Start.AddMinutes(2), Lease, 2, Token));
    }

    [Fact]
    public async Task A_claimed_grain_is_due_again_when_its_lease_ends_and_it_wrote_nothing()
    {
        await List.UpsertAsync(Row("t", Start), Token);
        Assert.Single(await List.ClaimDueAsync(Start, Lease, 10, Token));
        Assert.Empty(await List.ClaimDueAsync(Start + Lease - TimeSpan.FromMilliseconds(1), Lease, 10, Token));
        Assert.Single(await List.ClaimDueAsync(Start + Lease, Lease, 10, Token));
        Assert.Empty(await List.ClaimDueAsync(Start + Lease, Lease, 10, Token));
    }

    [Fact]
    public async Task Another_due_time_ends_the_lease_and_the_same_one_leaves_it()
    {
        await List.UpsertAsync(Row("t", Start), Token);
        Assert.Single(await List.ClaimDueAsync(Start, Lease, 10, Token));

        await List.UpsertAsync(Row("t", Start, revision: 2), Token);
        Assert.Empty(await List.ClaimDueAsync(Start.AddSeconds(1), Lease, 10, Token));

        await List.UpsertAsync(Row("t", Start.AddSeconds(2), revision: 3), Token);
        Assert.Empty(await List.ClaimDueAsync(Start.AddSeconds(1), Lease, 10, Token));
        Assert.Single(await List.ClaimDueAsync(Start.AddSeconds(2), Lease, 10, Token));

        await List.UpsertAsync(Row("t", null, revision: 4), Token);
        Assert.Empty(await List.ClaimDueAsync(Start.AddDays(1), Lease, 10, Token));
    }

    [Fact]
    public async Task An_older_row_takes_no_lease_away()
    {
        await List.UpsertAsync(Row("t", Start, revision: 5), Token);
        Assert.Single(await List.ClaimDueAsync(Start, Lease, 10, Token));
        await List.UpsertAsync(Row("t", Start.AddSeconds(-10), revision: 4), Token);
        Assert.Empty(await List.ClaimDueAsync(Start.AddSeconds(1), Lease, 10, Token));
    }

    [Theory]
    [InlineData(4, 0)]
    [InlineData(5, 0)]
    [InlineData(6, 1)]
    public async Task An_older_row_that_comes_late_brings_no_due_time_back(long revision, int due)
    {
        await List.UpsertAsync(Row("t", Start, revision: 3), Token);
        await List.UpsertAsync(Row("t", null, revision: 5), Token);
        await List.UpsertAsync(Row("t", Start, revision: revision), Token);
        Assert.Equal(due, (await List.ClaimDueAsync(Start, Lease, 10, Token)).Count);
    }

    [Fact]
    public async Task Those_who_claim_at_the_same_time_share_nothing_and_leave_nothing()
    {
        for (var i = 0; i < 60; i++)
        {
            await List.UpsertAsync(Row($"t-{i}", Start, kind: (DueKind)((i % 3) + 1)), Token);
        }

        var claims = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => List.ClaimDueAsync(Start, Lease, 10, Token), Token)));
        var claimed = claims.SelectMany(claim => claim).ToList();
        Assert.Equal(60, claimed.Count);
        Assert.Equal(60, claimed.Distinct().Count());
        Assert.All(claims, claim => Assert.True(claim.Count <= 10));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    public async Task A_claim_of_nothing_or_for_no_time_is_refused(int leaseSeconds, int limit) =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => List.ClaimDueAsync(Start, TimeSpan.FromSeconds(leaseSeconds), limit, Token));

    /// <summary>Whatever rows come in whatever order, and whoever claims in between: the list is what a dictionary of the highest revisions and their leases is.</summary>
    [Fact]
    public Task Any_writes_and_claims_do_what_a_dictionary_does() =>
        GenStep.Array[0, 40].SampleAsync(
            async steps =>
            {
                await ClearAsync();
                var model = new Dictionary<(DueKind, string), (DueRow Row, DateTimeOffset? Until)>();
                foreach (var (row, minute, limit) in steps)
                {
                    if (row is not null)
                    {
                        await List.UpsertAsync(row, Token);
                        var isKnown = model.TryGetValue((row.Kind, row.Key), out var known);
                        if (!isKnown || row.Revision > known.Row.Revision)
                        {
                            model[(row.Kind, row.Key)] = (row, isKnown && known.Row.DueAt == row.DueAt ? known.Until : null);
                        }

                        continue;
                    }

                    var now = Start.AddMinutes(minute);
                    var due = model.Where(pair => pair.Value.Row.DueAt <= now && !(pair.Value.Until > now)).ToList();
                    var claimed = await List.ClaimDueAsync(now, Lease, limit, Token);
                    Assert.Equal(Math.Min(limit, due.Count), claimed.Count);
                    Assert.Equal(
                        due.Select(pair => pair.Value.Row.DueAt).Order().Take(limit), claimed.Select(key => model[key].Row.DueAt));
                    Assert.All(claimed, key => Assert.Contains(key, due.Select(pair => pair.Key)));
                    foreach (var key in claimed)
                    {
                        model[key] = model[key] with { Until = now + Lease };
                    }
                }
            },
            iter: Iterations,
            threads: 1);

    /// <summary>Cases of a property; fewer where a write costs a round trip.</summary>
    protected virtual int Iterations => 150;

    /// <summary>Opens an empty list.</summary>
    protected abstract Task<IDueList> OpenAsync();

    /// <summary>Removes all rows.</summary>
    protected abstract Task ClearAsync();

    /// <summary>Closes it and removes what it left.</summary>
    protected abstract Task CloseAsync();

    /// <summary>A row.</summary>
    protected static DueRow Row(string key, DateTimeOffset? dueAt, long revision = 1, DueKind kind = DueKind.Resource) => new(kind, key, revision, dueAt);
}
