using System.Diagnostics;

using OrleansDefender.Tests.Shared;

namespace OrleansDefender.Tests.Aws.SimulatorTests;

/// <summary>A simulator in a process of its own, which can be killed.</summary>
internal sealed class SimulatorProcess : IDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan ExitTimeout = TimeSpan.FromSeconds(30);

    private readonly ChildProcess _process;

    private SimulatorProcess(ChildProcess process, string url)
    {
        _process = process;
        Url = url;
    }

    public string Url { get; }

    /// <summary>The resident memory in bytes.</summary>
    public long Resident
    {
        get
        {
            using var process = Process.GetProcessById(_process.Id);
            return process.WorkingSet64;
        }
    }

    public static async Task<SimulatorProcess> StartAsync(string folder, CancellationToken cancellationToken, params IEnumerable<string> settings)
    {
        var process = ChildProcess.Start(
            "dotnet",
            [Path.Combine(AppContext.BaseDirectory, "OrleansDefender.Simulator.dll"), "--Simulator:Url=http://127.0.0.1:0", $"--Simulator:DataPath={folder}", .. settings]);
        try
        {
            // A story that has begun may be logged before the address is told.
            var line = await process.WaitForLineAsync(@"^AWS simulator on (http://\S+)", StartTimeout, cancellationToken);
            return new SimulatorProcess(process, line.Groups[1].Value);
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync(CancellationToken cancellationToken)
    {
        _process.Kill();
        await _process.WaitForExitAsync(ExitTimeout, cancellationToken);
    }

    /// <summary>SIGTERM; returns the exit code and how long it took.</summary>
    public async Task<(int Code, TimeSpan Duration)> TerminateAsync(CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        _process.Terminate();
        var code = await _process.WaitForExitAsync(ExitTimeout, cancellationToken);
        return (code, Stopwatch.GetElapsedTime(started));
    }

    public void Dispose() => _process.Kill();
}
