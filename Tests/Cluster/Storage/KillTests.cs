using System.Diagnostics;
using System.Globalization;

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

using Orleans.Serialization;
using Orleans.Serialization.Serializers;
using Orleans.Storage;

using OrleansDefender.Silo.Storage;

using Xunit;

namespace OrleansDefender.Tests.Cluster.Storage;

/// <summary>A process that writes is killed in the middle of it: what it acknowledged is there.</summary>
public sealed class KillTests
{
    private const string FolderVariable = "DEFENDER_TEST_KILL_FOLDER";
    private const string Mark = "acknowledged:";
    private const int Grains = 64;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_acknowledged_state_survives_the_killing_of_its_process()
    {
        using var folder = new TestFolder();
        var acknowledged = new int[Grains];
        for (var round = 1; round <= 3; round++)
        {
            var start = new ProcessStartInfo(Environment.ProcessPath!)
            {
                RedirectStandardOutput = true,
                Environment = { [FolderVariable] = folder.Path },
            };
            if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
            {
                start.ArgumentList.Add(typeof(KillTests).Assembly.Location);
            }

            foreach (var argument in (string[])["-explicit", "only", "-method", $"{typeof(KillTests).FullName}.{nameof(The_process_that_is_killed)}"])
            {
                start.ArgumentList.Add(argument);
            }

            using var process = Process.Start(start)!;
            try
            {
                var lines = 0;
                while (await process.StandardOutput.ReadLineAsync(Token) is { } line)
                {
                    var at = line.IndexOf(Mark, StringComparison.Ordinal);
                    if (at < 0)
                    {
                        continue;
                    }

                    // The line that was cut by the kill may be the last.
                    var parts = line[(at + Mark.Length)..].Split(',');
                    if (parts is [var grain, var number, "."])
                    {
                        acknowledged[int.Parse(grain, CultureInfo.InvariantCulture)] = int.Parse(number, CultureInfo.InvariantCulture);
                    }

                    if (++lines == 2000)
                    {
                        process.Kill();
                    }
                }

                Assert.True(lines >= 2000, $"round {round}: the writing process ended by itself after {lines} writes");
            }
            finally
            {
                process.Kill();
                await process.WaitForExitAsync(Token);
            }

            await using var services = new ServiceCollection().AddSerializer().BuildServiceProvider();
            await using var store = SqliteStore.Open(new SqliteStoreOptions { DataFolder = folder.Path }, TimeProvider.System, NullLogger<SqliteStore>.Instance);
            var storage = CreateStorage(store, services);
            for (var grain = 0; grain < Grains; grain++)
            {
                var state = await ReadAsync(storage, grain);

                // One more may have been stored than was acknowledged, as each grain has one write at a time.
                Assert.InRange(state.State!.Number, acknowledged[grain], acknowledged[grain] + 1);
                acknowledged[grain] = state.State.Number;
            }
        }
    }

    /// <summary>No test by itself: the process that the test above starts and kills. It ends by itself should nobody kill it.</summary>
    [Fact(Explicit = true)]
    public async Task The_process_that_is_killed()
    {
        var folder = Environment.GetEnvironmentVariable(FolderVariable);
        Assert.NotNull(folder);
        await using var services = new ServiceCollection().AddSerializer().BuildServiceProvider();
        await using var store = SqliteStore.Open(new SqliteStoreOptions { DataFolder = folder }, TimeProvider.System, NullLogger<SqliteStore>.Instance);
        var storage = CreateStorage(store, services);
        await using var output = TextWriter.Synchronized(new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true });
        await Task.WhenAll(Enumerable.Range(0, Grains).Select(WriteAsync));
        Assert.Fail("Nobody killed it.");

        async Task WriteAsync(int grain)
        {
            var state = await ReadAsync(storage, grain);
            for (var i = 0; i < 5000; i++)
            {
                state.State!.Number++;
                await storage.WriteStateAsync("s", GrainId.Create("test", grain.ToString(CultureInfo.InvariantCulture)), state, Token);
                output.Write(string.Create(CultureInfo.InvariantCulture, $"{Mark}{grain},{state.State.Number},.\n"));
            }
        }
    }

    private static async Task<GrainState<StorageTestState>> ReadAsync(SqliteGrainStorage storage, int grain)
    {
        var state = new GrainState<StorageTestState>(new StorageTestState());
        await storage.ReadStateAsync("s", GrainId.Create("test", grain.ToString(CultureInfo.InvariantCulture)), state, Token);
        return state;
    }

    private static SqliteGrainStorage CreateStorage(SqliteStore store, ServiceProvider services) => new(
        "things",
        new SqliteGrainStorageOptions(),
        new OrleansGrainStorageSerializer(services.GetRequiredService<Serializer>()),
        store,
        services.GetRequiredService<IActivatorProvider>(),
        TimeProvider.System,
        NullLogger<SqliteGrainStorage>.Instance);
}
