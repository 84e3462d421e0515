using System.Diagnostics;
using System.Globalization;

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

using Orleans.Serialization;
using Orleans.Serialization.Serializers;
using Orleans.Storage;

using OrleansDefender.Fleet;
using OrleansDefender.Silo.Storage;
using OrleansDefender.Things;

namespace OrleansDefender.Tests.Benchmarks.Storage;

/// <summary>Durable writes per second of the local database: each write alone, and many in one commit.</summary>
/// <remarks>
/// Options: <c>--seconds</c> per line (2), <c>--bytes</c> of a state (600), <c>--things</c> (10,000), <c>--folder</c> for the file. Callers write, await, and write again, each its
/// own things, as grains do. All lines of a run are on the same machine in the same minutes: the ratios mean something, the numbers are the disk's.
/// </remarks>
internal static class StorageBenchmark
{
    /// <summary>Runs all lines.</summary>
    public static async Task RunAsync(BenchmarkArguments arguments)
    {
        var folder = arguments.Get("folder", Path.Combine(Path.GetTempPath(), $"defender-benchmark-{Environment.ProcessId}"));
        var setup = new Setup(folder, TimeSpan.FromSeconds(arguments.Get("seconds", 2)), arguments.Get("bytes", 600), arguments.Get("things", 10_000));
        Console.WriteLine($"State writes of {setup.Bytes} bytes over {setup.Things} things, each durable when acknowledged; {Environment.ProcessorCount} cores, {folder}");
        Console.WriteLine($"{"",-44}{"writes/s",10}{"per commit",12}{"p50 ms",9}{"p99 ms",9}{"ratio",8}");

        // Not printed: the first line would pay for the compiler.
        await MeasureAsync(setup with { Duration = TimeSpan.FromSeconds(1) }, 64, 512, false);

        var alone = await MeasureAsync(setup, 64, mostPerTransaction: 1, withRows: false);
        Print("64 callers, one write per commit", alone, alone);
        Print("1 caller", await MeasureAsync(setup, 1, 512, false), alone);
        foreach (var callers in (int[])[16, 64, 256, 1024])
        {
            Print($"{callers} callers, grouped", await MeasureAsync(setup, callers, 512, false), alone);
        }

        Print("256 callers, grouped, state then watch row", await MeasureAsync(setup, 256, 512, withRows: true), alone);
    }

    private static void Print(string what, Result result, Result baseline) =>
        Console.WriteLine(
            $"{what,-44}{result.PerSecond,10:N0}{result.PerCommit,12:N1}{result.Median.TotalMilliseconds,9:N2}{result.Slow.TotalMilliseconds,9:N2}{result.PerSecond / baseline.PerSecond,7:N1}x");

    private static async Task<Result> MeasureAsync(Setup setup, int callers, int mostPerTransaction, bool withRows)
    {
        await using var services = new ServiceCollection().AddSerializer().BuildServiceProvider();
        try
        {
            await using var store = SqliteStore.Open(
                new SqliteStoreOptions { DataFolder = setup.Folder, MostPerTransaction = mostPerTransaction }, TimeProvider.System, NullLogger<SqliteStore>.Instance);
            var storage = new SqliteGrainStorage(
                "things",
                new SqliteGrainStorageOptions(),
                new OrleansGrainStorageSerializer(services.GetRequiredService<Serializer>()),
                store,
                services.GetRequiredService<IActivatorProvider>(),
                TimeProvider.System,
                NullLogger<SqliteGrainStorage>.Instance);
            var list = withRows ? new SqliteWatchList(store) : null;

            // All things exist before the clock runs, so that updates are measured, which is what a running system does.
            var states = await CreateAsync(setup, storage);
            var before = store.Statistics;
            var begin = Stopwatch.GetTimestamp();
            var times = await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(() => WriteAsync(setup, storage, list, states, caller, callers))));
            var elapsed = Stopwatch.GetElapsedTime(begin);
            var after = store.Statistics;

            var sorted = times.SelectMany(time => time).Order().ToArray();
            return new Result(
                (after.Writes - before.Writes) / elapsed.TotalSeconds,
                (double)(after.Writes - before.Writes) / (after.Transactions - before.Transactions),
                sorted[sorted.Length / 2],
                sorted[(int)(sorted.Length * 0.99)]);
        }
        finally
        {
            Directory.Delete(setup.Folder, recursive: true);
        }
    }

    private static async Task<GrainState<byte[]>[]> CreateAsync(Setup setup, SqliteGrainStorage storage)
    {
        var states = new GrainState<byte[]>[setup.Things];
        for (var i = 0; i < states.Length; i++)
        {
            states[i] = new GrainState<byte[]>(new byte[setup.Bytes]);
        }

        await Parallel.ForAsync(
            0, states.Length, new ParallelOptions { MaxDegreeOfParallelism = 256 }, async (i, token) => await storage.WriteStateAsync("state", GrainOf(i), states[i], token));
        return states;
    }

    private static async Task<List<TimeSpan>> WriteAsync(
        Setup setup, SqliteGrainStorage storage, SqliteWatchList? list, GrainState<byte[]>[] states, int caller, int callers)
    {
        var times = new List<TimeSpan>();
        var begin = Stopwatch.GetTimestamp();
        for (var revision = 1L; ; revision++)
        {
            // Each caller has its own things: no write is refused for its version.
            for (var i = caller; i < states.Length; i += callers)
            {
                var start = Stopwatch.GetTimestamp();
                await storage.WriteStateAsync("state", GrainOf(i), states[i], CancellationToken.None);
                if (list is not null)
                {
                    await list.UpsertAsync(RowOf(i, revision));
                }

                times.Add(Stopwatch.GetElapsedTime(start));
                if (Stopwatch.GetElapsedTime(begin) > setup.Duration)
                {
                    return times;
                }
            }
        }
    }

    private static string NameOf(int thing) => thing.ToString("'sensor-'000000", CultureInfo.InvariantCulture);

    private static GrainId GrainOf(int thing) => GrainId.Create("thing", $"111122223333/us-east-1/{NameOf(thing)}");

    private static WatchRow RowOf(int thing, long revision) => new()
    {
        Thing = new ThingKey("111122223333", "us-east-1", NameOf(thing)),
        Revision = revision,
        Severity = (Severity)(revision % 6),
        OpenAlarms = 1,
        ClosedAlarms = 0,
        Flags = WatchFlags.None,
        LastEventAt = DateTimeOffset.UnixEpoch.AddSeconds(revision),
    };

    private sealed record Setup(string Folder, TimeSpan Duration, int Bytes, int Things);

    private sealed record Result(double PerSecond, double PerCommit, TimeSpan Median, TimeSpan Slow);
}
