using System.Collections.Concurrent;

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace OrleansDefender.Tests.Aws.StandIns;

/// <summary>An HTTP server on a free port of 127.0.0.1 that records what comes and answers as it is told.</summary>
internal sealed class WireServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<WireCall> _calls = new();

    private WireServer(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.Single());

    public IReadOnlyList<WireCall> Calls => [.. _calls];

    /// <summary>Starts a server.</summary>
    /// <param name="answer">Gives the answer to the call of this number, counted from 0.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<WireServer> StartAsync(Func<int, WireReply> answer, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var server = new WireServer(app);
        app.Run(context => server.AnswerAsync(context, answer));
        await app.StartAsync(cancellationToken);
        return server;
    }

    /// <summary>Starts a server that gives the same answer to everything.</summary>
    public static Task<WireServer> StartAsync(WireReply answer, CancellationToken cancellationToken) => StartAsync(_ => answer, cancellationToken);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context, Func<int, WireReply> answer)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        var number = _calls.Count;
        _calls.Enqueue(new WireCall(
            context.Request.Method,
            target.Split('?')[0],
            context.Request.Query.ToDictionary(),
            context.Request.Headers.ToDictionary(StringComparer.OrdinalIgnoreCase),
            body.ToArray()));

        var reply = answer(number);
        context.Response.StatusCode = reply.Status;
        context.Response.ContentType = reply.ContentType;
        context.Response.Headers["x-amzn-RequestId"] = WireReply.RequestId;
        foreach (var (name, value) in reply.Headers)
        {
            context.Response.Headers[name] = value;
        }

        await context.Response.Body.WriteAsync(reply.Body, context.RequestAborted);
    }
}
