using Microsoft.AspNetCore.Diagnostics;

using OrleansDefender.Silo.Storage;

namespace OrleansDefender.Silo.Api;

/// <summary>Turns what an endpoint threw into problem details: 503 with the reason where it passes, 500 without one where it is our fault.</summary>
internal sealed partial class ErrorHandler(IProblemDetailsService problems, ILogger<ErrorHandler> logger) : IExceptionHandler
{
    /// <inheritdoc/>
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is OperationCanceledException && httpContext.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to read an answer.
            httpContext.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            return true;
        }

        // A busy file or a full disk is nobody's mistake in the request, and /health/ready has the reason. The message itself names a path of this machine.
        var isStorage = exception is SqliteStoreException;
        var passes = isStorage || exception is TimeoutException or OrleansException or OperationCanceledException or IOException;
        if (passes)
        {
            LogPassing(httpContext.Request.Method, exception);
        }
        else
        {
            LogUnexpected(httpContext.Request.Method, exception);
        }

        httpContext.Response.StatusCode = passes ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status500InternalServerError;
        return await problems.TryWriteAsync(new ProblemDetailsContext
        {
            HttpContext = httpContext,
            ProblemDetails =
            {
                Status = httpContext.Response.StatusCode,
                Detail = (isStorage, passes) switch
                {
                    (true, _) => "The storage could not do it now; /health/ready tells why. Try again.",
                    (_, true) => "The request could not be carried out now; try again.",
                    _ => "An unexpected error; the log has it.",
                },
            },
        });
    }

    // The path is not logged: it holds what the caller sends.
    [LoggerMessage(LogLevel.Warning, "A {Method} request could not be answered now")]
    private partial void LogPassing(string method, Exception error);

    [LoggerMessage(LogLevel.Error, "A {Method} request failed")]
    private partial void LogUnexpected(string method, Exception error);
}
