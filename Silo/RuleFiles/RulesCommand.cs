using System.Text.Json;
using System.Text.Json.Nodes;

using OrleansDefender.Correlation;
using OrleansDefender.Correlation.Rules;
using OrleansDefender.Silo.Hosting;

namespace OrleansDefender.Silo.RuleFiles;

/// <summary>The command line's <c>rules</c>: looks at rules without starting anything.</summary>
internal static class RulesCommand
{
    private const string Word = "rules";
    private const string Json = "--json";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    // A command reads what was loaded, and says whether it is content.
    private static readonly Dictionary<string, Func<LoadedRules, bool, Report, bool>> Commands = new(StringComparer.Ordinal)
    {
        ["validate"] = static (_, _, _) => true,
        ["test"] = Test,
    };

    /// <summary>Whether the command line is one of these.</summary>
    public static bool IsMeant(IReadOnlyList<string> args) => args.Count > 0 && args[0] == Word;

    /// <summary>Runs the command: <c>rules validate|test [path] [--json] [--Section:Key=Value ...]</c>.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="output">Where the answer goes.</param>
    /// <returns>The exit code: 0, or 1 where rules have problems or tests fail.</returns>
    /// <exception cref="StartupException">The command line cannot be understood.</exception>
    public static int Run(IReadOnlyList<string> args, TextWriter output)
    {
        if (args.Count < 2 || !Commands.TryGetValue(args[1], out var command))
        {
            throw new StartupException($"Write {Word} {string.Join('|', Commands.Keys)} [path] [{Json}], or {Word} backtest RECORDS [--rules PATH] [--against PATH].");
        }

        var rest = args.Skip(2).Where(static arg => arg != Json).ToList();
        var path = rest.Count > 0 && !rest[0].StartsWith('-') ? rest[0] : null;
        var configuration = new ConfigurationManager();
        Settings.Load(configuration, path is null ? rest : rest[1..]);
        if (path is not null && !File.Exists(path) && !Directory.Exists(path))
        {
            throw new StartupException($"There is no file and no folder '{path}'.");
        }

        // All rules are looked at, also those that must not act here.
        var loaded = RuleSources.Load(path ?? (configuration.GetSection(CorrelationOptions.Section).Get<CorrelationOptions>() ?? new()).RulesPath, []);
        var report = new Report();
        report.Of(loaded);
        var isGood = loaded.Rules is not null && command(loaded, path is not null, report);
        output.WriteLine(args.Contains(Json) ? report.Document.ToJsonString(Indented) : string.Join('\n', report.Lines));
        return isGood ? 0 : 1;
    }

    private static bool Test(LoadedRules loaded, bool ownOnly, Report report)
    {
        var own = loaded.Sources.Values.Where(static source => !source.IsShipped).Select(static source => source.File).ToHashSet(StringComparer.Ordinal);
        var results = loaded.Tests.Where(test => !ownOnly || own.Contains(test.File)).Select(test => RuleTestRunner.Run(test, loaded)).ToList();
        report.Of(results);
        return results.TrueForAll(static result => result.IsPassed);
    }

    /// <summary>The answer, for people and for programs.</summary>
    private sealed class Report
    {
        public List<string> Lines { get; } = [];

        public JsonObject Document { get; } = [];

        public void Of(LoadedRules loaded)
        {
            Document["isValid"] = loaded.Rules is not null;
            Document["hash"] = loaded.Rules?.Hash;
            Document["rules"] = new JsonArray([.. loaded.Rules?.Correlations.Select(rule => (JsonNode)new JsonObject
            {
                ["id"] = rule.Id,
                ["title"] = rule.Title,
                ["file"] = loaded.Sources[rule.Id].File,
                ["hash"] = rule.Hash,
                ["acts"] = rule.Acts,
            }) ?? []]);
            Document["problems"] = List(loaded.Problems);
            Document["warnings"] = List(loaded.Warnings);
            Lines.AddRange(loaded.Problems.Select(static problem => problem.ToString()));
            Lines.AddRange(loaded.Warnings.Select(static warning => $"warning: {warning}"));
            Lines.Add(loaded.Rules is { } rules
                ? FormattableString.Invariant($"{rules.Correlations.Length} correlations and {rules.BaseRules.Length} base rules are valid, set {rules.Hash}.")
                : FormattableString.Invariant($"The rules cannot be used: {loaded.Problems.Length} problems."));
        }

        public void Of(List<RuleTestResult> results)
        {
            var failed = results.Where(static result => !result.IsPassed).ToList();
            Document["tests"] = new JsonArray([.. results.Select(static result => new JsonObject
            {
                ["file"] = result.Test.File,
                ["line"] = result.Test.Line,
                ["rule"] = result.Test.Rule,
                ["name"] = result.Test.Name,
                ["isPassed"] = result.IsPassed,
                ["missing"] = new JsonArray([.. result.Missing.Select(static firing => JsonValue.Create(firing.ToString()))]),
                ["unexpected"] = new JsonArray([.. result.Unexpected.Select(static firing => JsonValue.Create(firing.ToString()))]),
            })]);
            foreach (var result in failed)
            {
                Lines.Add(FormattableString.Invariant($"{result.Test.File}:{result.Test.Line}: failed: {result.Test.Rule}: {result.Test.Name}"));
                Lines.AddRange(result.Missing.Select(static firing => $"    did not happen: {firing}"));
                Lines.AddRange(result.Unexpected.Select(static firing => $"    was not expected: {firing}"));
            }

            Lines.Add(failed.Count == 0
                ? FormattableString.Invariant($"{results.Count} tests passed.")
                : FormattableString.Invariant($"{failed.Count} of {results.Count} tests failed."));
        }

        private static JsonArray List(IEnumerable<RuleProblem> problems) => [.. problems.Select(static problem => new JsonObject
        {
            ["file"] = problem.File,
            ["line"] = problem.Line,
            ["message"] = problem.Message,
        })];
    }
}
