namespace OrleansDefender.Silo.Hosting;

/// <summary>The command line: <c>--Section:Key=Value</c> for any setting, and the switches.</summary>
internal static class CommandLine
{
    /// <summary>What <c>--help</c> prints.</summary>
    public const string Usage =
        """
        OrleansDefender: remembers what AWS IoT Device Defender reports of each thing, and keeps Security Hub in step.

          dotnet run --project Silo [-- ] [--fresh] [--Section:Key=Value ...]

          --fresh                        forget everything first (the product's files in the data folder)
          --Defender:Mode=Local|Aws      where the AWS services are; Local needs none (default)
          --Defender:Url=URL             the API's address on loopback (http://127.0.0.1:5080; port 0 takes a free one)
          --Defender:DataPath=FOLDER     the data folder (data)
          --Simulator:Story=demo|storm|audit-storm|none
                                         what the simulated fleet does
          --Simulator:Embedded=false     use a simulator that runs apart, at --Simulator:Url
          --Correlation:RulesPath=FOLDER correlation rules of your own, besides the shipped ones

        Rules can be looked at without starting anything (the exit code is 1 where something is wrong):

          rules validate [PATH] [--json] reads the shipped rules and those of a file or folder (default: Correlation:RulesPath)
          rules test [PATH] [--json]     and runs the tests that stand in them
          rules backtest RECORDS [--rules PATH] [--against PATH|shipped] [--json]
                                         replays recorded events (Record:Path) against the shipped rules and those of PATH, and
                                         says what is different from the other ones (default: from no rules); 2: it cannot run

        Any setting may also stand in appsettings.json in the current directory, or in the environment (Simulator__Story).
        """;

    private static readonly string[] HelpSwitches = ["--help", "-h", "-?"];

    /// <summary>Whether somebody asks for help.</summary>
    public static bool AsksForHelp(IReadOnlyList<string> args) => args.Any(static arg => HelpSwitches.Contains(arg, StringComparer.Ordinal));

    /// <summary>Reads the settings of a command line.</summary>
    /// <param name="args">The arguments.</param>
    /// <param name="roots">The first parts of all keys that mean something.</param>
    /// <exception cref="StartupException">An argument is no setting.</exception>
    public static IReadOnlyDictionary<string, string?> Read(IReadOnlyList<string> args, IReadOnlyCollection<string> roots)
    {
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        var problems = new List<string>();
        for (var i = 0; i < args.Count; i++)
        {
            var arg = args[i];
            if (arg is "--fresh")
            {
                settings[$"{DefenderOptions.Section}:{nameof(DefenderOptions.Fresh)}"] = "true";
                continue;
            }

            var equals = arg.IndexOf('=', StringComparison.Ordinal);
            var key = (equals < 0 ? arg : arg[..equals]).TrimStart('-');
            var colon = key.IndexOf(':', StringComparison.Ordinal);
            if (!arg.StartsWith("--", StringComparison.Ordinal) || colon < 1)
            {
                problems.Add($"'{arg}' is no argument; write --Section:Key=Value, --fresh or --help.");
                continue;
            }

            var root = key[..colon];
            if (!roots.Contains(root, StringComparer.OrdinalIgnoreCase))
            {
                problems.Add(SettingsCheck.Nearest(root, roots) is { } meant
                    ? $"--{key} is no setting; did you mean --{meant}{key[colon..]}?"
                    : $"--{key} is no setting; the sections are {string.Join(", ", roots.Order(StringComparer.Ordinal))}.");
                continue;
            }

            if (equals >= 0)
            {
                settings[key] = arg[(equals + 1)..];
            }
            else if (i + 1 < args.Count && !args[i + 1].StartsWith("--", StringComparison.Ordinal))
            {
                settings[key] = args[++i];
            }
            else
            {
                problems.Add($"--{key} has no value; write --{key}=VALUE.");
            }
        }

        return problems.Count == 0 ? settings : throw new StartupException(problems);
    }
}
