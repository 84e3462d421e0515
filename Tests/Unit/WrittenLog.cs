using System.Collections.Concurrent;

using Microsoft.Extensions.Logging;

namespace OrleansDefender.Tests.Unit;

/// <summary>A log that is kept for its test.</summary>
internal sealed class WrittenLog<T> : ILogger<T>
{
    /// <summary>What was logged.</summary>
    public ConcurrentQueue<(LogLevel Level, string Text)> Lines { get; } = new();

    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => true;

    /// <inheritdoc/>
    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Lines.Enqueue((logLevel, formatter(state, exception)));
}
