using System.Net;
using System.Net.Sockets;

using OrleansDefender.Silo.Hosting;

using Xunit;

namespace OrleansDefender.Tests.Aws.EndToEnd;

public sealed class StartAndStopTests : IDisposable
{
    private static readonly TimeSpan PromisedStop = TimeSpan.FromSeconds(10);

    private readonly string _folder = Directory.CreateTempSubdirectory("defender-e2e-").FullName;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("--Simulator:Sory=none", "Simulator:Sory is no setting; Simulator:Story is.")]
    [InlineData("--Simulator:Story=opera", "Simulator:Story must be one of demo, storm, audit-storm, none; it is 'opera'.")]
    [InlineData("--Defender:SiloPort=70000", "Defender:SiloPort must be from 0 to 65535; it is '70000'.")]
    [InlineData("--fersh", "'--fersh' is no argument; write --Section:Key=Value, --fresh or --help.")]
    public async Task A_setting_that_cannot_be_stops_the_start_with_one_line_and_code_1(string argument, string line)
    {
        var (code, output) = await SiloProcess.RunToEndAsync([argument], environment: null, _folder, Cancelled);

        Assert.Equal([line], output);
        Assert.Equal(1, code);
    }

    [Fact]
    public async Task A_typo_in_the_environment_or_in_the_file_is_found_as_well()
    {
        var (code, output) = await SiloProcess.RunToEndAsync([], new Dictionary<string, string?> { ["Defender__Moode"] = "Local" }, _folder, Cancelled);
        Assert.Equal((1, "Defender:Moode is no setting; Defender:Mode is."), (code, Assert.Single(output)));

        await File.WriteAllTextAsync(Path.Combine(_folder, "appsettings.json"), """{ "Simulator": { "Embeded": true } }""", Cancelled);
        (code, output) = await SiloProcess.RunToEndAsync([], environment: null, _folder, Cancelled);
        Assert.Equal((1, "Simulator:Embeded is no setting; Simulator:Embedded is."), (code, Assert.Single(output)));
    }

    [Fact]
    public async Task The_command_line_goes_before_the_environment_and_that_before_the_file()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "appsettings.json"), """{ "Simulator": { "Story": "one", "Seed": "one", "Things": "one" } }""", Cancelled);

        var (_, output) = await SiloProcess.RunToEndAsync(
            ["--Simulator:Things=three"],
            new Dictionary<string, string?> { ["Simulator__Seed"] = "two", ["Simulator__Things"] = "two" },
            _folder,
            Cancelled);

        Assert.Contains(output, static line => line.StartsWith("Simulator:Seed must be", StringComparison.Ordinal) && line.EndsWith("it is 'two'.", StringComparison.Ordinal));
        Assert.Contains(output, static line => line.StartsWith("Simulator:Things must be", StringComparison.Ordinal) && line.EndsWith("it is 'three'.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task AWS_mode_without_an_account_says_what_is_missing()
    {
        var (code, output) = await SiloProcess.RunToEndAsync(
            ["--Defender:Mode=Aws"], new Dictionary<string, string?> { ["AWS_REGION"] = "eu-central-1" }, _folder, Cancelled);

        Assert.Equal((1, "Defender:Account must be set in AWS mode: the twelve digits of the account; it is ''."), (code, Assert.Single(output)));
    }

    [Fact]
    public void A_port_that_is_taken_is_named()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        var refused = Assert.Throws<StartupException>(() => SiloApp.Build([.. SiloHost.Arguments(_folder), $"--Defender:Url=http://127.0.0.1:{port}"]));

        Assert.StartsWith($"Defender:Url: port {port} on 127.0.0.1 is taken by another process", Assert.Single(refused.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_hosts_run_at_once_but_not_in_one_data_folder()
    {
        await using var one = await SiloHost.StartAsync(dataPath: _folder, cancellationToken: Cancelled);
        await using var two = await SiloHost.StartAsync(cancellationToken: Cancelled);
        Assert.NotEqual(one.Url, two.Url);
        Assert.Equal("Healthy", (string?)(await two.GetAsync("/health/live", Cancelled))["status"]);

        var refused = await Assert.ThrowsAsync<StartupException>(() => SiloHost.StartAsync(dataPath: _folder, cancellationToken: Cancelled));
        Assert.Contains("is in use by another process", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Everything_listens_on_loopback_only()
    {
        await using var silo = await SiloProcess.StartAsync(_folder, settings: null, Cancelled);

        // No table of sockets tells of a process without privileges on every machine; that none answers elsewhere does.
        var others = (await Dns.GetHostAddressesAsync(Dns.GetHostName(), Cancelled))
            .Where(static address => address.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(address));
        foreach (var address in others)
        {
            foreach (var port in (int[])[silo.Http.BaseAddress!.Port, new Uri(silo.SimulatorUrl!).Port])
            {
                using var client = new TcpClient();
                await Assert.ThrowsAsync<SocketException>(() => client.ConnectAsync(address, port, Cancelled).AsTask());
            }
        }
    }

    [Fact]
    public async Task SIGTERM_is_obeyed_within_ten_seconds_and_with_code_0()
    {
        await using var silo = await SiloProcess.StartAsync(_folder, settings: null, Cancelled);

        var code = await silo.TerminateAsync(PromisedStop, Cancelled);

        Assert.True(code == 0, string.Join(Environment.NewLine, silo.Output));
        Assert.False(
            silo.Output.Any(static line => line.Contains(" fail ", StringComparison.Ordinal) || line.Contains(" crit ", StringComparison.Ordinal)),
            string.Join(Environment.NewLine, silo.Output));
    }

    [Fact]
    public async Task SIGKILL_leaves_a_folder_that_the_next_start_opens()
    {
        await using (var killed = await SiloProcess.StartAsync(_folder, settings: null, Cancelled))
        {
            killed.Kill();
        }

        await using var silo = await SiloProcess.StartAsync(_folder, settings: null, Cancelled);
        Assert.Equal(HttpStatusCode.OK, (await silo.Http.GetAsync(new Uri("/health/ready", UriKind.Relative), Cancelled)).StatusCode);
    }

    [Fact]
    public async Task Queues_survive_a_restart_and_are_forgotten_when_it_is_fresh()
    {
        string queue;
        await using (var first = await SiloHost.StartAsync(dataPath: _folder, cancellationToken: Cancelled))
        {
            queue = (await first.Sqs.CreateQueueAsync("a-queue-of-the-test", Cancelled)).QueueUrl;
            Assert.NotEmpty(queue);
        }

        await File.WriteAllTextAsync(Path.Combine(_folder, "notes.txt"), "mine", Cancelled);
        await using (var second = await SiloHost.StartAsync(dataPath: _folder, cancellationToken: Cancelled))
        {
            Assert.Single((await second.Sqs.ListQueuesAsync("a-queue-of", Cancelled)).QueueUrls);
        }

        await using (var third = await SiloHost.StartAsync(["--fresh"], _folder, cancellationToken: Cancelled))
        {
            Assert.Empty((await third.Sqs.ListQueuesAsync("a-queue-of", Cancelled)).QueueUrls ?? []);
        }

        Assert.Equal("mine", await File.ReadAllTextAsync(Path.Combine(_folder, "notes.txt"), Cancelled));
    }
}
