using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;

using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

using OrleansDefender.Correlation;
using OrleansDefender.Tests.Shared;
using OrleansDefender.Tests.Unit.Ingress;

using Xunit;

namespace OrleansDefender.Tests.Unit.Correlation;

public sealed class SilenceBookTests : IDisposable
{
    private static readonly AccountRegion Scope = new("111122223333", "us-east-1");

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 8, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly WrittenLog<SilenceBook> _log = new();
    private readonly ConcurrentQueue<(string Scope, long Known)> _asked = new();
    private readonly SilenceBook _book;
    private Func<long, Task<SilencePage?>> _answer;

    public SilenceBookTests()
    {
        _answer = _ => Task.FromResult<SilencePage?>(new SilencePage(0, []));
        var grains = Recorder.Of<IGrainFactory>((_, arguments) =>
        {
            var scope = (string)arguments[0]!;
            return Recorder.Of<ISilenceGrain>((_, find) =>
            {
                _asked.Enqueue((scope, (long)find[0]!));
                return new ValueTask<SilencePage?>(_answer((long)find[0]!));
            });
        });
        _book = new SilenceBook(grains, _time, _log);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _book.Dispose();

    [Fact]
    public async Task What_was_never_read_is_read_first_and_then_answered_from_memory()
    {
        Answer(3, Silence("a", hours: 1));
        Assert.Equal(["a"], Ids(await _book.GetAsync(Scope, Token)));
        Assert.Equal(["a"], Ids(await _book.GetAsync(Scope, Token)));
        Assert.Equal(["a"], Ids(_book.Active(Scope)));
        Assert.Equal([(Scope.ToString(), -1L)], _asked);
    }

    [Fact]
    public async Task What_was_never_read_has_no_silences_at_once_and_is_read_in_the_background()
    {
        Answer(3, Silence("a", hours: 1));
        Assert.Empty(_book.Active(Scope));
        await Eventually.TrueAsync("the scope is read", () => _book.Active(Scope).Length == 1, Token);
        Assert.Single(_asked);
    }

    [Fact]
    public async Task Every_five_seconds_what_was_asked_for_is_looked_at_again_by_its_revision()
    {
        Answer(3, Silence("a", hours: 1));
        await _book.GetAsync(Scope, Token);
        Answer(4, Silence("a", hours: 1), Silence("b", hours: 1));
        _time.Advance(TimeSpan.FromSeconds(4.9));
        Assert.Equal(["a"], Ids(await _book.GetAsync(Scope, Token)));

        _time.Advance(TimeSpan.FromSeconds(0.1));
        await Eventually.TrueAsync("the second silence is known", () => _book.Active(Scope).Length == 2, Token);
        _time.Advance(TimeSpan.FromSeconds(5));
        await Eventually.TrueAsync("it is looked at a third time", () => _asked.Count == 3, Token);

        Assert.Equal(["a", "b"], Ids(_book.Active(Scope)));
        Assert.Equal([-1L, 3L, 4L], _asked.Select(asked => asked.Known));
    }

    [Fact]
    public async Task One_that_expires_is_gone_without_being_read_again()
    {
        Answer(3, Silence("a", hours: 1) with { ExpiresAt = _time.GetUtcNow().AddMinutes(1) }, Silence("b", hours: 2));
        await _book.GetAsync(Scope, Token);
        _answer = static _ => Task.FromResult<SilencePage?>(null);
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(["b"], Ids(await _book.GetAsync(Scope, Token)));
    }

    [Fact]
    public async Task All_who_ask_meanwhile_share_one_read()
    {
        var slow = new TaskCompletionSource<SilencePage?>();
        _answer = _ => slow.Task;
        var asking = Enumerable.Range(0, 20).Select(_ => _book.GetAsync(Scope, Token).AsTask()).ToList();
        Assert.All(asking, asked => Assert.False(asked.IsCompleted));

        slow.SetResult(new SilencePage(1, [Silence("a", hours: 1)]));
        Assert.All(await Task.WhenAll(asking), silences => Assert.Equal(["a"], Ids(silences)));
        Assert.Single(_asked);
    }

    [Fact]
    public async Task What_was_known_last_holds_while_nothing_can_be_read_and_is_said_once()
    {
        Answer(3, Silence("a", hours: 1));
        await _book.GetAsync(Scope, Token);
        _answer = static _ => Task.FromException<SilencePage?>(new IOException("The storage is away."));
        for (var look = 2; look < 5; look++)
        {
            _time.Advance(TimeSpan.FromSeconds(5));
            Assert.Equal(["a"], Ids(await _book.GetAsync(Scope, Token)));
            await Eventually.TrueAsync("it was tried", () => _asked.Count == look, Token);
        }

        Assert.Contains("IOException", Assert.Single(_log.Lines).Text, StringComparison.Ordinal);
        Answer(4);
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Empty(await _book.GetAsync(Scope, Token));
        Assert.Equal([LogLevel.Warning, LogLevel.Information], _log.Lines.Select(line => line.Level));
    }

    [Fact]
    public async Task A_read_that_does_not_answer_holds_nobody_for_long()
    {
        _answer = static _ => new TaskCompletionSource<SilencePage?>().Task;
        var asked = _book.GetAsync(Scope, Token).AsTask();
        await Eventually.TrueAsync("it is asked", () => _asked.Count == 1, Token);
        Assert.False(asked.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(3));
        Assert.Empty(await asked);

        // And not for the next one either.
        Assert.Empty(await _book.GetAsync(Scope, Token));
        Assert.Single(_asked);
    }

    [Fact]
    public async Task Scopes_are_bounded_and_forgotten_when_nobody_asks()
    {
        for (var i = 0; i < SilenceBook.MostScopes + 10; i++)
        {
            await _book.GetAsync(Scope with { Account = i.ToString("000000000000", CultureInfo.InvariantCulture) }, Token);
            _time.Advance(TimeSpan.FromTicks(1));
        }

        Assert.Equal(SilenceBook.MostScopes, _book.Count);
        _time.Advance(SilenceBook.Unused + SilenceBook.Interval);
        await Eventually.TrueAsync("all are forgotten", () => _book.Count == 0, Token);
    }

    private static IEnumerable<string> Ids(ImmutableArray<Silence> silences) => silences.Select(silence => silence.Id);

    /// <summary>What the grain answers from now on; nothing to whoever knows the revision.</summary>
    private void Answer(long revision, params Silence[] silences) =>
        _answer = known => Task.FromResult(known == revision ? null : new SilencePage(revision, [.. silences]));

    private Silence Silence(string id, int hours) => new()
    {
        Id = id,
        Scope = Scope,
        Target = new SilenceTarget { Thing = "*" },
        Owner = "ops",
        Reason = "repair",
        CreatedAt = _time.GetUtcNow(),
        ExpiresAt = _time.GetUtcNow().AddHours(hours),
    };
}
