using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

using OrleansDefender.Silo.Api;
using OrleansDefender.Silo.Storage;

using Xunit;

namespace OrleansDefender.Tests.Unit.Silo;

public sealed class ErrorHandlerTests
{
    private readonly Problems _problems = new();
    private readonly Levels _levels = new();

    [Theory]
    [InlineData(SqliteStoreFailure.Busy)]
    [InlineData(SqliteStoreFailure.Full)]
    [InlineData(SqliteStoreFailure.Io)]
    public async Task A_storage_that_fails_is_a_503_that_says_so_without_its_path(object failure)
    {
        var context = await HandleAsync(new SqliteStoreException((SqliteStoreFailure)failure, "/secret/defender.db cannot grow"));

        Assert.Equal(503, context.Response.StatusCode);
        Assert.Equal(503, _problems.Last!.Status);
        Assert.Contains("storage", _problems.Last.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", _problems.Last.Detail, StringComparison.Ordinal);
        Assert.Equal([LogLevel.Warning], _levels.Seen);
    }

    [Fact]
    public async Task What_nobody_expects_is_a_500_and_an_error()
    {
        var context = await HandleAsync(new InvalidOperationException("ours"));

        Assert.Equal(500, context.Response.StatusCode);
        Assert.Equal([LogLevel.Error], _levels.Seen);
    }

    private async Task<HttpContext> HandleAsync(Exception error)
    {
        var context = new DefaultHttpContext();
        Assert.True(await new ErrorHandler(_problems, _levels).TryHandleAsync(context, error, TestContext.Current.CancellationToken));
        return context;
    }

    private sealed class Problems : IProblemDetailsService
    {
        public Microsoft.AspNetCore.Mvc.ProblemDetails? Last { get; private set; }

        public ValueTask WriteAsync(ProblemDetailsContext context)
        {
            Last = context.ProblemDetails;
            return ValueTask.CompletedTask;
        }

        public ValueTask<bool> TryWriteAsync(ProblemDetailsContext context)
        {
            Last = context.ProblemDetails;
            return ValueTask.FromResult(true);
        }
    }

    private sealed class Levels : ILogger<ErrorHandler>
    {
        public List<LogLevel> Seen { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Seen.Add(logLevel);
    }
}
