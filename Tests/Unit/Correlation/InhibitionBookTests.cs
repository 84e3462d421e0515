using System.Collections.Immutable;
using System.Globalization;

using OrleansDefender.Correlation;
using OrleansDefender.Correlation.Groups;
using OrleansDefender.Tests.Unit.Ingress;

using Xunit;

namespace OrleansDefender.Tests.Unit.Correlation;

public sealed class InhibitionBookTests
{
    private readonly WrittenLog<InhibitionBook> _log = new();
    private readonly Dictionary<string, Func<ImmutableArray<IncidentRow>>> _answers = new(StringComparer.Ordinal);
    private readonly List<string> _asked = [];
    private readonly InhibitionBook _book;

    public InhibitionBookTests() => _book = new InhibitionBook(
        Recorder.Of<IGrainFactory>((_, arguments) =>
        {
            var scope = (string)arguments[0]!;
            return Recorder.Of<IIncidentListGrain>((_, _) =>
            {
                _asked.Add(scope);
                return new ValueTask<ImmutableArray<IncidentRow>>(_answers.TryGetValue(scope, out var answer) ? answer() : []);
            });
        }),
        _log);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_open_is_known_from_the_refresh_after_it_was_asked_for_first_and_gone_with_the_refresh_after_its_end()
    {
        _answers[FleetStory.Scope.ToString()] = static () => [Row("Profile\u001fAuth"), Row("Profile\u001fOver") with { FiredAt = null }];
        await _book.RefreshAsync(Token);
        Assert.Empty(_asked);
        Assert.Empty(_book.Active(FleetStory.Scope));

        await _book.RefreshAsync(Token);
        Assert.Equal(
            new Inhibition(CorrelationKey.Of(FleetStory.Scope, "wave", "Profile\u001fAuth"), "Profile\u001fAuth", FleetStory.Start, Severity.High, "20 things"),
            Assert.Single(_book.Active(FleetStory.Scope)));

        _answers[FleetStory.Scope.ToString()] = static () => [];
        await _book.RefreshAsync(Token);
        Assert.Empty(_book.Active(FleetStory.Scope));
    }

    [Fact]
    public async Task What_cannot_be_had_stays_as_it_was_and_keeps_nobody_else_from_being_asked()
    {
        var other = FleetStory.Scope with { Region = "us-east-1" };
        foreach (var scope in new[] { FleetStory.Scope, other })
        {
            _answers[scope.ToString()] = static () => [Row("Profile\u001fAuth")];
            _book.Active(scope);
        }

        await _book.RefreshAsync(Token);
        _answers[FleetStory.Scope.ToString()] = static () => throw new TimeoutException("The list is away.");
        _answers[other.ToString()] = static () => [];
        await _book.RefreshAsync(Token);

        Assert.Single(_book.Active(FleetStory.Scope));
        Assert.Empty(_book.Active(other));
        Assert.Contains("TimeoutException", Assert.Single(_log.Lines).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scopes_are_bounded()
    {
        for (var i = 0; i < InhibitionBook.MostScopes + 10; i++)
        {
            _book.Active(FleetStory.Scope with { Account = i.ToString("000000000000", CultureInfo.InvariantCulture) });
        }

        await _book.RefreshAsync(Token);
        Assert.Equal(InhibitionBook.MostScopes, _asked.Count);
    }

    private static IncidentRow Row(string group) => new()
    {
        Group = CorrelationKey.Of(FleetStory.Scope, "wave", group),
        Revision = 1,
        FiredAt = FleetStory.Start,
        Severity = Severity.High,
        Title = "20 things",
        GroupText = group,
    };
}
