using System.Globalization;
using System.Text;

namespace OrleansDefender.Silo.Terminal;

/// <summary>Writes log entries as <c>time level category: message</c>.</summary>
internal sealed class ScreenLogger : ILogger
{
    // Microsoft.Extensions.Hosting: a service failed to start. Whoever starts the host reports it, in words.
    private const string HostCategory = "Microsoft.Extensions.Hosting.Internal.Host";
    private const int HostedServiceStartupFaulted = 11;

    private readonly string _category;
    private readonly string _shortCategory;
    private readonly Screen _screen;
    private readonly TimeProvider _timeProvider;

    public ScreenLogger(string category, Screen screen, TimeProvider timeProvider)
    {
        _category = category;
        _shortCategory = category[(category.LastIndexOf('.') + 1)..];
        _screen = screen;
        _timeProvider = timeProvider;
    }

    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

    /// <inheritdoc/>
    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel) || (eventId.Id == HostedServiceStartupFaulted && _category == HostCategory))
        {
            return;
        }

        var line = new StringBuilder();
        line.Append(_timeProvider.GetUtcNow().ToString("HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture))
            .Append(' ').Append(WordOf(logLevel))
            .Append(' ').Append(_shortCategory).Append(": ")
            .Append(formatter(state, exception).ReplaceLineEndings(" "));
        if (exception is not null)
        {
            // A warning is about something that is retried: its cause in one line. An error wants the place.
            line.Append(logLevel >= LogLevel.Error
                ? Environment.NewLine + exception
                : $" ({exception.GetType().Name}: {exception.Message.ReplaceLineEndings(" ")})");
        }

        try
        {
            _screen.WriteLine(line.ToString());
        }
#pragma warning disable CA1031 // Which exceptions an output has is its own affair: a pipe, a file, a terminal, a writer that is closed.
        catch (Exception)
#pragma warning restore CA1031
        {
            // The output is gone or its disk is full. Whoever logs has work to do that matters more than the line.
        }
    }

    private static string WordOf(LogLevel level) => level switch
    {
        LogLevel.Trace => "trce",
        LogLevel.Debug => "dbug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        LogLevel.Error => "fail",
        _ => "crit",
    };
}
