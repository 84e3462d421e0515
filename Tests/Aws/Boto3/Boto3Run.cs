using System.ComponentModel;
using System.Diagnostics;

using Xunit;

namespace OrleansDefender.Tests.Aws.Boto3;

/// <summary>The results of a Python script that asks an endpoint by boto3 and prints one line per case: <c>PASS name</c> or <c>FAIL name: reason</c>.</summary>
public sealed class Boto3Run
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    /// <summary>By case: <see langword="null"/> where it passed, else the reason.</summary>
    private readonly Dictionary<string, string?> _results = new(StringComparer.Ordinal);
    private readonly string? _skip;
    private readonly string _end;

    private Boto3Run(string? skip, string output, string end)
    {
        _skip = skip;
        _end = end;
        foreach (var line in output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (line.StartsWith("PASS ", StringComparison.Ordinal))
            {
                _results.Add(line[5..], null);
            }
            else if (line.StartsWith("FAIL ", StringComparison.Ordinal) && line.IndexOf(": ", StringComparison.Ordinal) is var colon and > 0)
            {
                _results.Add(line[5..colon], line[(colon + 2)..]);
            }
        }
    }

    /// <summary>Runs a script of this folder to its end. Where python3 or boto3 is not installed, every assertion skips its test.</summary>
    public static Task<Boto3Run> RunAsync(string script, string endpoint, CancellationToken cancellationToken) =>
        RunAsync("boto3", Path.Combine("Boto3", script), ["--endpoint", endpoint], cancellationToken);

    /// <summary>Runs a script to its end. Where python3 or a module that it needs is not installed, every assertion skips its test.</summary>
    /// <param name="module">The module.</param>
    /// <param name="script">The script's path, from the tests' output folder.</param>
    /// <param name="arguments">What it is told.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<Boto3Run> RunAsync(string module, string script, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        if (await ExecuteAsync(["-c", $"import {module}"], cancellationToken) is not { } probe)
        {
            return new Boto3Run("python3 is not installed.", string.Empty, string.Empty);
        }

        if (probe.Code != 0)
        {
            return probe.Error.Contains("ModuleNotFoundError", StringComparison.Ordinal)
                ? new Boto3Run($"{module} is not installed (pip install {module}).", string.Empty, string.Empty)
                : throw new InvalidOperationException($"python3 failed: {probe.Error}");
        }

        var run = (await ExecuteAsync([Path.Combine(AppContext.BaseDirectory, script), .. arguments], cancellationToken))!.Value;
        return new Boto3Run(null, run.Output, $"The script ended with {run.Code}. {run.Error}");
    }

    /// <summary>Asserts that a case ran and passed.</summary>
    public void AssertPassed(string name)
    {
        Assert.SkipWhen(_skip is not null, _skip ?? string.Empty);
        Assert.True(_results.TryGetValue(name, out var reason), $"The script did not run this case. {_end}");
        Assert.True(reason is null, reason);
    }

    /// <summary>Asserts that the script ran no case but these, and came to its end.</summary>
    public void AssertNoOthers(IEnumerable<string> names)
    {
        Assert.SkipWhen(_skip is not null, _skip ?? string.Empty);
        Assert.StartsWith("The script ended with 0.", _end, StringComparison.Ordinal);
        Assert.Empty(_results.Keys.Except(names));
    }

    private static async Task<(int Code, string Output, string Error)?> ExecuteAsync(IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("python3", arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            return null;
        }

        using var owned = process;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Longest);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var error = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }
}
