using Microsoft.Extensions.Logging;

using OrleansDefender.Audits;

namespace OrleansDefender.Ingress.Delivery;

/// <summary>Tells the imports of audit runs how many of their findings have landed.</summary>
/// <remarks>
/// The count is shown to people, and nothing is decided by it: so it is told beside the deliveries, whose messages do not wait for it, and what comes while an
/// import is being told is told it in one. What is not told when the process ends, or when the import fails, is missing in the figure and nowhere else.
/// </remarks>
internal sealed partial class DeliveredCounts(IGrainFactory grains, ILogger logger) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _leaving = new();
    private Dictionary<string, int> _counts = new(StringComparer.Ordinal);
    private bool _isTelling;

    /// <summary>Counts findings that have landed.</summary>
    /// <param name="tasks">The key of its run's import, once for each finding.</param>
    public void Add(IEnumerable<string> tasks)
    {
        lock (_lock)
        {
            foreach (var task in tasks)
            {
                _counts[task] = _counts.GetValueOrDefault(task) + 1;
            }

            if (_counts.Count == 0 || _isTelling)
            {
                return;
            }

            _isTelling = true;
        }

        // Its failures are its own: it catches all of them.
        _ = Task.Run(() => TellAsync(_leaving.Token), CancellationToken.None);
    }

    /// <inheritdoc/>
    public void Dispose() => _leaving.Cancel();

    private async Task TellAsync(CancellationToken leaving)
    {
        while (true)
        {
            Dictionary<string, int> counts;
            lock (_lock)
            {
                if (_counts.Count == 0 || leaving.IsCancellationRequested)
                {
                    _isTelling = false;
                    return;
                }

                (counts, _counts) = (_counts, new Dictionary<string, int>(StringComparer.Ordinal));
            }

            await Task.WhenAll(counts.Select(count => TellAsync(count.Key, count.Value, leaving)));
        }
    }

    private async Task TellAsync(string task, int count, CancellationToken leaving)
    {
        try
        {
            await grains.GetGrain<IAuditTaskGrain>(task).AddDelivered(count, leaving);
        }
        catch (Exception exception)
        {
            if (!leaving.IsCancellationRequested)
            {
                LogCountFailed(logger, exception.GetType().Name, count);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "An audit's import could not be told of {Count} delivered findings: {Error}. Its figure stays behind.", EventName = "CountFailed")]
    private static partial void LogCountFailed(ILogger logger, string error, int count);
}
