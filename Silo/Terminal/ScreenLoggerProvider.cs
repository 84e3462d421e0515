using System.Collections.Concurrent;

namespace OrleansDefender.Silo.Terminal;

/// <summary>Logs to the screen, one line per entry, without breaking the live line.</summary>
[ProviderAlias("Screen")]
internal sealed class ScreenLoggerProvider(Screen screen, TimeProvider timeProvider) : ILoggerProvider
{
    private readonly ConcurrentDictionary<string, ScreenLogger> _loggers = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) =>
        _loggers.GetOrAdd(categoryName, static (category, self) => new ScreenLogger(category, self.Screen, self.Time), (Screen: screen, Time: timeProvider));

    /// <inheritdoc/>
    public void Dispose() => _loggers.Clear();
}
