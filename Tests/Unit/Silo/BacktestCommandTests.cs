using System.Text.Json.Nodes;

using OrleansDefender.Silo.RuleFiles;
using OrleansDefender.Silo.Terminal;

using Xunit;

namespace OrleansDefender.Tests.Unit.Silo;

public sealed class BacktestCommandTests : IDisposable
{
    private const string OwnId = "00000000-0000-4000-8000-0000000000bb";

    private readonly string _folder = Directory.CreateTempSubdirectory("backtest-").FullName;
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Records => Path.Combine(_folder, "records.jsonl");

    public void Dispose()
    {
        _output.Dispose();
        _error.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Two_folders_of_rules_are_compared_and_a_torn_last_line_does_not_matter()
    {
        Record("{\"at\":\"2026-01-05T13:00:00Z\",\"bo");

        Assert.Equal(0, await RunAsync("--rules", Rule("strict", 2), $"--against={Rule("lax", 3)}", "--json"));

        var document = JsonNode.Parse(_output.ToString())!;
        Assert.Equal(6, (int)document["messages"]!["events"]!);
        Assert.Equal(1, (int)document["totals"]!["rules"]!["incidents"]!);
        Assert.Equal(0, (int)document["totals"]!["against"]!["incidents"]!);
        Assert.Equal(1, (int)document["totals"]!["difference"]!["incidents"]!);
        var rule = Assert.Single(document["rules"]!.AsArray())!;
        Assert.Equal(OwnId, (string?)rule["id"]);
        Assert.Equal("Own", (string?)rule["title"]);
        Assert.Equal("111122223333/us-east-1/pump-1", (string?)Assert.Single(document["things"]!.AsArray())!["thing"]);
        Assert.Empty(_error.ToString());
    }

    [Fact]
    public async Task Without_others_it_is_compared_with_no_rules_and_says_what_it_does_not_replay()
    {
        Record();

        Assert.Equal(0, await RunAsync("--rules", Rule("strict", 2)));

        var text = _output.ToString();
        Assert.Contains("against without rules", text, StringComparison.Ordinal);
        Assert.Contains("Own: incidents of things 1/0", text, StringComparison.Ordinal);
        Assert.Contains("Not replayed: what audits find", text, StringComparison.Ordinal);
        Assert.Contains("API calls are an estimate", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rules_are_compared_with_the_shipped_ones_alone()
    {
        Record();

        Assert.Equal(0, await RunAsync("--rules", Rule("strict", 2), "--against", "shipped", "--json"));

        Assert.Equal(1, (int)JsonNode.Parse(_output.ToString())!["totals"]!["difference"]!["incidents"]!);
    }

    [Fact]
    public async Task Settings_hold_as_they_do_in_the_product()
    {
        Record();

        Assert.Equal(0, await RunAsync("--rules", Rule("strict", 2), $"--Correlation:Disabled:0={OwnId}", "--json"));

        Assert.Equal(0, (int)JsonNode.Parse(_output.ToString())!["totals"]!["rules"]!["incidents"]!);
    }

    [Fact]
    public async Task Rules_with_problems_are_told_with_file_and_line()
    {
        Record();
        var folder = Rule("broken", 2);
        File.WriteAllText(Path.Combine(folder, "broken_rules.yml"), "title: No id\n");

        Assert.Equal(1, await RunAsync("--rules", folder));

        Assert.Contains("broken_rules.yml:1", _error.ToString(), StringComparison.Ordinal);
        Assert.Empty(_output.ToString());
    }

    [Fact]
    public async Task A_command_line_that_cannot_be_used_is_told_from_rules_with_problems()
    {
        Record();

        Assert.Equal(2, await RunAsync("--rules", Path.Combine(_folder, "absent")));
        Assert.Equal(2, await RunAsync("--rules"));
        Assert.Equal(2, await RunAsync("--Unheard:Of=1"));
        Assert.Equal(2, await RunAsync("--Correlation:Lateness=3.00:00:00"));
        Assert.Equal(2, await BacktestCommand.RunAsync(["rules", "backtest"], _output, _error, null, Cancel));
        Assert.Equal(2, await BacktestCommand.RunAsync(["rules", "backtest", Path.Combine(_folder, "absent")], _output, _error, null, Cancel));
        Assert.Contains("Write rules backtest RECORDS", _error.ToString(), StringComparison.Ordinal);
        Assert.Empty(_output.ToString());
    }

    [Fact]
    public async Task Records_that_are_none_are_told_with_file_and_line()
    {
        Record("no record", RecordedBody.Line(60, "{}"));

        Assert.Equal(2, await RunAsync());

        Assert.Contains("records.jsonl, line 7", _error.ToString(), StringComparison.Ordinal);
        Assert.Empty(_output.ToString());
    }

    [Fact]
    public async Task Nothing_of_the_progress_goes_into_a_file()
    {
        Record();
        using var console = new StringWriter();

        Assert.Equal(0, await BacktestCommand.RunAsync(["rules", "backtest", Records], _output, _error, new Screen(console, isLive: false), Cancel));

        Assert.Empty(console.ToString());
    }

    private async Task<int> RunAsync(params string[] args) =>
        await BacktestCommand.RunAsync(["rules", "backtest", Records, .. args], _output, _error, null, Cancel);

    /// <summary>Two episodes of one thing, one of another, and other lines after them.</summary>
    private void Record(params string[] more) => File.WriteAllText(Records, string.Join('\n',
    [
        RecordedBody.Line(0.5, RecordedBody.Detect("pump-1", "e1", 0)),
        RecordedBody.Line(5.5, RecordedBody.Detect("pump-1", "e1", 5, "alarm-cleared")),
        RecordedBody.Line(6.5, RecordedBody.Detect("pump-2", "e2", 6)),
        RecordedBody.Line(7.5, RecordedBody.Detect("pump-2", "e2", 7, "alarm-cleared")),
        RecordedBody.Line(10.5, RecordedBody.Detect("pump-1", "e3", 10)),
        RecordedBody.Line(15.5, RecordedBody.Detect("pump-1", "e3", 15, "alarm-cleared")),
        .. more,
    ]));

    private string Rule(string name, int gte)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, name)).FullName;
        File.WriteAllText(Path.Combine(folder, "own_rules_here.yml"), $$"""
            title: Own
            id: {{OwnId}}
            correlation: {type: event_count, rules: [od_alarm], group-by: [thingName], timespan: 1h, condition: {gte: {{gte}}} }
            level: critical
            effect: {incident: true}

            """);
        return folder;
    }
}
