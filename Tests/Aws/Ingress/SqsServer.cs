using Amazon.Runtime;
using Amazon.SQS;

using OrleansDefender.Simulator;
using OrleansDefender.Tests.Shared;

using Xunit;

namespace OrleansDefender.Tests.Aws.Ingress;

/// <summary>A running SQS server for a class of tests.</summary>
public abstract class SqsServer : IAsyncLifetime
{
    /// <summary>Why there is none; absent where there is.</summary>
    public string? Unavailable { get; protected set; }

    /// <summary>Its address.</summary>
    protected string Url { get; set; } = "";

    /// <summary>A client without retries of its own: what a call answers is what the pump gets.</summary>
    public AmazonSQSClient NewClient() => new(
        new BasicAWSCredentials("111122223333", "any"),
        new AmazonSQSConfig { ServiceURL = Url, AuthenticationRegion = "us-east-1", MaxErrorRetry = 0, MaxStaleConnectionRetries = 0, ThrottleRetries = false });

    public abstract ValueTask InitializeAsync();

    public abstract ValueTask DisposeAsync();
}

/// <summary>The simulator, in this process.</summary>
public sealed class SimulatorServer : SqsServer
{
    private SimulatorApp? _app;

    public override async ValueTask InitializeAsync()
    {
        _app = await SimulatorApp.StartAsync(new SimulatorOptions { Url = "http://127.0.0.1:0", DataPath = SimulatorOptions.InMemory });
        Url = _app.Url;
    }

    /// <summary>Puts a fault in force; see the simulator's page <c>/_sim/faults</c>.</summary>
    public Task PutFaultAsync(string operation, string fault, double rate) =>
        SendAsync(HttpMethod.Put, FormattableString.Invariant($$"""{"operation":"{{operation}}","fault":"{{fault}}","rate":{{rate}}}"""));

    /// <summary>Ends all faults.</summary>
    public Task ClearFaultsAsync() => SendAsync(HttpMethod.Delete, "");

    public override async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }
    }

    private async Task SendAsync(HttpMethod method, string json)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(method, new Uri($"{Url}/_sim/faults")) { Content = new StringContent(json) };
        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}

/// <summary><c>fauxqs</c> from npm: an SQS that others wrote.</summary>
public sealed class FauxqsServer : SqsServer
{
    // Its command line listens on every address; its parts can be told to keep to the loopback.
    private const string Script =
        "const { buildApp } = await import(process.argv[1]); const app = buildApp({ logger: false }); console.log('ready ' + await app.listen({ port: 0, host: '127.0.0.1' }));";

    private ChildProcess? _process;

    public override async ValueTask InitializeAsync()
    {
        if (FindPackage() is not { } package || ChildProcess.Find("node") is not { } node)
        {
            Unavailable = "fauxqs is not installed: npm install --prefix .tools fauxqs";
            return;
        }

        _process = ChildProcess.Start(node, ["--input-type=module", "-e", Script, new Uri(package).AbsoluteUri]);
        var ready = await _process.WaitForLineAsync(@"ready (http://127\.0\.0\.1:\d+)", TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        Url = ready.Groups[1].Value;
    }

    public override async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }
    }

    private static string? FindPackage()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, ".tools", "node_modules", "fauxqs", "dist", "app.js");
            if (File.Exists(path))
            {
                return path;
            }
        }

        return null;
    }
}
