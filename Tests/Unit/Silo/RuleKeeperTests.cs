using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

using OrleansDefender.Correlation;
using OrleansDefender.Correlation.Rules;
using OrleansDefender.Silo.Api;
using OrleansDefender.Silo.Hosting;
using OrleansDefender.Silo.RuleFiles;
using OrleansDefender.Tests.Shared;

using Xunit;

namespace OrleansDefender.Tests.Unit.Silo;

public sealed class RuleKeeperTests : IDisposable
{
    private const string OwnId = "00000000-0000-4000-8000-0000000000aa";
    private const string FlappingId = "7c0d5b1e-92f4-4e6a-8d3b-0a1f5c2e0106";

    private const string Own =
        $$"""
        title: Mine
        id: {{OwnId}}
        correlation: {type: event_count, rules: [od_alarm], group-by: [thingName], timespan: 1h, condition: {gte: 3} }
        level: high
        tests:
          - name: three
            events: [{at: 0m}, {at: 1m}, {at: 2m}]
            expect: [{at: 2m, title: Mine, level: high}]

        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("rules-").FullName;
    private readonly RuleCatalog _catalog = new();
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 1, 5, 10, 0, 0, TimeSpan.Zero));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_shipped_rules_and_those_of_the_folder_are_put_in_force()
    {
        Write("own_rules_x.yml", Own);
        using var keeper = Keeper();

        keeper.Load();

        Assert.Equal(13, _catalog.Current.Correlations.Length);
        Assert.Contains(_catalog.Current.Correlations, static rule => rule.Id == OwnId);
        Assert.Same(_catalog.Current, keeper.State.Loaded.Rules);
    }

    [Fact]
    public void A_bad_set_stops_the_start_with_a_line_that_names_file_line_and_reason()
    {
        Write("own_rules_x.yml", Own.Replace("1h", "1h30m", StringComparison.Ordinal));
        using var keeper = Keeper();

        Assert.Equal(
            ["The rules cannot be used. own_rules_x.yml:3: 'timespan' must be a whole number and one of s, m, h, d, such as 90m; it is '1h30m'."],
            Assert.Throws<StartupException>(keeper.Load).Problems);
        Assert.Same(RuleSet.Empty, _catalog.Current);
    }

    [Fact]
    public void A_folder_that_is_none_stops_the_start()
    {
        using var keeper = Keeper(path: Path.Combine(_folder, "none"));

        Assert.StartsWith("Correlation:RulesPath must be a folder; ", Assert.Throws<StartupException>(keeper.Load).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bad_set_never_replaces_a_good_one_and_is_shown_until_it_is_good_again()
    {
        Write("own_rules_x.yml", Own);
        using var keeper = Keeper();
        keeper.Load();
        var before = _catalog.Current;
        _clock.Advance(TimeSpan.FromMinutes(1));

        Write("own_rules_x.yml", Own.Replace("level: high", "level: loud", StringComparison.Ordinal));
        var refused = RulesAnswer.Of(keeper.Reload());

        Assert.Same(before, _catalog.Current);
        Assert.Equal(before.Hash, refused.Hash);
        Assert.Equal([new RuleProblemAnswer("own_rules_x.yml", 4, "The level must be informational, low, medium, high or critical.")], refused.Problems.Take(1));
        Assert.Equal(_clock.GetUtcNow(), refused.RefusedAt);

        Write("own_rules_x.yml", Own.Replace("gte: 3", "gte: 2", StringComparison.Ordinal));
        var good = RulesAnswer.Of(keeper.Reload());

        Assert.NotEqual(before.Hash, _catalog.Current.Hash);
        Assert.Equal((_catalog.Current.Hash, _clock.GetUtcNow(), null), (good.Hash, good.LoadedAt, good.RefusedAt));
        Assert.Empty(good.Problems);
    }

    [Fact]
    public async Task What_changes_in_the_folder_is_put_in_force_without_being_asked()
    {
        var cancelled = TestContext.Current.CancellationToken;
        using var keeper = Keeper(clock: TimeProvider.System);
        keeper.Load();
        await keeper.StartAsync(cancelled);
        try
        {
            Write("own_rules_x.yml", Own);
            await Eventually.TrueAsync("the new rule in force", () => _catalog.Current.Correlations.Any(static rule => rule.Id == OwnId), cancelled, TimeSpan.FromSeconds(60));

            File.Delete(Path.Combine(_folder, "own_rules_x.yml"));
            await Eventually.TrueAsync("the rule out of force", () => _catalog.Current.Correlations.All(static rule => rule.Id != OwnId), cancelled, TimeSpan.FromSeconds(60));
        }
        finally
        {
            await keeper.StopAsync(cancelled);
        }
    }

    [Fact]
    public void Files_that_say_the_same_as_before_replace_nothing()
    {
        Write("own_rules_x.yml", Own);
        using var keeper = Keeper();
        keeper.Load();
        var before = _catalog.Current;

        Write("own_rules_x.yml", "# changed\n" + Own);
        keeper.Reload();

        Assert.Same(before, _catalog.Current);
    }

    [Fact]
    public void A_disabled_rule_is_not_in_force()
    {
        using var keeper = Keeper(path: "", clock: null, FlappingId);

        keeper.Load();

        Assert.Equal(11, _catalog.Current.Correlations.Length);
        Assert.DoesNotContain(_catalog.Current.Correlations, static rule => rule.Id == FlappingId);
    }

    [Fact]
    public void A_shipped_rule_is_replaced_by_one_with_its_id()
    {
        Write("own_rules_x.yml", Own.Replace(OwnId, FlappingId, StringComparison.Ordinal));
        using var keeper = Keeper();

        keeper.Load();

        var shown = Assert.Single(RulesAnswer.Of(keeper.State).Rules, static rule => rule.Id == FlappingId);
        Assert.Equal(("Mine", "own_rules_x.yml", false, "event_count", "HIGH"), (shown.Title, shown.File, shown.IsShipped, shown.Type, shown.Level));
        Assert.Equal(12, _catalog.Current.Correlations.Length);
    }

    [Fact]
    public void Files_that_are_no_text_or_too_large_are_problems()
    {
        File.WriteAllBytes(Path.Combine(_folder, "no_text_here.yml"), [0xff, 0xfe, 0x80]);
        Write("too_large_file.yml", new string('#', (256 * 1024) + 1));
        var problems = new List<RuleProblem>();

        Assert.Empty(RuleFolder.Read(_folder, isShipped: false, problems));
        Assert.Equal([new RuleProblem("no_text_here.yml", 0, "The file is not UTF-8."), new RuleProblem("too_large_file.yml", 0, "The file has more than 256 KiB.")], problems);
    }

    [Theory]
    [InlineData("00:00:59", "", "Correlation:Lateness must be from 00:01:00 to 1.00:00:00; it is '00:00:59'.")]
    [InlineData("1.00:00:01", "", "Correlation:Lateness must be from 00:01:00 to 1.00:00:00; it is '1.00:00:01'.")]
    [InlineData("01:00:00", "flapping", "Correlation:Disabled:0 must be the id of a rule, a UUID; it is 'flapping'.")]
    public void A_setting_that_breaks_its_rule_is_named_with_it(string lateness, string disabled, string problem)
    {
        var options = new CorrelationOptions { Lateness = TimeSpan.Parse(lateness, null) };
        if (disabled.Length > 0)
        {
            options.Disabled.Add(disabled);
        }

        Assert.Equal([problem], new CorrelationOptionsValidator().Validate(null, options).Failures);
    }

    [Fact]
    public void The_command_line_validates_and_tests_a_file()
    {
        Write("own_rules_x.yml", Own);
        Write("bad_rules_xx.yml", Own.Replace("rules: [od_alarm]", "rules: [no_alarm]", StringComparison.Ordinal));
        Write("red_rules_xx.yml", Own.Replace("gte: 3", "gte: 2", StringComparison.Ordinal));

        Assert.Equal((0, "1 tests passed."), LastLine("rules", "test", Path.Combine(_folder, "own_rules_x.yml")));
        Assert.Equal((1, "The rules cannot be used: 1 problems."), LastLine("rules", "validate", Path.Combine(_folder, "bad_rules_xx.yml")));
        Assert.Equal((1, "1 of 1 tests failed."), LastLine("rules", "test", Path.Combine(_folder, "red_rules_xx.yml")));
        Assert.Equal(0, LastLine("rules", "validate", Path.Combine(_folder, "red_rules_xx.yml")).Code);
        Assert.Equal(0, LastLine("rules", "test").Code);

        using var output = new StringWriter();
        Assert.Equal(1, RulesCommand.Run(["rules", "test", Path.Combine(_folder, "red_rules_xx.yml"), "--json"], output));
        var test = System.Text.Json.Nodes.JsonNode.Parse(output.ToString())!["tests"]![0]!;
        Assert.Equal(("red_rules_xx.yml", "three", false), ((string?)test["file"], (string?)test["name"], (bool)test["isPassed"]!));
        Assert.Equal(["{at: 1m, title: Mine, level: high}"], test["unexpected"]!.AsArray().Select(static firing => (string?)firing));
    }

    [Theory]
    [InlineData("rules")]
    [InlineData("rules", "explain")]
    [InlineData("rules", "validate", "/no/such/file.yml")]
    [InlineData("rules", "validate", "--Nonsense:Key=1")]
    public void A_command_that_cannot_be_understood_is_refused(params string[] args)
    {
        Assert.True(RulesCommand.IsMeant(args));
        Assert.Throws<StartupException>(() => RulesCommand.Run(args, TextWriter.Null));
    }

    private static (int Code, string Text) LastLine(params string[] args)
    {
        using var output = new StringWriter();
        var code = RulesCommand.Run(args, output);
        return (code, output.ToString().TrimEnd().Split('\n')[^1]);
    }

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder, name), text);

    private RuleKeeper Keeper(string? path = null, TimeProvider? clock = null, params string[] disabled)
    {
        var options = new CorrelationOptions { RulesPath = path ?? _folder };
        foreach (var id in disabled)
        {
            options.Disabled.Add(id);
        }

        return new RuleKeeper(_catalog, Options.Create(options), clock ?? _clock, NullLogger<RuleKeeper>.Instance);
    }
}
