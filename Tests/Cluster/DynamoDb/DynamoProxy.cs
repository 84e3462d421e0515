using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace OrleansDefender.Tests.Cluster.DynamoDb;

/// <summary>Stands between a client and the server: notes every call, and lets go wrong what a test wants. Beneath the SDK, so that its retries are part of what is tested.</summary>
internal sealed class DynamoProxy : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _server;
    private readonly ConcurrentQueue<DynamoCall> _calls = new();

    private DynamoProxy(WebApplication app, Uri server)
    {
        _app = app;
        _server = new HttpClient { BaseAddress = server };
    }

    /// <summary>Where clients call it.</summary>
    public string Address => _app.Urls.Single();

    /// <summary>The calls so far.</summary>
    public IReadOnlyList<DynamoCall> Calls => [.. _calls];

    /// <summary>Asked before each call goes on: what goes wrong with it. It may do something of its own first.</summary>
    public Func<DynamoCall, Task<DynamoFault?>> OnCall { get; set; } = static _ => Task.FromResult<DynamoFault?>(null);

    /// <summary>Starts one.</summary>
    public static async Task<DynamoProxy> StartAsync(Uri server, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var proxy = new DynamoProxy(app, server);
        app.Run(proxy.HandleAsync);
        await app.StartAsync(cancellationToken);
        return proxy;
    }

    /// <summary>Lets the first calls of an operation go wrong, one fault each.</summary>
    public void Fail(string operation, params DynamoFault[] faults)
    {
        var left = new ConcurrentQueue<DynamoFault>(faults);
        OnCall = call => Task.FromResult(call.Operation == operation && left.TryDequeue(out var fault) ? fault : null);
    }

    /// <summary>How often an operation was called.</summary>
    public int Count(string operation) => _calls.Count(call => call.Operation == operation);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _server.Dispose();
    }

    private async Task HandleAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var call = new DynamoCall(context.Request.Headers["X-Amz-Target"].ToString().Split('.')[^1], JsonNode.Parse(body.ToArray())!.AsObject());
        _calls.Enqueue(call);
        switch (await OnCall(call))
        {
            case DynamoFault.Error error:
                await AnswerAsync(context, 400, $$"""{"__type":"com.amazonaws.dynamodb.v20120810#{{error.Code}}","message":"made by the test"{{error.Members}}}""");
                break;
            case DynamoFault.Answer answer:
                await AnswerAsync(context, 200, answer.Json);
                break;
            case DynamoFault.Silence:
                var gone = new TaskCompletionSource();
                await using (context.RequestAborted.Register(gone.SetResult))
                {
                    await gone.Task;
                }

                break;
            case DynamoFault.LostAnswer:
                await ForwardAsync(context, body.ToArray());
                context.Abort();
                break;
            default:
                var (status, json) = await ForwardAsync(context, body.ToArray());
                await AnswerAsync(context, status, json);
                break;
        }
    }

    private async Task<(int Status, string Json)> ForwardAsync(HttpContext context, byte[] body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/") { Content = new ByteArrayContent(body) };
        foreach (var name in (string[])["X-Amz-Target", "X-Amz-Date", "Authorization"])
        {
            request.Headers.TryAddWithoutValidation(name, context.Request.Headers[name].ToString());
        }

        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/x-amz-json-1.0");
        using var response = await _server.SendAsync(request, CancellationToken.None);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(CancellationToken.None));
    }

    private static async Task AnswerAsync(HttpContext context, int status, string json)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/x-amz-json-1.0";
        await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(json), context.RequestAborted);
    }
}
