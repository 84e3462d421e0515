using OrleansDefender.Silo.Hosting;
using OrleansDefender.Tests.Shared;

namespace OrleansDefender.Tests.Aws.EndToEnd;

/// <summary>The product in a process of its own, as an operator starts it; for tests that kill it.</summary>
public sealed class SiloProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan ExitTimeout = TimeSpan.FromSeconds(30);

    private readonly ChildProcess _process;

    private SiloProcess(ChildProcess process, string url, string? simulatorUrl)
    {
        _process = process;
        SimulatorUrl = simulatorUrl;
        Http = new HttpClient { BaseAddress = new Uri(url) };
    }

    /// <summary>A client of the API.</summary>
    public HttpClient Http { get; }

    /// <summary>The simulator's address, embedded or apart.</summary>
    public string? SimulatorUrl { get; }

    /// <summary>What it printed last, both streams.</summary>
    public IReadOnlyList<string> Output => _process.Output;

    /// <summary>Starts the product and waits until it says that it is ready.</summary>
    /// <param name="dataPath">The data folder.</param>
    /// <param name="settings">Settings of the command line's form; they go before free ports and no story.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<SiloProcess> StartAsync(string dataPath, IEnumerable<string>? settings, CancellationToken cancellationToken)
    {
        var process = Launch([.. SiloHost.Arguments(dataPath), .. settings ?? []]);
        try
        {
            var api = await process.WaitForLineAsync(@"^API\s+(http://\S+)", StartTimeout, cancellationToken);
            var simulator = await process.WaitForLineAsync(@"^Simulator\s+(http://\S+)", StartTimeout, cancellationToken);
            return new SiloProcess(process, api.Groups[1].Value, simulator.Groups[1].Value);
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs the product with exactly these arguments, until it ends by itself.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="environment">Variables on top of this process's own.</param>
    /// <param name="workingDirectory">Where to run.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The exit code, and what it printed on both streams.</returns>
    public static async Task<(int ExitCode, IReadOnlyList<string> Output)> RunToEndAsync(
        IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string?>? environment,
        string? workingDirectory,
        CancellationToken cancellationToken)
    {
        await using var process = Launch(arguments, environment, workingDirectory);
        return (await process.WaitForExitAsync(ExitTimeout, cancellationToken), process.Output);
    }

    /// <summary>Ends it without asking (SIGKILL).</summary>
    public void Kill() => _process.Kill();

    /// <summary>Asks it to end (SIGTERM), and waits until it has.</summary>
    /// <param name="timeout">How long it may take.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The exit code.</returns>
    public async Task<int> TerminateAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        _process.Terminate();
        return await _process.WaitForExitAsync(timeout, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _process.DisposeAsync();
    }

    private static ChildProcess Launch(
        IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? environment = null, string? workingDirectory = null) =>
        ChildProcess.Start("dotnet", [typeof(SiloApp).Assembly.Location, .. arguments], environment, workingDirectory);
}
