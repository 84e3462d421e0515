using OrleansDefender.Tests.Shared;

using Xunit;

namespace OrleansDefender.Tests.Aws.StandIns;

/// <summary>The helper that starts servers beside a test: what it promises, other tests rely on.</summary>
public sealed class ChildProcessTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_last_line_of_a_process_that_ends_at_once_is_found()
    {
        await using var child = ChildProcess.Start("/bin/sh", ["-c", "echo first; echo the last 42"]);

        var match = await child.WaitForLineAsync(@"last (\d+)", Long, Cancel);

        Assert.Equal("42", match.Groups[1].Value);
    }

    [Fact]
    public async Task A_process_that_ends_without_the_line_is_an_error_with_its_output()
    {
        await using var child = ChildProcess.Start("/bin/sh", ["-c", "echo cannot bind >&2; exit 3"]);

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => child.WaitForLineAsync("ready", Long, Cancel));

        Assert.Contains("code 3", error.Message, StringComparison.Ordinal);
        Assert.Contains("cannot bind", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Output_is_bounded()
    {
        await using var child = ChildProcess.Start("/bin/sh", ["-c", "i=0; while [ $i -lt 2000 ]; do echo line $i; i=$((i+1)); done; echo done"]);

        await child.WaitForLineAsync("^done$", Long, Cancel);

        Assert.Equal(ChildProcess.KeptLines, child.Output.Count);
        Assert.Equal("done", child.Output[^1]);
    }

    [Fact]
    public async Task Disposing_ends_the_process_and_what_it_started()
    {
        var child = ChildProcess.Start("/bin/sh", ["-c", "sleep 600 & echo child $!; wait"]);
        var grandchild = int.Parse((await child.WaitForLineAsync(@"child (\d+)", Long, Cancel)).Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);

        await child.DisposeAsync();

        // A killed process whose parent is gone may stay in the table, as one that nobody waits for, but it does not run.
        var status = Path.Combine("/proc", $"{grandchild}", "status");
        Assert.True(!File.Exists(status) || (await File.ReadAllTextAsync(status, Cancel)).Contains("State:\tZ", StringComparison.Ordinal));
    }
}
