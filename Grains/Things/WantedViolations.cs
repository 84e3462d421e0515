using System.Collections.Immutable;

namespace OrleansDefender.Things;

/// <summary>The episodes somebody asked for, and what was found of them. Bounded; forgets what nobody has asked for lately.</summary>
/// <remarks>Has no clock: <c>now</c> is the caller's monotonic time. Not thread-safe.</remarks>
internal sealed class WantedViolations(int capacity, TimeSpan lifetime)
{
    /// <summary>The most events kept of an episode. AWS reports two: its begin and its end.</summary>
    public const int MaxEventsPerViolation = 8;

    private readonly Dictionary<string, LinkedListNode<Wanted>> _byId = new(StringComparer.Ordinal);
    private readonly LinkedList<Wanted> _byAge = new();

    /// <summary>The episodes it remembers.</summary>
    public int Count => _byId.Count;

    /// <summary>Whether an episode's begin has not been found yet.</summary>
    public bool AnyOpen => _byAge.Any(static wanted => !wanted.IsFound);

    /// <summary>Remembers that an episode is asked for.</summary>
    public void Ask(string violationId, TimeSpan now)
    {
        if (_byId.TryGetValue(violationId, out var node))
        {
            _byAge.Remove(node);
        }
        else
        {
            node = new LinkedListNode<Wanted>(new Wanted(violationId, now));
            _byId.Add(violationId, node);
        }

        node.Value.AskedAt = now;
        _byAge.AddLast(node);
        if (_byId.Count > capacity)
        {
            Forget(_byAge.First!);
        }
    }

    /// <summary>Forgets what nobody has asked for lately.</summary>
    public void Expire(TimeSpan now)
    {
        while (_byAge.First is { } oldest && oldest.Value.AskedAt + lifetime <= now)
        {
            Forget(oldest);
        }
    }

    /// <summary>Keeps an event, if somebody asked for its episode.</summary>
    public void Learn(ScannedEvent found)
    {
        if (_byId.TryGetValue(found.Event.ViolationId, out var node))
        {
            node.Value.Add(found);
        }
    }

    /// <summary>A whole scan has passed: of those asked for before it began, what has been found is all there is.</summary>
    public void ScanPassed(TimeSpan startedAt)
    {
        foreach (var wanted in _byAge)
        {
            wanted.IsSearched |= wanted.FirstAskedAt <= startedAt;
        }
    }

    /// <summary>The events of an episode; none as long as a scan might still bring its begin.</summary>
    public ImmutableArray<ScannedEvent> Find(string violationId) =>
        _byId.TryGetValue(violationId, out var node) && (node.Value.IsFound || node.Value.IsSearched) ? [.. node.Value.Events] : [];

    /// <summary>Whether a whole scan, begun after the episode was first asked for, has found nothing of it.</summary>
    public bool IsNotListed(string violationId) =>
        _byId.TryGetValue(violationId, out var node) && node.Value is { IsSearched: true, Events.Count: 0 };

    private void Forget(LinkedListNode<Wanted> node)
    {
        _byAge.Remove(node);
        _byId.Remove(node.Value.ViolationId);
    }

    private sealed class Wanted(string violationId, TimeSpan firstAskedAt)
    {
        public string ViolationId { get; } = violationId;

        public TimeSpan FirstAskedAt { get; } = firstAskedAt;

        public TimeSpan AskedAt { get; set; }

        public bool IsSearched { get; set; }

        public List<ScannedEvent> Events { get; } = [];

        public bool IsFound => Events.Exists(static found => found.Event.Kind == TransitionKind.InAlarm);

        public void Add(ScannedEvent found)
        {
            if (Events.Count < MaxEventsPerViolation && !Events.Exists(known => known.Event.Kind == found.Event.Kind && known.Event.Time == found.Event.Time))
            {
                Events.Add(found);
            }
        }
    }
}
