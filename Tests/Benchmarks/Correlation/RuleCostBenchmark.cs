using System.Diagnostics;
using System.Globalization;

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

using Orleans.Serialization;
using Orleans.Serialization.Serializers;
using Orleans.Storage;

using OrleansDefender.Correlation.Engine;
using OrleansDefender.Correlation.Rules;
using OrleansDefender.Silo.RuleFiles;
using OrleansDefender.Silo.Storage;
using OrleansDefender.Things;

namespace OrleansDefender.Tests.Benchmarks.Correlation;

/// <summary>What the shipped rules add to the cost of applying an event: the thing's logic, its durable state and its watch row, with rules and without, by turns.</summary>
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
            var with = new List<double>();
            var without = new List<double>();
            for (var round = 0; round < arguments.Get("rounds", 3); round++)
            {
                without.Add(await MeasureAsync(folder, things, events, RuleSet.Empty));
                with.Add(await MeasureAsync(folder, things, events, rules));
            }

            Console.WriteLine($"{"an event without rules",-40}{without.Min(),10:N1} µs of processor time");
            Console.WriteLine($"{"an event with the shipped rules",-40}{with.Min(),10:N1} µs of processor time");
            Console.WriteLine($"{"the rules add",-40}{(with.Min() / without.Min()) - 1,10:P0}");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<double> MeasureAsync(string folder, int things, int events, RuleSet rules)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        await using var services = new ServiceCollection().AddSerializer().BuildServiceProvider();
        await using var store = SqliteStore.Open(new SqliteStoreOptions { DataFolder = folder }, TimeProvider.System, NullLogger<SqliteStore>.Instance);
        var storage = new SqliteGrainStorage(
            "things",
            new SqliteGrainStorageOptions(),
            new OrleansGrainStorageSerializer(services.GetRequiredService<Serializer>()),
            store,
            services.GetRequiredService<IActivatorProvider>(),
            TimeProvider.System,
            NullLogger<SqliteGrainStorage>.Instance);
        var rows = new SqliteWatchList(store);
        GC.Collect();
        var begin = Process.GetCurrentProcess().TotalProcessorTime;
        await Parallel.ForAsync(0, things, new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (thing, token) =>
        {
            var key = new ThingKey("111122223333", "us-east-1", thing.ToString("'pump-'0000", CultureInfo.InvariantCulture));
            var grain = GrainId.Create("thing", key.ToString());
            var state = new GrainState<ThingState>(ThingState.Empty);
            for (var number = 0; number < events; number++)
            {
                var detectEvent = Event(thing, number);
                var now = detectEvent.Time.AddSeconds(5);
                var transition = ThingLogic.Apply(
                    state.State!, key, new ThingCauses { Events = [detectEvent] }, SeverityPolicy.Default, now, new ThingRules { Match = new RuleMatch(rules) });
                state.State = transition.State;
                await storage.WriteStateAsync("thing", grain, state, token);
                await rows.UpsertAsync(ThingLogic.Row(state.State, key, now), token);
            }
        });
        return (Process.GetCurrentProcess().TotalProcessorTime - begin).TotalMicroseconds / ((double)things * events);
    }

    /// <summary>Alarms that open and clear by turns, an hour and some minutes apart: what a fleet that is not quite well does.</summary>
    private static DetectEvent Event(int thing, int number)
    {
        var episode = number / 2;
        return new DetectEvent
        {
            Profile = "PumpCloudSideRules",
            Behavior = Behaviors[episode % Behaviors.Length],
            Kind = number % 2 == 0 ? TransitionKind.InAlarm : TransitionKind.Cleared,
            Time = DateTimeOffset.UnixEpoch.AddDays(20_000).AddMinutes((episode * 70) + (number % 2 * 20)),
            ViolationId = $"{thing:x8}{episode:x8}{0:x16}",
            Metric = "aws:num-connection-attempts",
            CriteriaType = "STATIC",
            Criteria = "less-than-equals 5 in 300 s",
            Value = "54",
        };
    }
}
