using System.Globalization;
using System.Text.Json.Nodes;

using OrleansDefender.Simulator.Sqs;

namespace OrleansDefender.Tests.Unit.Simulator;

/// <summary>A queue that keeps what it is sent, and can fail or hang as a queue does whose process dies.</summary>
internal sealed class RecordingQueue : IQueueSender
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Lock _lock = new();
    private readonly List<string> _bodies = [];
    private readonly List<(int Count, TaskCompletionSource Source)> _waiters = [];

    /// <summary>After so many messages the next batch is taken, and its answer never comes.</summary>
    public int HangsAfter { get; set; } = int.MaxValue;

    /// <summary>So many batches are refused first.</summary>
    public int Refusals { get; set; }

    public IReadOnlyList<string> Bodies
    {
        get
        {
            lock (_lock)
            {
                return [.. _bodies];
            }
        }
    }

    public async Task SendAsync(string account, string region, string queueName, IReadOnlyList<string> bodies, CancellationToken cancellationToken)
    {
        bool hangs;
        lock (_lock)
        {
            if (Refusals > 0)
            {
                Refusals--;
                throw new InvalidOperationException("There is no such queue.");
            }

            _bodies.AddRange(bodies);
            foreach (var (_, source) in _waiters.Where(waiter => waiter.Count <= _bodies.Count))
            {
                source.TrySetResult();
            }

            hangs = _bodies.Count > HangsAfter;
        }

        if (hangs)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        }
    }

    /// <summary>Completes when so many messages have come.</summary>
    public Task WhenAsync(int count)
    {
        lock (_lock)
        {
            if (_bodies.Count >= count)
            {
                return Task.CompletedTask;
            }

            var source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiters.Add((count, source));
            return source.Task.WaitAsync(Patience);
        }
    }

    /// <summary>The Detect events in the order of sending.</summary>
    public static IEnumerable<DetectEvent> Events(IEnumerable<string> bodies)
    {
        foreach (var body in bodies)
        {
            var envelope = JsonNode.Parse(body)!;
            if ((string?)envelope["Message"] is { } text)
            {
                var message = JsonNode.Parse(text)!;
                if (message["violationId"] is null)
                {
                    continue; // Of an audit.
                }

                yield return new DetectEvent(
                    (string)message["thingName"]!,
                    (string)message["securityProfileName"]!,
                    (string)message["behavior"]!["name"]!,
                    (string)message["violationId"]!,
                    (string)message["violationEventType"]!,
                    DateTimeOffset.FromUnixTimeMilliseconds((long)message["violationEventTime"]!),
                    DateTimeOffset.Parse((string)envelope["Timestamp"]!, CultureInfo.InvariantCulture));
            }
        }
    }
}
