using System.Diagnostics;
using System.Globalization;

using Microsoft.Extensions.DependencyInjection;

using Orleans.TestingHost;

using OrleansDefender.Correlation.Rules;
using OrleansDefender.Silo.RuleFiles;
using OrleansDefender.Things;

namespace OrleansDefender.Tests.Benchmarks.Correlation;

/// <summary>
/// What the shipped rules add to the cost of applying an event: things' grains in a silo, with their durable state and their watch rows, with rules and without, by
/// turns.
/// </summary>
/// <remarks>Options: <c>--things</c> (500), <c>--events</c> of each (24), <c>--rounds</c> (3). Processor time is the whole process's; nothing else runs in it.</remarks>
internal static class RuleCostBenchmark
{
    private static readonly string[] Behaviors = ["ConnectionAttempts-Low", "MessagesReceived-Medium", "AuthorizationFailures-High"];

    /// <summary>Runs it.</summary>
    public static async Task RunAsync(BenchmarkArguments arguments)
    {
        var things = arguments.Get("things", 500);
        var events = arguments.Get("events", 24);
        var rules = RuleSources.Load("", []).Rules ?? throw new InvalidOperationException("The shipped rules have problems.");
        Console.WriteLine(
            $"{things:N0} things of {Behaviors.Length} alarms, {events} events each, {rules.Correlations.Length} rules; {Environment.ProcessorCount} cores");
        var folder = Path.Combine(Path.GetTempPath(), $"defender-rule-cost-{Environment.ProcessId}");
        try
        {
            await MeasureAsync(folder, things, events, rules);
            var with = new List<(double Time, double Bytes)>();
            var without = new List<(double Time, double Bytes)>();
            for (var round = 0; round < arguments.Get("rounds", 3); round++)
            {
                without.Add(await MeasureAsync(folder, things, events, RuleSet.Empty));
                with.Add(await MeasureAsync(folder, things, events, rules));
            }

            var (bare, full) = (without.Min(), with.Min());
            Console.WriteLine($"{"an event without rules",-40}{bare.Time,10:N1} µs of processor time, {bare.Bytes / 1024,6:N1} KiB allocated");
            Console.WriteLine($"{"an event with the shipped rules",-40}{full.Time,10:N1} µs of processor time, {full.Bytes / 1024,6:N1} KiB allocated");
            Console.WriteLine($"{"the rules add",-40}{(full.Time / bare.Time) - 1,10:P0}");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<(double Time, double Bytes)> MeasureAsync(string folder, int things, int events, RuleSet rules)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        var catalog = new RuleCatalog();
        catalog.Replace(rules);
        var builder = new InProcessTestClusterBuilder(initialSilosCount: 1);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddSqliteStore(options => options.DataFolder = folder);
            silo.Services.AddSqliteWatchList();
            silo.AddSqliteGrainStorage(GrainStorageNames.Things);
            silo.Services.AddSingleton(SeverityPolicy.Default);
            silo.Services.AddSingleton(catalog);
            silo.Services.AddThingRules();
        });
        await using var cluster = builder.Build();
        await cluster.DeployAsync();
        var newest = DateTimeOffset.UtcNow;

        // Half of the things warm up what the other half is measured with.
        await ApplyAsync(0, things);
        GC.Collect();
        var bytes = GC.GetTotalAllocatedBytes();
        var begin = Process.GetCurrentProcess().TotalProcessorTime;
        await ApplyAsync(things, things);
        var applied = (double)things * events;
        return ((Process.GetCurrentProcess().TotalProcessorTime - begin).TotalMicroseconds / applied, (GC.GetTotalAllocatedBytes() - bytes) / applied);

        Task ApplyAsync(int from, int count) =>
            Parallel.ForAsync(from, from + count, new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (number, token) =>
            {
                var key = new ThingKey("111122223333", "us-east-1", number.ToString("'pump-'0000", CultureInfo.InvariantCulture));
                var thing = cluster.Client.GetGrain<IThingGrain>(key.ToString());
                for (var place = 0; place < events; place++)
                {
                    await thing.Apply(new ThingCauses { Events = [Event(number, place, newest.AddMinutes((place - events) * 40))] }, token);
                }
            });
    }

    /// <summary>Alarms that open and clear by turns, an hour and some minutes apart: what a fleet that is not quite well does.</summary>
    private static DetectEvent Event(int thing, int number, DateTimeOffset time)
    {
        var episode = number / 2;
        return new DetectEvent
        {
            Profile = "PumpCloudSideRules",
            Behavior = Behaviors[episode % Behaviors.Length],
            Kind = number % 2 == 0 ? TransitionKind.InAlarm : TransitionKind.Cleared,
            Time = time,
            ViolationId = $"{thing:x8}{episode:x8}{0:x16}",
            Metric = "aws:num-connection-attempts",
            CriteriaType = "STATIC",
            Criteria = "less-than-equals 5 in 300 s",
            Value = "54",
        };
    }
}
