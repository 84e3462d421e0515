using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace OrleansDefender.Tests.Shared;

/// <summary>A server that a test starts beside itself. Disposing it ends it, with everything it started.</summary>
/// <remarks>
/// Both streams are read all the time, so that the server never waits for a reader, and the last <see cref="KeptLines"/> lines are kept.
/// Safe for concurrent use.
/// </remarks>
public sealed class ChildProcess : IAsyncDisposable
{
    /// <summary>How many lines of output are kept; older ones are dropped.</summary>
    public const int KeptLines = 500;

    private static readonly TimeSpan BetweenConnects = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan UntilGone = TimeSpan.FromSeconds(10);

    private readonly Process _process;
    private readonly Lock _lock = new();
    private readonly Queue<string> _lines = new();
    private readonly List<(Regex Pattern, TaskCompletionSource<Match> Found)> _waiters = [];
    private Task _watch = Task.CompletedTask;
    private bool _outputEnded;

    private ChildProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
    }

    /// <summary>The process id.</summary>
    public int Id => _process.Id;

    /// <summary>Whether it has ended.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>The lines kept so far, of both streams, oldest first.</summary>
    public IReadOnlyList<string> Output
    {
        get
        {
            lock (_lock)
            {
                return [.. _lines];
            }
        }
    }

    /// <summary>Where an executable is, looked for along <c>PATH</c>; <see langword="null"/> where it is not.</summary>
    /// <param name="name">The file's name.</param>
    public static string? Find(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);

    /// <summary>A TCP port of 127.0.0.1 that nobody listens on right now, for servers that cannot be given port 0. Another may still take it first.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Starts a process.</summary>
    /// <param name="fileName">The executable, as a path or to be found along <c>PATH</c>.</param>
    /// <param name="arguments">The arguments, none of them quoted.</param>
    /// <param name="environment">Variables to set on top of this process's own; a <see langword="null"/> value removes one.</param>
    /// <param name="workingDirectory">Where to run; the current directory if absent.</param>
    public static ChildProcess Start(
        string fileName,
        IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string?>? environment = null,
        string? workingDirectory = null)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        var start = new ProcessStartInfo(fileName, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = workingDirectory ?? "",
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>())
        {
            start.Environment[name] = value;
        }

        var process = new Process { StartInfo = start };
        var child = new ChildProcess(process);
        process.Start();
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        child._watch = child.WatchAsync();
        return child;
    }

    /// <summary>Waits until a line matches; lines that came before the call and are still kept count.</summary>
    /// <param name="pattern">A regular expression.</param>
    /// <param name="timeout">How long to wait.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InvalidOperationException">The process ended first; its output is in the message.</exception>
    /// <exception cref="TimeoutException">Nothing matched in time.</exception>
    public async Task<Match> WaitForLineAsync(string pattern, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var expression = new Regex(pattern, RegexOptions.CultureInvariant);
        var found = new TaskCompletionSource<Match>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            foreach (var line in _lines)
            {
                if (expression.Match(line) is { Success: true } match)
                {
                    return match;
                }
            }

            if (_outputEnded)
            {
                throw Ended();
            }

            _waiters.Add((expression, found));
        }

        return await found.Task.WaitAsync(timeout, cancellationToken);
    }

    /// <summary>Waits until something listens on a port of 127.0.0.1.</summary>
    /// <param name="port">The port.</param>
    /// <param name="timeout">How long to wait.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InvalidOperationException">The process ended first; its output is in the message.</exception>
    /// <exception cref="TimeoutException">Nobody listened in time.</exception>
    public async Task WaitForPortAsync(int port, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);
        using var tick = new PeriodicTimer(BetweenConnects);
        while (true)
        {
            if (_process.HasExited)
            {
                throw Ended();
            }

            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, port, limit.Token);
                return;
            }
            catch (SocketException)
            {
                // Nobody listens yet.
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                throw TooLate(port, timeout);
            }

            try
            {
                await tick.WaitForNextTickAsync(limit.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                throw TooLate(port, timeout);
            }
        }
    }

    /// <summary>Ends the process and all it started, without asking (SIGKILL). Harmless where it has ended already.</summary>
    public void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended already.
        }
    }

    /// <summary>Asks the process to end (SIGTERM).</summary>
    public void Terminate()
    {
        using var kill = Process.Start("kill", ["-TERM", Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>Waits until the process has ended by itself.</summary>
    /// <param name="timeout">How long to wait.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Its exit code.</returns>
    /// <exception cref="TimeoutException">It runs still.</exception>
    public async Task<int> WaitForExitAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken).WaitAsync(timeout, cancellationToken);
        return _process.ExitCode;
    }

    /// <summary>Ends the process and all it started, and waits until it is gone.</summary>
    public async ValueTask DisposeAsync()
    {
        Kill();
        await _watch.WaitAsync(UntilGone);
        _process.Dispose();
    }

    private static TimeoutException TooLate(int port, TimeSpan timeout) => new($"Nobody listened on port {port} within {timeout}.");

    private void Keep(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_lock)
        {
            _lines.Enqueue(line);
            if (_lines.Count > KeptLines)
            {
                _lines.Dequeue();
            }

            _waiters.RemoveAll(waiter => waiter.Pattern.Match(line) is { Success: true } match && waiter.Found.TrySetResult(match));
        }
    }

    // A process can be gone before its last lines are read: those who wait for a line are given up only after the end of its output.
    private async Task WatchAsync()
    {
        await _process.WaitForExitAsync();
        lock (_lock)
        {
            _outputEnded = true;
            foreach (var (_, found) in _waiters)
            {
                found.TrySetException(Ended());
            }

            _waiters.Clear();
        }
    }

    private InvalidOperationException Ended() =>
        new($"{_process.StartInfo.FileName} ended with code {_process.ExitCode}:{Environment.NewLine}{string.Join(Environment.NewLine, Output)}");
}
