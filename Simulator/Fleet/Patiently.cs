using Microsoft.Extensions.Logging;

namespace OrleansDefender.Simulator.Fleet;

/// <summary>Repeats what must get done in the end, however often it fails: an exception out of a hosted service would stop the whole simulator.</summary>
internal static partial class Patiently
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    /// <summary>Runs <paramref name="work"/> until it succeeds, with longer and longer pauses; each failure is logged.</summary>
    /// <param name="what">What it is, for the log.</param>
    /// <param name="work">The work; it must be able to begin again after a failure.</param>
    /// <param name="clock">The clock of the pauses.</param>
    /// <param name="logger">Where failures are told.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task RunAsync(string what, Func<CancellationToken, Task> work, TimeProvider clock, ILogger logger, CancellationToken cancellationToken)
    {
        var pause = FirstPause;
        while (true)
        {
            var begun = clock.GetTimestamp();
            try
            {
                await work(cancellationToken);
                return;
            }
#pragma warning disable CA1031 // Whatever it is (a full disk has room again later), the story must go on.
            catch (Exception error) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                // What went well for a while has not failed in a row.
                pause = clock.GetElapsedTime(begun) > LongestPause ? FirstPause : pause;
                LogFailed(logger, error, what, pause);
            }

            await Task.Delay(pause, clock, cancellationToken);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    [LoggerMessage(EventName = "FleetWorkFailed", Level = LogLevel.Error, Message = "The fleet's {What} failed and is tried again in {Pause}")]
    private static partial void LogFailed(ILogger logger, Exception error, string what, TimeSpan pause);
}
