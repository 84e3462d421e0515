using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

using Amazon.Runtime;
using Amazon.SQS;

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

using OrleansDefender.Silo.Hosting;
using OrleansDefender.Silo.Terminal;

namespace OrleansDefender.Tests.Aws.EndToEnd;

/// <summary>The real host inside the test's process: free ports, a data folder of its own, and an embedded simulator that tells no story.</summary>
/// <remarks>Each host is independent of every other; any number may run at once. Disposing stops it in order and deletes a folder that it made.</remarks>
public sealed class SiloHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly StringWriter _output;
    private readonly string? _ownFolder;

    private SiloHost(WebApplication app, StringWriter output, string dataPath, string? ownFolder)
    {
        _app = app;
        _output = output;
        _ownFolder = ownFolder;
        DataPath = dataPath;
        Url = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        Http = new HttpClient { BaseAddress = Url };
        Sqs = SqsClient(SimulatorUrl, app.Services.GetRequiredService<IOptions<DefenderOptions>>().Value.Region);
    }

    /// <summary>The API's address.</summary>
    public Uri Url { get; }

    /// <summary>A client of the API.</summary>
    public HttpClient Http { get; }

    /// <summary>The simulator's address.</summary>
    public string SimulatorUrl => _app.Services.GetRequiredService<LocalAws>().Url!;

    /// <summary>An SQS client of the simulator, for what a test sends and looks at.</summary>
    public AmazonSQSClient Sqs { get; }

    /// <summary>The data folder.</summary>
    public string DataPath { get; }

    /// <summary>The host's services.</summary>
    public IServiceProvider Services => _app.Services;

    /// <summary>What was printed so far.</summary>
    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    /// <summary>Starts a host.</summary>
    /// <param name="settings">Settings of the command line's form, <c>--Section:Key=Value</c>; they go before the fixture's own.</param>
    /// <param name="dataPath">The data folder; a new one, deleted at the end, where absent.</param>
    /// <param name="configure">Changes the composition at its end.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    public static async Task<SiloHost> StartAsync(
        IEnumerable<string>? settings = null,
        string? dataPath = null,
        Action<WebApplicationBuilder>? configure = null,
        CancellationToken cancellationToken = default)
    {
        var ownFolder = dataPath is null ? Directory.CreateTempSubdirectory("defender-e2e-").FullName : null;
        var folder = dataPath ?? ownFolder!;
        var output = new StringWriter();
        var app = SiloApp.Build(
            [.. Arguments(folder), .. settings ?? []],
            builder =>
            {
                builder.Services.AddSingleton(new Screen(TextWriter.Synchronized(output), isLive: false));
                configure?.Invoke(builder);
            });
        try
        {
            await app.StartAsync(cancellationToken);
            return new SiloHost(app, output, folder, ownFolder);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    /// <summary>What makes a host one of many on a machine: free ports, its own folder, no story.</summary>
    /// <param name="dataPath">The data folder.</param>
    public static IReadOnlyList<string> Arguments(string dataPath) =>
    [
        "--Defender:Url=http://127.0.0.1:0",
        "--Simulator:Url=http://127.0.0.1:0",
        "--Simulator:Story=none",
        $"--Defender:DataPath={dataPath}",
    ];

    /// <summary>An SQS client of a simulator.</summary>
    /// <param name="simulatorUrl">Its address.</param>
    /// <param name="region">The Region whose queues it uses.</param>
    public static AmazonSQSClient SqsClient(string simulatorUrl, string region = DefenderOptions.LocalRegion) => new(
        new BasicAWSCredentials(DefenderOptions.LocalAccount, "local"),
        new AmazonSQSConfig { ServiceURL = simulatorUrl, AuthenticationRegion = region });

    /// <summary>A JSON answer of the API; fails where it is no success.</summary>
    /// <param name="path">The path and query.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<JsonNode> GetAsync(string path, CancellationToken cancellationToken)
    {
        var answer = await Http.GetAsync(new Uri(path, UriKind.Relative), cancellationToken);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonNode>(cancellationToken))!;
    }

    /// <summary>A JSON answer of the API, whatever its status.</summary>
    /// <param name="path">The path and query.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<(HttpStatusCode Status, JsonNode Body)> TryGetAsync(string path, CancellationToken cancellationToken)
    {
        var answer = await Http.GetAsync(new Uri(path, UriKind.Relative), cancellationToken);
        return (answer.StatusCode, (await answer.Content.ReadFromJsonAsync<JsonNode>(cancellationToken))!);
    }

    /// <summary>Injects a fault into the simulator.</summary>
    /// <param name="fault">The body of <c>PUT /_sim/faults</c>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task SetFaultAsync(object fault, CancellationToken cancellationToken)
    {
        var answer = await Http.PutAsJsonAsync(new Uri($"{SimulatorUrl}/_sim/faults"), fault, cancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Removes all faults from the simulator.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task ClearFaultsAsync(CancellationToken cancellationToken)
    {
        var answer = await Http.DeleteAsync(new Uri($"{SimulatorUrl}/_sim/faults"), cancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Puts messages on a queue of the simulator.</summary>
    /// <param name="queueName">The queue's name.</param>
    /// <param name="bodies">The bodies.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task SendAsync(string queueName, IEnumerable<string> bodies, CancellationToken cancellationToken)
    {
        var queue = (await Sqs.GetQueueUrlAsync(queueName, cancellationToken)).QueueUrl;
        foreach (var body in bodies)
        {
            await Sqs.SendMessageAsync(queue, body, cancellationToken);
        }
    }

    /// <summary>Stops as SIGTERM does.</summary>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public Task StopAsync(CancellationToken cancellationToken) => _app.StopAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        Sqs.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        await _output.DisposeAsync();
        if (_ownFolder is not null)
        {
            Directory.Delete(_ownFolder, recursive: true);
        }
    }
}
