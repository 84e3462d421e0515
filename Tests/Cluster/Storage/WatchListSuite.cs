using System.Text;

using CsCheck;

using OrleansDefender.Fleet;
using OrleansDefender.Things;

using Xunit;

namespace OrleansDefender.Tests.Cluster.Storage;

/// <summary>What every watch list must do, whatever lies below it. An implementation derives from it and opens its own.</summary>
public abstract class WatchListSuite : IAsyncLifetime
{
    /// <summary>A time to count from.</summary>
    protected static readonly DateTimeOffset Start = new(2026, 8, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);

    // Accounts, Regions and names whose joined text would be ambiguous or sort differently than its parts.
    private static readonly Gen<ThingKey> GenThing = Gen.Select(
        Gen.OneOf("111122223333", "444455556666"),
        Gen.OneOf("us-east-1", "us-east-10"),
        Gen.OneOf("a", "a/b", "A", "b'c", "気温", "🌡", "z\"z"),
        (account, region, name) => new ThingKey(account, region, name));

    private static readonly Gen<WatchRow> GenRow = Gen.Select(
        GenThing,
        Gen.Long[1, 6],
        Gen.Int[0, 5],
        Gen.Int[0, 3],
        Gen.Int[0, 3],
        Gen.Int[0, 15],
        Gen.Select(Gen.Int[-1, 3], Gen.Int[0, 5]),
        (thing, revision, severity, open, closed, flags, dueAndPosture) => new WatchRow
        {
            Thing = thing,
            Revision = revision,
            Severity = (Severity)severity,
            OpenAlarms = open,
            ClosedAlarms = closed,
            Flags = (WatchFlags)flags,
            DueAt = dueAndPosture.Item1 < 0 ? null : Start + TimeSpan.FromMinutes(dueAndPosture.Item1),
            LastEventAt = Start + TimeSpan.FromMilliseconds(revision * 7),
            Posture = (Severity)dueAndPosture.Item2,
            AuditFindings = dueAndPosture.Item2 * (int)revision,
        });

    /// <summary>The list under test.</summary>
    protected IWatchList List { get; private set; } = null!;

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
    public async Task A_row_comes_back_as_it_was_written()
    {
        var row = Row("a/b 気温", Severity.High, revision: 3) with
        {
            OpenAlarms = 2,
            ClosedAlarms = 5,
            Flags = WatchFlags.Held | WatchFlags.TruePositive,
            DueAt = Start.AddMilliseconds(1234),
            LastEventAt = Start.AddMilliseconds(-7),
            Posture = Severity.Medium,
            AuditFindings = 17,
        };
        await List.UpsertAsync(row, Token);
        Assert.Equal(row, Assert.Single((await List.QueryAsync(new WatchQuery(), Token)).Rows));
    }

    [Fact]
    public async Task An_empty_list_gives_an_empty_page_and_zeros()
    {
        var page = await List.QueryAsync(new WatchQuery(), Token);
        Assert.Empty(page.Rows);
        Assert.Null(page.Cursor);
        var counts = await List.CountAsync(Token);
        Assert.Equal((0, 0, 0, 0), (counts.Things, counts.OpenAlarms, counts.ClosedAlarms, counts.Rejected));
        Assert.Equal(Enum.GetValues<Severity>().Length, counts.BySeverity.Count);
        Assert.All(counts.BySeverity.Values, count => Assert.Equal(0, count));
        Assert.Equal(Enum.GetValues<Severity>().Length, counts.ByPosture.Count);
        Assert.All(counts.ByPosture.Values, count => Assert.Equal(0, count));
        Assert.Empty(await List.ClaimDueAsync(Start, Lease, 10, Token));
    }

    [Theory]
    [InlineData(4, "old")]
    [InlineData(5, "old")]
    [InlineData(6, "new")]
    public async Task Of_two_rows_the_greater_revision_holds(long revision, string expected)
    {
        await List.UpsertAsync(Row("t", Severity.High, revision: 5) with { DueAt = Start }, Token);
        await List.UpsertAsync(Row("t", Severity.Low, revision: revision), Token);

        var row = Assert.Single((await List.QueryAsync(new WatchQuery(), Token)).Rows);
        Assert.Equal(expected == "new" ? Severity.Low : Severity.High, row.Severity);
        Assert.Equal(expected == "new" ? revision : 5, row.Revision);
        Assert.Equal(expected == "new" ? null : Start, row.DueAt);
    }

    /// <summary>Whatever rows come in whatever order: the list is what a dictionary of the highest revisions is, sorted; in pages of any size; and its counts are the dictionary's.</summary>
    [Fact]
    public Task Rows_in_any_order_make_the_list_of_the_highest_revisions() =>
        Gen.Select(GenRow.Array[0, 40], Gen.Int[1, 7], Gen.Int[0, 5], Gen.Int[0, 3], Gen.OneOf<bool?>(null, true, false)).SampleAsync(
            async (rows, limit, minimum, posture, isOpen) =>
            {
                await ClearAsync();
                var model = new Dictionary<ThingKey, WatchRow>();
                foreach (var row in rows)
                {
                    await List.UpsertAsync(row, Token);
                    if (!model.TryGetValue(row.Thing, out var known) || row.Revision > known.Revision)
                    {
                        model[row.Thing] = row;
                    }
                }

                var expected = Sorted(model.Values.Where(row => row.Severity >= (Severity)minimum && row.Posture >= (Severity)posture && (isOpen is null || row.OpenAlarms > 0 == isOpen)));
                var query = new WatchQuery { MinSeverity = (Severity)minimum, MinPosture = (Severity)posture, IsOpen = isOpen, Limit = limit };
                Assert.Equal(expected, await ReadAllAsync(query));

                var counts = await List.CountAsync(Token);
                Assert.Equal(model.Count, counts.Things);
                Assert.Equal(model.Values.Sum(row => row.OpenAlarms), counts.OpenAlarms);
                Assert.Equal(model.Values.Sum(row => row.ClosedAlarms), counts.ClosedAlarms);
                Assert.Equal(model.Values.Count(row => row.Flags.HasFlag(WatchFlags.Rejected)), counts.Rejected);
                Assert.All(counts.BySeverity, pair => Assert.Equal(model.Values.Count(row => row.Severity == pair.Key), pair.Value));
                Assert.All(counts.ByPosture, pair => Assert.Equal(model.Values.Count(row => row.Posture == pair.Key), pair.Value));
            },
            iter: Iterations,
            threads: 1);

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(25)]
    [InlineData(50)]
    [InlineData(51)]
    public async Task Pages_under_ties_give_every_row_once(int limit)
    {
        for (var i = 0; i < 50; i++)
        {
            await List.UpsertAsync(Row($"t-{i:00}", i % 2 == 0 ? Severity.High : Severity.Low), Token);
        }

        var rows = await ReadAllAsync(new WatchQuery { Limit = limit });
        Assert.Equal(50, rows.Count);
        Assert.Equal(Sorted(rows), rows);
    }

    [Fact]
    public async Task A_page_with_nothing_after_it_has_no_cursor()
    {
        for (var i = 0; i < 4; i++)
        {
            await List.UpsertAsync(Row($"t-{i}", Severity.Low), Token);
        }

        var first = await List.QueryAsync(new WatchQuery { Limit = 2 }, Token);
        Assert.NotNull(first.Cursor);
        var second = await List.QueryAsync(new WatchQuery { Limit = 2, Cursor = first.Cursor }, Token);
        Assert.Equal(2, second.Rows.Count);
        Assert.Null(second.Cursor);
    }

    [Fact]
    public async Task What_changes_between_two_pages_moves_no_other_row()
    {
        for (var i = 0; i < 10; i++)
        {
            await List.UpsertAsync(Row($"t-{i}", Severity.Medium), Token);
        }

        var first = await List.QueryAsync(new WatchQuery { Limit = 5 }, Token);
        await List.UpsertAsync(Row("a-new-one-before", Severity.Medium), Token);
        await List.UpsertAsync(Row("t-0", Severity.Critical, revision: 2), Token);
        await List.UpsertAsync(Row("t-4", Severity.None, revision: 2), Token);
        var second = await List.QueryAsync(new WatchQuery { Limit = 5, Cursor = first.Cursor }, Token);

        Assert.Equal(["t-5", "t-6", "t-7", "t-8", "t-9"], second.Rows.Select(row => row.Thing.Name));
    }

    [Fact]
    public async Task A_cursor_fits_into_a_URL_and_another_minimum_still_holds()
    {
        await List.UpsertAsync(Row("気温/a?b&c=d+e", Severity.Low), Token);
        await List.UpsertAsync(Row("z", Severity.Low), Token);
        var page = await List.QueryAsync(new WatchQuery { Limit = 1 }, Token);
        Assert.Equal(page.Cursor, Uri.EscapeDataString(page.Cursor!));

        Assert.Empty((await List.QueryAsync(new WatchQuery { Cursor = page.Cursor, MinSeverity = Severity.High }, Token)).Rows);
        Assert.Single((await List.QueryAsync(new WatchQuery { Cursor = page.Cursor }, Token)).Rows);
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("not a cursor!")]
    [InlineData("AAAA")]
    [InlineData("____")]
    [InlineData("MTkxMTEvdXMvdA")]
    [InlineData("MTUxMTE")]
    public async Task A_cursor_of_another_origin_is_refused(string cursor)
    {
        await List.UpsertAsync(Row("t", Severity.Low), Token);
        await Assert.ThrowsAsync<FormatException>(() => List.QueryAsync(new WatchQuery { Cursor = cursor }, Token));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1001)]
    public async Task A_limit_out_of_range_is_refused(int limit) =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => List.QueryAsync(new WatchQuery { Limit = limit }, Token));

    [Fact]
    public async Task A_walk_gives_every_thing_of_its_account_and_Region_with_an_open_alarm_once_whatever_changes_meanwhile()
    {
        string[] names = ["B", "a", "a/b", "c", "🌡", "気温"];
        foreach (var name in names)
        {
            await List.UpsertAsync(Walked("us-east-1", name, Severity.Low, 1), Token);
        }

        await List.UpsertAsync(Walked("us-east-1", "closed", Severity.None, 0), Token);
        await List.UpsertAsync(Walked("us-east-10", "another", Severity.Low, 1), Token);

        var walked = new List<string>();
        IReadOnlyList<ThingKey> page;
        do
        {
            page = await List.WalkOpenAsync(new AccountRegion("111122223333", "us-east-1"), walked.LastOrDefault(), 2, Token);
            walked.AddRange(page.Select(thing => thing.Name));
            foreach (var name in names)
            {
                await List.UpsertAsync(Walked("us-east-1", name, walked.Count % 4 == 0 ? Severity.Low : Severity.Critical, 1) with { Revision = walked.Count + 1 }, Token);
            }
        }
        while (page.Count == 2);

        Assert.Equal(names.OrderBy(name => name, Comparer<string>.Create((a, b) => Encoding.UTF8.GetBytes(a).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(b)))), walked);
    }

    [Fact]
    public async Task A_walk_gives_every_thing_of_its_account_and_Region_of_which_something_is_withheld()
    {
        string[] names = ["B", "a", "a/b", "c", "🌡"];
        foreach (var name in names)
        {
            await List.UpsertAsync(Walked("us-east-1", name, Severity.None, 0) with { Flags = WatchFlags.Withheld | WatchFlags.Held }, Token);
        }

        await List.UpsertAsync(Walked("us-east-1", "b", Severity.High, 1) with { Flags = WatchFlags.Held | WatchFlags.Rejected | WatchFlags.TruePositive }, Token);
        await List.UpsertAsync(Walked("us-east-10", "another", Severity.Low, 1) with { Flags = WatchFlags.Withheld }, Token);
        await List.UpsertAsync(Walked("us-east-1", "no longer", Severity.Low, 1) with { Flags = WatchFlags.Withheld }, Token);
        await List.UpsertAsync(Walked("us-east-1", "no longer", Severity.Low, 1) with { Revision = 2 }, Token);

        var scope = new AccountRegion("111122223333", "us-east-1");
        var first = await List.WalkWithheldAsync(scope, null, 3, Token);
        var second = await List.WalkWithheldAsync(scope, first[^1].Name, 3, Token);

        Assert.Equal(["B", "a", "a/b"], Names(first));
        Assert.Equal(["c", "🌡"], Names(second));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => List.WalkWithheldAsync(scope, null, 1_001, Token));
    }

    [Fact]
    public async Task Things_made_due_are_due_until_their_next_row_whatever_its_due_time_was()
    {
        await List.UpsertAsync(Row("later", Severity.Low, revision: 5) with { DueAt = Start.AddDays(1) }, Token);
        await List.UpsertAsync(Row("never", Severity.Low, revision: 5), Token);
        await List.UpsertAsync(Row("other", Severity.Low, revision: 5) with { DueAt = Start.AddDays(1) }, Token);
        var made = new[] { Row("later", Severity.Low).Thing, Row("never", Severity.Low).Thing, Row("unknown", Severity.Low).Thing };

        await List.MakeDueAsync(made, Start, Token);
        await List.MakeDueAsync([], Start, Token);

        Assert.Equal(3, (await List.CountAsync(Token)).Things);
        Assert.Equal(["later", "never"], Names(await List.ClaimDueAsync(Start, Lease, 10, Token)).Order());

        // A row of an older revision still changes nothing; the next one decides.
        await List.UpsertAsync(Row("later", Severity.High, revision: 4) with { DueAt = Start.AddDays(2) }, Token);
        Assert.Equal(["later", "never"], Names(await List.ClaimDueAsync(Start + Lease, Lease, 10, Token)).Order());
        await List.UpsertAsync(Row("later", Severity.High, revision: 6) with { DueAt = Start.AddDays(2) }, Token);
        await List.UpsertAsync(Row("never", Severity.High, revision: 6), Token);
        Assert.Empty(await List.ClaimDueAsync(Start.AddHours(23), Lease, 10, Token));
        Assert.Equal(["other"], Names(await List.ClaimDueAsync(Start.AddDays(1), Lease, 10, Token)));
    }

    [Fact]
    public async Task What_is_due_already_keeps_its_time_and_its_lease_when_it_is_made_due()
    {
        await List.UpsertAsync(Row("due", Severity.Low) with { DueAt = Start }, Token);
        await List.UpsertAsync(Row("leased", Severity.Low) with { DueAt = Start.AddSeconds(1) }, Token);
        Assert.Equal(["due", "leased"], Names(await List.ClaimDueAsync(Start.AddSeconds(1), Lease, 10, Token)));

        await List.MakeDueAsync([Row("due", Severity.Low).Thing], Start.AddSeconds(2), Token);
        await List.MakeDueAsync([Row("leased", Severity.Low).Thing], Start, Token);

        Assert.Equal(["leased"], Names(await List.ClaimDueAsync(Start.AddSeconds(3), Lease, 10, Token)));
    }

    private static WatchRow Walked(string region, string name, Severity severity, int open) => new()
    {
        Thing = new ThingKey("111122223333", region, name),
        Revision = 1,
        Severity = severity,
        OpenAlarms = open,
        ClosedAlarms = 0,
        Flags = WatchFlags.None,
        LastEventAt = Start,
    };

    [Fact]
    public async Task The_longest_due_come_first_and_those_not_due_not_at_all()
    {
        await List.UpsertAsync(Row("due-2", Severity.None) with { DueAt = Start.AddMinutes(2) }, Token);
        await List.UpsertAsync(Row("due-0", Severity.None) with { DueAt = Start }, Token);
        await List.UpsertAsync(Row("due-1", Severity.None) with { DueAt = Start.AddMinutes(1) }, Token);
        await List.UpsertAsync(Row("never", Severity.Critical), Token);
        await List.UpsertAsync(Row("later", Severity.None) with { DueAt = Start.AddMinutes(2).AddTicks(TimeSpan.TicksPerMillisecond) }, Token);

        Assert.Empty(await List.ClaimDueAsync(Start.AddMilliseconds(-1), Lease, 10, Token));
        Assert.Equal(["due-0", "due-1"], Names(await List.ClaimDueAsync(Start.AddMinutes(2), Lease, 2, Token)));
        Assert.Equal(["due-2"], Names(await List.ClaimDueAsync(Start.AddMinutes(2), Lease, 2, Token)));
    }

    [Fact]
    public async Task A_claimed_thing_is_due_again_when_its_lease_ends_and_it_wrote_nothing()
    {
        await List.UpsertAsync(Row("t", Severity.None) with { DueAt = Start }, Token);
        Assert.Single(await List.ClaimDueAsync(Start, Lease, 10, Token));
        Assert.Empty(await List.ClaimDueAsync(Start + Lease - TimeSpan.FromMilliseconds(1), Lease, 10, Token));
        Assert.Single(await List.ClaimDueAsync(Start + Lease, Lease, 10, Token));
        Assert.Empty(await List.ClaimDueAsync(Start + Lease, Lease, 10, Token));
    }

    [Fact]
    public async Task Another_due_time_ends_the_lease_and_the_same_one_leaves_it()
    {
        var row = Row("t", Severity.None) with { DueAt = Start };
        await List.UpsertAsync(row, Token);
        Assert.Single(await List.ClaimDueAsync(Start, Lease, 10, Token));

        await List.UpsertAsync(row with { Revision = 2, Severity = Severity.High }, Token);
        Assert.Empty(await List.ClaimDueAsync(Start.AddSeconds(1), Lease, 10, Token));

        await List.UpsertAsync(row with { Revision = 3, DueAt = Start.AddSeconds(2) }, Token);
        Assert.Empty(await List.ClaimDueAsync(Start.AddSeconds(1), Lease, 10, Token));
        Assert.Single(await List.ClaimDueAsync(Start.AddSeconds(2), Lease, 10, Token));

        await List.UpsertAsync(row with { Revision = 4, DueAt = null }, Token);
        Assert.Empty(await List.ClaimDueAsync(Start.AddDays(1), Lease, 10, Token));
    }

    [Fact]
    public async Task An_older_row_takes_no_lease_away()
    {
        await List.UpsertAsync(Row("t", Severity.None, revision: 5) with { DueAt = Start }, Token);
        Assert.Single(await List.ClaimDueAsync(Start, Lease, 10, Token));
        await List.UpsertAsync(Row("t", Severity.None, revision: 4) with { DueAt = Start.AddSeconds(-10) }, Token);
        Assert.Empty(await List.ClaimDueAsync(Start.AddSeconds(1), Lease, 10, Token));
    }

    [Fact]
    public async Task Those_who_claim_at_the_same_time_share_nothing_and_leave_nothing()
    {
        for (var i = 0; i < 60; i++)
        {
            await List.UpsertAsync(Row($"t-{i}", Severity.None) with { DueAt = Start }, Token);
        }

        var claims = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => List.ClaimDueAsync(Start, Lease, 10, Token), Token)));
        var claimed = claims.SelectMany(claim => claim).ToList();
        Assert.Equal(60, claimed.Count);
        Assert.Equal(60, claimed.Distinct().Count());
        Assert.All(claims, claim => Assert.True(claim.Count <= 10));
    }

    /// <summary>Cases of a property; fewer where a write costs a round trip.</summary>
    protected virtual int Iterations => 150;

    /// <summary>Opens an empty list.</summary>
    protected abstract Task<IWatchList> OpenAsync();

    /// <summary>Removes all rows.</summary>
    protected abstract Task ClearAsync();

    /// <summary>Closes it and removes what it left.</summary>
    protected abstract Task CloseAsync();

    /// <summary>A row with little in it.</summary>
    protected static WatchRow Row(string thing, Severity severity, long revision = 1) => new()
    {
        Thing = new ThingKey("111122223333", "us-east-1", thing),
        Revision = revision,
        Severity = severity,
        OpenAlarms = severity == Severity.None ? 0 : 1,
        ClosedAlarms = 0,
        Flags = WatchFlags.None,
        LastEventAt = Start,
    };

    /// <summary>All pages of a question.</summary>
    protected async Task<IReadOnlyList<WatchRow>> ReadAllAsync(WatchQuery query)
    {
        var rows = new List<WatchRow>();
        WatchPage page;
        do
        {
            page = await List.QueryAsync(query, Token);
            Assert.True(page.Rows.Count <= query.Limit);
            Assert.True(page.Cursor is null || page.Rows.Count == query.Limit, "only the last page may be short");
            rows.AddRange(page.Rows);
            query = query with { Cursor = page.Cursor };
        }
        while (page.Cursor is not null);
        return rows;
    }

    private static IEnumerable<string> Names(IEnumerable<ThingKey> things) => things.Select(thing => thing.Name);

    private static IReadOnlyList<WatchRow> Sorted(IEnumerable<WatchRow> rows) =>
    [
        .. rows
            .OrderByDescending(row => row.Severity)
            .ThenBy(row => row.Thing.Scope.Account, StringComparer.Ordinal)
            .ThenBy(row => row.Thing.Scope.Region, StringComparer.Ordinal)
            .ThenBy(row => Encoding.UTF8.GetBytes(row.Thing.Name), Comparer<byte[]>.Create((a, b) => a.AsSpan().SequenceCompareTo(b)))
    ];
}
