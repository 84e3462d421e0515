using System.Globalization;
using System.Text.Json;

using OrleansDefender.Correlation;
using OrleansDefender.Correlation.Engine;
using OrleansDefender.Correlation.Rules;
using OrleansDefender.Ingress.Parsing;
using OrleansDefender.Ingress.Recording;
using OrleansDefender.Silo.Hosting;
using OrleansDefender.Silo.Terminal;
using OrleansDefender.Things;

namespace OrleansDefender.Silo.RuleFiles;

/// <summary>The command line's <c>rules backtest</c>: replays recorded messages against rules, and against others, without starting anything.</summary>
internal static class BacktestCommand
{
    private const string Word = "rules";
    private const string Command = "backtest";
    private const string Json = "--json";
    private const string Rules = "--rules";
    private const string Against = "--against";

    // As a value of --against: the shipped rules alone.
    private const string ShippedOnly = "shipped";

    private const int Good = 0;
    private const int HasProblems = 1;
    private const int CannotRun = 2;

    private const int BetweenLooks = 500;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Whether the command line is this one.</summary>
    public static bool IsMeant(IReadOnlyList<string> args) => args is [Word, Command, ..];

    /// <summary>Runs the command: <c>rules backtest RECORDS [--rules PATH] [--against PATH|shipped] [--json] [--Section:Key=Value ...]</c>.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="output">Where the answer goes.</param>
    /// <param name="error">Where it goes why there is none.</param>
    /// <param name="screen">Where progress is shown, if it is a terminal; absent: nowhere.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The exit code: 0, or 1 where rules have problems, or 2 where the command line or the records cannot be used.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> args, TextWriter output, TextWriter error, Screen? screen, CancellationToken cancellationToken)
    {
        try
        {
            var wish = Wish.Read([.. args.Skip(2)]);
            var configuration = new ConfigurationManager();
            Settings.Load(configuration, wish.Settings);
            var correlation = configuration.GetSection(CorrelationOptions.Section).Get<CorrelationOptions>() ?? new();
            var loaded = RuleSources.Load(wish.Rules ?? correlation.RulesPath, [.. correlation.Disabled]);
            var other = wish.Against is { } against
                ? RuleSources.Load(against == ShippedOnly ? "" : against, [.. correlation.Disabled])
                : new LoadedRules { Rules = RuleSet.Empty };
            if (loaded.Rules is not { } rules || other.Rules is not { } againstRules)
            {
                foreach (var problem in loaded.Problems.Concat(other.Problems).Distinct())
                {
                    await error.WriteLineAsync(problem.ToString());
                }

                return HasProblems;
            }

            return await ReplayAsync(wish, configuration, rules, againstRules, output, error, wish.IsJson ? null : screen, cancellationToken);
        }
        catch (StartupException problem)
        {
            foreach (var line in problem.Problems)
            {
                await error.WriteLineAsync(line);
            }
        }
        catch (Exception problem) when (problem is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            screen?.EndLive();
            await error.WriteLineAsync($"The records cannot be read: {problem.Message}");
        }

        return CannotRun;
    }

    private static async Task<int> ReplayAsync(
        Wish wish,
        ConfigurationManager configuration,
        RuleSet rules,
        RuleSet againstRules,
        TextWriter output,
        TextWriter error,
        Screen? screen,
        CancellationToken cancellationToken)
    {
        var defender = configuration.GetSection(DefenderOptions.Section).Get<DefenderOptions>() ?? new();
        var parser = new MessageParser(defender.Account, defender.Region);
        var settings = SettingsOf(configuration);
        var (ours, against) = (new Backtest(rules, settings), new Backtest(againstRules, settings));
        (DateTimeOffset First, DateTimeOffset Last)? span = null;
        var looked = TimeProvider.System.GetTimestamp();
        await foreach (var message in RecordReader.ReadAsync(wish.Records, cancellationToken))
        {
            span = (span?.First ?? message.At, message.At);
            var parsed = parser.Parse(message.Body);
            if (!ours.Take(message.At, parsed) || !against.Take(message.At, parsed))
            {
                screen?.EndLive();
                await error.WriteLineAsync(ours.Stopped ?? against.Stopped);
                return CannotRun;
            }

            if (screen is { IsLive: true } && TimeProvider.System.GetElapsedTime(looked).TotalMilliseconds >= BetweenLooks)
            {
                looked = TimeProvider.System.GetTimestamp();
                screen.SetLive(string.Create(
                    CultureInfo.InvariantCulture, $"{ours.Messages.Total:N0} messages, {ours.ThingCount:N0} things, {message.At.UtcDateTime:yyyy-MM-dd HH:mm} of the records"));
            }
        }

        ours.Complete();
        against.Complete();
        screen?.EndLive();
        await output.WriteLineAsync(wish.IsJson
            ? BacktestReport.Document(ours, against, rules, againstRules, span).ToJsonString(Indented)
            : string.Join('\n', BacktestReport.Lines(ours, against, rules, againstRules, span)));
        return Good;
    }

    private static BacktestSettings SettingsOf(ConfigurationManager configuration)
    {
        var severity = configuration.GetSection(SeverityOptions.Section).Get<SeverityOptions>() ?? new();
        var correlation = configuration.GetSection(CorrelationOptions.Section).Get<CorrelationOptions>() ?? new();
        var risk = configuration.GetSection(RiskOptions.Section).Get<RiskOptions>() ?? new();
        List<string> problems =
        [
            .. new SeverityOptionsValidator().Validate(null, severity).Failures ?? [],
            .. new CorrelationOptionsValidator().Validate(null, correlation).Failures ?? [],
            .. new RiskOptionsValidator().Validate(null, risk).Failures ?? [],
        ];
        return problems.Count > 0
            ? throw new StartupException(problems)
            : new BacktestSettings
            {
                Severities = new SeverityPolicy(severity),
                Engine = new EngineSettings((long)correlation.Lateness.TotalMilliseconds),
                Risk = risk,
                Verdicts = configuration.GetSection(VerdictOptions.Section).Get<VerdictOptions>() ?? new(),
            };
    }

    /// <summary>What the command line asks for.</summary>
    private sealed record Wish(string Records, string? Rules, string? Against, bool IsJson, IReadOnlyList<string> Settings)
    {
        private const string Usage =
            $"Write {Word} {Command} RECORDS [{BacktestCommand.Rules} PATH] [{BacktestCommand.Against} PATH|{ShippedOnly}] [{Json}] [--Section:Key=Value ...].";

        public static Wish Read(IReadOnlyList<string> args)
        {
            if (args.Count == 0 || args[0].StartsWith('-'))
            {
                throw new StartupException(Usage);
            }

            string? rules = null;
            string? against = null;
            var isJson = false;
            var settings = new List<string>();
            for (var i = 1; i < args.Count; i++)
            {
                if (args[i] == Json)
                {
                    isJson = true;
                }
                else if (!TryRead(args, ref i, BacktestCommand.Rules, ref rules) && !TryRead(args, ref i, BacktestCommand.Against, ref against))
                {
                    settings.Add(args[i]);
                }
            }

            Check(args[0]);
            Check(rules);
            Check(against == ShippedOnly ? null : against);
            return new Wish(args[0], rules, against, isJson, settings);
        }

        private static bool TryRead(IReadOnlyList<string> args, ref int place, string name, ref string? value)
        {
            if (args[place].StartsWith(name + '=', StringComparison.Ordinal))
            {
                value = args[place][(name.Length + 1)..];
                return true;
            }

            if (args[place] != name)
            {
                return false;
            }

            place++;
            value = place < args.Count && !args[place].StartsWith('-') ? args[place] : throw new StartupException($"{name} needs a path. {Usage}");
            return true;
        }

        private static void Check(string? path)
        {
            if (path is not null && !File.Exists(path) && !Directory.Exists(path))
            {
                throw new StartupException($"There is no file and no folder '{path}'.");
            }
        }
    }
}
