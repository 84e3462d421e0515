using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

using OrleansDefender.Silo.Status;
using OrleansDefender.Silo.Terminal;

using Xunit;

namespace OrleansDefender.Tests.Unit.Silo;

public sealed class TerminalTests
{
    private const string Erase = "\r\u001b[2K";

    [Fact]
    public void The_progress_line_tells_severities_rate_deliveries_and_what_fails() =>
        Assert.Equal(
            "in alarm 3 (CRITICAL 1, HIGH 2) of 10 things, 2 with audit findings | received 12.5/s | findings sent 5, waiting 6, refused 1 | dead-lettered 1 | hub failing"
            + " | urgent: the hub is busy | securityHub: BatchImportFindings: 500",
            ProgressLine.Of(Snapshots.Some(), 12.5));

    [Fact]
    public void A_progress_line_without_storage_says_so()
    {
        var snapshot = Snapshots.Some() with { Fleet = null, Storage = new HealthCheck(HealthState.Unhealthy, "the disk is full") };
        Assert.StartsWith("storage: the disk is full | received 0/s", ProgressLine.Of(snapshot, 0), StringComparison.Ordinal);
    }

    [Fact]
    public void A_progress_line_of_a_fleet_without_audit_findings_says_nothing_of_them()
    {
        var snapshot = Snapshots.Some();
        var line = ProgressLine.Of(snapshot with { Fleet = snapshot.Fleet! with { ByPosture = new Dictionary<Severity, long> { [Severity.None] = 10 } } }, 0);
        Assert.Contains(" of 10 things | received", line, StringComparison.Ordinal);
    }

    [Fact]
    public void The_rate_is_that_of_the_snapshots_and_stays_while_there_is_no_new_one()
    {
        var rate = new ReceiveRate();
        var first = Snapshots.Some();
        var second = first with { Time = first.Time.AddSeconds(2), Pumps = [first.Pumps[0] with { Received = 40 }] };

        Assert.Equal(0, rate.Of(first));
        Assert.Equal(5, rate.Of(second));
        Assert.Equal(5, rate.Of(second));
        Assert.Equal(0, rate.Of(second with { Time = second.Time.AddSeconds(1) }));
    }

    [Fact]
    public void A_line_printed_while_there_is_a_live_line_goes_above_it()
    {
        using var output = new StringWriter { NewLine = "\n" };
        var screen = new Screen(output, isLive: true);

        screen.SetLive("one");
        screen.WriteLine("log");
        screen.SetLive("two");
        screen.EndLive();

        Assert.Equal($"one{Erase}log\none{Erase}two\n", output.ToString());
    }

    [Fact]
    public void Without_a_terminal_every_line_is_plain()
    {
        using var output = new StringWriter { NewLine = "\n" };
        var screen = new Screen(output, isLive: false);

        screen.WriteMarkup("[bold green]ready[/] [[x]]");
        screen.SetLive("one");
        screen.WriteLine("log");
        screen.SetLive("two");
        screen.EndLive();

        Assert.Equal("ready [x]\none\nlog\ntwo\n", output.ToString());
    }

    [Theory]
    [InlineData(typeof(IOException))]
    [InlineData(typeof(UnauthorizedAccessException))]
    [InlineData(typeof(ObjectDisposedException))]
    public void An_output_that_cannot_be_written_harms_nobody_who_logs(Type type)
    {
        using var output = new BrokenWriter(type);
        using var provider = new ScreenLoggerProvider(new Screen(output, isLive: false), new FakeTimeProvider());

        provider.CreateLogger("Some").LogError("It failed");

        Assert.True(output.WasAsked);
    }

    [Fact]
    public void A_warning_names_its_cause_in_one_line_and_an_error_in_full()
    {
        using var output = new StringWriter { NewLine = "\n" };
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 1, 5, 12, 0, 0, TimeSpan.Zero));
        using var provider = new ScreenLoggerProvider(new Screen(output, isLive: false), time);
        var logger = provider.CreateLogger("OrleansDefender.Some.Part");
        var cause = new InvalidOperationException("line one\nline two");

        logger.LogWarning(cause, "It failed\nfor now");
        logger.LogError(cause, "It failed");

        var lines = output.ToString().Split('\n', 2);
        Assert.Equal("12:00:00.000Z warn Part: It failed for now (InvalidOperationException: line one line two)", lines[0]);
        Assert.StartsWith("12:00:00.000Z fail Part: It failed\nSystem.InvalidOperationException: line one", lines[1], StringComparison.Ordinal);
    }

    private sealed class BrokenWriter(Type type) : StringWriter
    {
        public bool WasAsked { get; private set; }

        public override void WriteLine(string? value)
        {
            WasAsked = true;
            throw type == typeof(ObjectDisposedException) ? new ObjectDisposedException("output") : (Exception)Activator.CreateInstance(type)!;
        }
    }
}
