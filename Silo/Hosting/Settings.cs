using Amazon.Runtime;

using OrleansDefender.Correlation;
using OrleansDefender.Findings;
using OrleansDefender.Fleet;
using OrleansDefender.Ingress.Recording;
using OrleansDefender.Ingress.Waking;
using OrleansDefender.Simulator;
using OrleansDefender.Things;

namespace OrleansDefender.Silo.Hosting;

/// <summary>Where settings come from, and which there are.</summary>
internal static class Settings
{
    private const string FileName = "appsettings.json";

    /// <summary>Our sections and the types they are read into.</summary>
    public static IReadOnlyList<SettingsSection> Sections { get; } =
    [
        new(DefenderOptions.Section, typeof(DefenderOptions)),
        new(SimulatorOptions.Section, typeof(SimulatorOptions)),
        new(SeverityOptions.Section, typeof(SeverityOptions)),
        new(ContextOptions.Section, typeof(ContextOptions)),
        new(CriticalityOptions.Section, typeof(CriticalityOptions)),
        new(DeliveryOptions.SectionName, typeof(DeliveryOptions)),
        new(ReconcileOptions.Section, typeof(ReconcileOptions)),
        new(PumpSections.Section, typeof(PumpSections)),
        new(RecordOptions.Section, typeof(RecordOptions)),
        new("Wake", typeof(WakeOptions)),
        new(VerdictOptions.Section, typeof(VerdictOptions)),
        new(RiskOptions.Section, typeof(RiskOptions)),
        new(CorrelationOptions.Section, typeof(CorrelationOptions)),
    ];

    // What the frameworks read, besides ours.
    private static readonly string[] ForeignRoots = ["Logging", "Orleans", "AWS"];

    /// <summary>
    /// Replaces the sources: what this mode takes for granted, then the file beside the program, the file in the current directory, the environment, the
    /// command line. The later goes before.
    /// </summary>
    /// <exception cref="StartupException">A setting that nobody reads, or a value that does not fit.</exception>
    public static void Load(ConfigurationManager configuration, IReadOnlyList<string> args)
    {
        var arguments = CommandLine.Read(args, [.. Sections.Select(static section => section.Name.Split(':')[0]).Distinct(), .. ForeignRoots]);
        ((IConfigurationBuilder)configuration).Sources.Clear();
        try
        {
            configuration.AddJsonFile(Path.Combine(AppContext.BaseDirectory, FileName), optional: true, reloadOnChange: false);
            if (Path.GetFullPath(FileName) is var here && here != Path.Combine(AppContext.BaseDirectory, FileName))
            {
                configuration.AddJsonFile(here, optional: true, reloadOnChange: false);
            }

            configuration.AddEnvironmentVariables();
            configuration.AddInMemoryCollection(arguments);
        }
        catch (InvalidDataException error)
        {
            throw new StartupException($"{error.Message} {error.GetBaseException().Message}", error);
        }

        if (SettingsCheck.Check(configuration, Sections) is { Count: > 0 } problems)
        {
            throw new StartupException(problems);
        }

        // What stands nowhere else. It has to know the mode, so it comes last, and is put first.
        var sources = ((IConfigurationBuilder)configuration).Sources;
        sources.Insert(0, new Microsoft.Extensions.Configuration.Memory.MemoryConfigurationSource { InitialData = Defaults(configuration) });
    }

    private static Dictionary<string, string?> Defaults(ConfigurationManager configuration)
    {
        var defender = configuration.GetSection(DefenderOptions.Section).Get<DefenderOptions>() ?? new DefenderOptions();
        var defaults = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
        {
            ["Logging:LogLevel:Default"] = "Warning",
            ["Logging:LogLevel:OrleansDefender"] = "Information",

            // It warns at every start, as its first look has nothing to compare with; the checks it makes are in our own health.
            ["Logging:LogLevel:Orleans.Runtime.Watchdog"] = "Error",

            // It warns of each turn that takes over 200 ms; on a busy laptop those come by the dozen and there is nothing to do about one.
            ["Logging:LogLevel:Orleans.Runtime.Scheduler.WorkItemGroup"] = "Error",
        };
        if (defender.Mode == DefenderMode.Local)
        {
            defaults["Defender:Account"] = DefenderOptions.LocalAccount;
            defaults["Defender:Region"] = DefenderOptions.LocalRegion;
            defaults["Simulator:Story"] = "demo";
            defaults["Simulator:DataPath"] = defender.DataPath;
            defaults["Simulator:Account"] = defender.Account is { Length: > 0 } account ? account : DefenderOptions.LocalAccount;
            defaults["Simulator:Region"] = defender.Region is { Length: > 0 } region ? region : DefenderOptions.LocalRegion;
        }
        else if (FallbackRegionFactory.GetRegionEndpoint()?.SystemName is { } region)
        {
            defaults["Defender:Region"] = region;
        }

        return defaults;
    }
}
