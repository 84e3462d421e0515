using System.Text.Json;

using Amazon.Runtime;
using Amazon.SQS;
using Amazon.SQS.Model;

using Microsoft.Extensions.DependencyInjection;

using OrleansDefender.Simulator;
using OrleansDefender.Simulator.Sqs;

using Xunit;

namespace OrleansDefender.Tests.Aws.SimulatorTests;

/// <summary>A simulator on a free port, with a data folder of its own, and clients of it.</summary>
internal sealed class TestSimulator : IAsyncDisposable
{
    private readonly List<IDisposable> _clients = [];

    private TestSimulator(SimulatorApp app, string folder)
    {
        App = app;
        Folder = folder;
        Sqs = Client();
        Http = new HttpClient { BaseAddress = new Uri(app.Url) };
        _clients.Add(Http);
    }

    public SimulatorApp App { get; }

    /// <summary>Its data folder.</summary>
    public string Folder { get; }

    /// <summary>A client without retries: every call is one call.</summary>
    public AmazonSQSClient Sqs { get; }

    /// <summary>For its own pages.</summary>
    public HttpClient Http { get; }

    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static string NewFolder() => Directory.CreateTempSubdirectory("simulator-").FullName;

    public static async Task<TestSimulator> StartAsync(string? folder = null, TimeProvider? time = null, Action<SimulatorOptions>? configure = null)
    {
        folder ??= NewFolder();
        var options = new SimulatorOptions { Url = "http://127.0.0.1:0", DataPath = folder };
        configure?.Invoke(options);
        return new TestSimulator(await SimulatorApp.StartAsync(options, time, cancellationToken: Cancel), folder);
    }

    /// <remarks>MaxErrorRetry does not cover connections that the server closed: those are sent again up to ten times of their own, unless that is set to 0 too.</remarks>
    public static AmazonSQSClient ClientOf(string url) => new(
        new BasicAWSCredentials("111122223333", "any"),
        new AmazonSQSConfig { ServiceURL = url, AuthenticationRegion = "us-east-1", MaxErrorRetry = 0, MaxStaleConnectionRetries = 0, ThrottleRetries = false });

    public AmazonSQSClient Client()
    {
        var client = ClientOf(App.Url);
        _clients.Add(client);
        return client;
    }

    public async Task<string> NewQueueAsync(Dictionary<string, string>? attributes = null) =>
        (await Sqs.CreateQueueAsync(new CreateQueueRequest { QueueName = $"q-{Guid.NewGuid():N}", Attributes = attributes }, Cancel)).QueueUrl;

    /// <summary>Waits until so many long polls wait at a queue; looks again after each round trip.</summary>
    public async Task WaitForPollsAsync(string url, int count)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        var queue = App.Services.GetRequiredService<SqsQueues>().Get("111122223333", "us-east-1", url[(url.LastIndexOf('/') + 1)..]);
        while (queue.Waiting != count)
        {
            await Http.GetStringAsync(new Uri("/_sim/health", UriKind.Relative), limit.Token);
        }
    }

    public async Task PutFaultAsync(string json)
    {
        using var content = new StringContent(json);
        using var answer = await Http.PutAsync(new Uri("/_sim/faults", UriKind.Relative), content, Cancel);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Cancel));
    }

    public async Task<JsonElement> PageAsync(string path)
    {
        var json = await Http.GetStringAsync(new Uri(path, UriKind.Relative), Cancel);
        return JsonDocument.Parse(json).RootElement;
    }

    public async ValueTask DisposeAsync()
    {
        _clients.ForEach(c => c.Dispose());
        await App.DisposeAsync();
        if (Directory.Exists(Folder))
        {
            Directory.Delete(Folder, recursive: true);
        }
    }
}
