using Microsoft.Extensions.DependencyInjection;

using OrleansDefender.Correlation;
using OrleansDefender.Fleet;
using OrleansDefender.Tests.Cluster.Audits;
using OrleansDefender.Tests.Shared;
using OrleansDefender.Things;

using Xunit;

using static OrleansDefender.Tests.Cluster.Audits.AuditCluster;

namespace OrleansDefender.Tests.Cluster.Correlation;

/// <summary>Silences in two silos: what is durable, what a silo's book knows of it, and whom an early end wakes.</summary>
public sealed class SilenceGrainTests : IAsyncLifetime
{
    private readonly AuditCluster _cluster = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private DateTimeOffset Now => _cluster.Time.GetUtcNow();

    private ISilenceGrain Grain => _cluster.Cluster.Client.GetGrain<ISilenceGrain>(Scope.ToString());

    public ValueTask InitializeAsync() => _cluster.InitializeAsync();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task A_silence_is_there_after_its_silo_was_killed_and_has_its_own_id()
    {
        var first = await CreateAsync("pump-*");
        var second = await CreateAsync("lamp-*");
        Assert.NotEqual(first.Id, second.Id);
        Assert.Equal((Scope, "pump-*", "ops", Now, Now.AddHours(2)), (first.Scope, first.Target.Thing, first.Owner, first.CreatedAt, first.ExpiresAt));
        await _cluster.KillHostOfAsync(Grain);

        Assert.Equal([second, first], (await ListAsync()).AsEnumerable());
        Assert.Empty(await _cluster.Cluster.Client.GetGrain<ISilenceGrain>("444455556666/us-east-1").List(Token));
    }

    [Fact]
    public async Task A_wish_that_breaks_a_rule_leaves_nothing()
    {
        var creation = await Grain.Create(new SilenceWish { Owner = "ops", Reason = "why", ExpiresAt = Now.AddDays(31), Target = new SilenceTarget() }, Token);
        Assert.Null(creation.Silence);
        Assert.Equal(["scope", "expiresAt"], creation.Problems.Select(problem => problem.Member));
        Assert.Empty(await Grain.List(Token));
        Assert.Equal(0, _cluster.Storage.Writes);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_write_that_fails_is_told_and_the_list_is_what_is_stored(bool afterWriting)
    {
        _cluster.Storage.FailNext(afterWriting);
        await Assert.ThrowsAsync<OrleansException>(() => CreateAsync("pump-*"));
        Assert.Equal(afterWriting ? 1 : 0, (await Grain.List(Token)).Length);
    }

    [Fact]
    public async Task Only_what_changed_since_a_revision_is_told()
    {
        var none = await Grain.Find(-1, Token);
        Assert.Empty(none!.Silences);
        Assert.Null(await Grain.Find(none.Revision, Token));
        var silence = await CreateAsync("pump-*");
        var one = await Grain.Find(none.Revision, Token);
        Assert.Equal([silence], one!.Silences.AsEnumerable());
        await Grain.End(silence.Id, null, Token);
        var ended = await Grain.Find(one.Revision, Token);
        Assert.Empty(ended!.Silences);
        Assert.Single(await Grain.List(Token));
    }

    [Fact]
    public async Task An_early_end_makes_what_is_withheld_due_now_and_once_more_when_all_have_heard()
    {
        var silence = await CreateAsync("pump-*");
        for (var i = 0; i < 1_200; i++)
        {
            await PutAsync($"pump-{i}", WatchFlags.Withheld | WatchFlags.Held, Now.AddHours(2));
        }

        await PutAsync("lamp", WatchFlags.Held, Now.AddHours(1));
        var at = Now;
        var ended = await Grain.End(silence.Id, "ann", Token);
        Assert.Equal((at, "ann"), (ended!.EndedAt, ended.EndedBy));
        await Eventually.TrueAsync("all are due", () => Due(1_200, at), Token);
        Assert.Equal(at.AddHours(1), _cluster.WatchList.Row("lamp")!.DueAt);
        await Eventually.TrueAsync("the second walk is on the due list", () => Row()?.DueAt == at + SilenceLogic.Heard, Token);

        // Things that looked before their silo had heard of it wait for the old end again.
        for (var i = 0; i < 1_200; i++)
        {
            await PutAsync($"pump-{i}", WatchFlags.Withheld, at.AddHours(2), revision: 2);
        }

        _cluster.Time.Advance(SilenceLogic.Heard);
        await Grain.Wake(Token);
        await Eventually.TrueAsync("all are due again", () => Due(1_200, at + SilenceLogic.Heard), Token);
        await Eventually.TrueAsync("nothing is to be done any more", () => Row() is { DueAt: null }, Token);
        Assert.Equal(ended, await Grain.End(silence.Id, "bob", Token));
        Assert.Null(await Grain.End("nothing", null, Token));
        Assert.Null(Row()!.DueAt);
    }

    [Fact]
    public async Task An_end_whose_silo_dies_before_things_were_made_due_goes_on_elsewhere()
    {
        var silence = await CreateAsync("pump-*");
        await PutAsync("pump-1", WatchFlags.Withheld, Now.AddHours(2));
        _cluster.WatchList.FailNext();
        await Grain.End(silence.Id, null, Token);
        Assert.Equal((DateTimeOffset?)Now, Row()!.DueAt);
        await _cluster.KillHostOfAsync(Grain);

        var at = Now;
        await Eventually.TrueAsync(
            "the due list wakes it and the thing is due",
            async () =>
            {
                await TryAsync(async () => await Grain.Wake(Token));
                return _cluster.WatchList.Row("pump-1")!.DueAt == at;
            },
            Token);
    }

    [Fact]
    public async Task A_silo_s_book_hears_of_a_silence_and_of_its_early_end()
    {
        var book = _cluster.Cluster.GetSiloServiceProvider(_cluster.Cluster.Silos[0].SiloAddress).GetRequiredService<SilenceBook>();
        Assert.Empty(await book.GetAsync(Scope, Token));
        var silence = await CreateAsync("pump-*");
        await PassAsync(book);
        Assert.Equal([silence], (await book.GetAsync(Scope, Token)).AsEnumerable());
        Assert.Equal(silence, Silencing.Find(book.Active(Scope), "pump-7", ThingContext.None, "p", "b", Severity.High, Now));

        await Grain.End(silence.Id, null, Token);
        await PassAsync(book);
        Assert.Empty(await book.GetAsync(Scope, Token));
    }

    /// <summary>Lets what the book knows grow old, and waits for the reads that this begins.</summary>
    private async Task PassAsync(SilenceBook book)
    {
        _cluster.Time.Advance(SilenceBook.Interval);
        await book.GetAsync(Scope, Token);
    }

    private async Task<Silence> CreateAsync(string thing) => Assert.IsType<Silence>((await Grain.Create(
        new SilenceWish { Target = new SilenceTarget { Thing = thing }, Owner = "ops", Reason = "repair", ExpiresAt = Now.AddHours(2) }, Token)).Silence);

    private async Task<IReadOnlyList<Silence>> ListAsync()
    {
        IReadOnlyList<Silence> silences = [];
        await Eventually.TrueAsync(
            "the silences can be read",
            () => TryAsync(async () => silences = await Grain.List(Token)),
            Token);
        return silences;
    }

    private static async Task<bool> TryAsync(Func<Task> call)
    {
        try
        {
            await call();
            return true;
        }
        catch (Exception exception) when (exception is OrleansException or TimeoutException)
        {
            // The silo that is gone is not yet known to be.
            return false;
        }
    }

    private Task PutAsync(string thing, WatchFlags flags, DateTimeOffset dueAt, long revision = 1) => _cluster.WatchList.UpsertAsync(
        new WatchRow
        {
            Thing = new ThingKey(Scope, thing),
            Revision = revision,
            Severity = Severity.None,
            OpenAlarms = 1,
            ClosedAlarms = 0,
            Flags = flags,
            DueAt = dueAt,
            LastEventAt = Now,
        },
        Token);

    private bool Due(int count, DateTimeOffset at) => Enumerable.Range(0, count).All(number => _cluster.WatchList.Row($"pump-{number}")!.DueAt == at);

    private DueRow? Row() => _cluster.Due.Find(DueKind.Silence, Scope.ToString());
}
