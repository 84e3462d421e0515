using OrleansDefender.Tests.Cluster.DynamoDb;
using OrleansDefender.Tests.Shared;

using Xunit;

[assembly: AssemblyFixture(typeof(DynamoServer))]

namespace OrleansDefender.Tests.Cluster.DynamoDb;

/// <summary>A DynamoDB that others wrote (moto), one for all tests that ask for it; each makes tables of its own.</summary>
/// <remarks>
/// With <c>DYNAMODB_ENDPOINT</c> in the environment the tests run against the server at that address instead.
/// </remarks>
public sealed class DynamoServer : IAsyncDisposable
{
    // Moto looks at a condition and then writes, without a lock of its own: one request at a time makes that what DynamoDB promises.
    private const string Script =
        """
        import threading
        from werkzeug.serving import make_server, WSGIRequestHandler
        from moto.server import DomainDispatcherApplication, create_backend_app

        app = DomainDispatcherApplication(create_backend_app)
        gate = threading.Lock()

        def one_at_a_time(environ, start_response):
            with gate:
                return list(app(environ, start_response))

        class Handler(WSGIRequestHandler):
            def log(self, *_):
                pass

        server = make_server("127.0.0.1", 0, one_at_a_time, threaded=True, request_handler=Handler)
        print(f"ready http://127.0.0.1:{server.server_port}", flush=True)
        server.serve_forever()
        """;

    private readonly Lock _starting = new();
    private Task<Uri?>? _address;
    private ChildProcess? _process;

    /// <summary>Its address; the first who asks starts it. Skips the calling test where there is none.</summary>
    public async Task<Uri> GetAddressAsync()
    {
        Task<Uri?> starting;
        lock (_starting)
        {
            starting = _address ??= StartAsync();
        }

        var address = await starting;
        Assert.SkipUnless(address is not null, "moto is not installed.");
        return address;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }
    }

    private async Task<Uri?> StartAsync()
    {
        if (Environment.GetEnvironmentVariable("DYNAMODB_ENDPOINT") is { Length: > 0 } given)
        {
            return new Uri(given);
        }

        if (ChildProcess.Find("moto_server") is null || ChildProcess.Find("python3") is not { } python)
        {
            return null;
        }

        _process = ChildProcess.Start(python, ["-c", Script]);
        var ready = await _process.WaitForLineAsync(@"ready (http://127\.0\.0\.1:\d+)", TimeSpan.FromSeconds(60), CancellationToken.None);
        return new Uri(ready.Groups[1].Value);
    }
}
