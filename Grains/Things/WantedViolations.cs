using System.Collections.Immutable;

namespace OrleansDefender.Things;

/// <summary>The episodes somebody asked for, and what was found of them. Bounded; forgets what nobody has asked for lately.</summary>
/// <remarks>
/// Has no clock: <c>now</c> is the caller's monotonic time. Not thread-safe. When it is full, only an episode whose answer was given makes room, and
/// without one a new episode is not remembered: were the oldest forgotten, those that ask in turns would push each other out before any scan served them.
/// What is not remembered has no answer; whoever wants it asks again.
/// </remarks>
internal sealed class WantedViolations(int capacity, TimeSpan lifetime)
{
    /// <summary>The most events kept of an episode. AWS reports two: its begin and its end.</summary>
    public const int MaxEventsPerViolation = 8;

    private readonly Dictionary<string, LinkedListNode<Wanted>> _byId = new(StringComparer.Ordinal);

    // Both by age, the one longest not asked for first.
    private readonly LinkedList<Wanted> _waiting = new();
    private readonly LinkedList<Wanted> _answered = new();
    private int _scans;

    /// <summary>The episodes it remembers.</summary>
    public int Count => _byId.Count;

    /// <summary>Whether an episode's begin has not been found yet.</summary>
    public bool AnyOpen => _byId.Values.Any(static node => !node.Value.IsFound);

    /// <summary>Remembers that an episode is asked for, as far as there is room.</summary>
    public void Ask(string violationId, TimeSpan now)
    {
        if (!_byId.TryGetValue(violationId, out var node))
        {
            if (_byId.Count >= capacity)
            {
                if (_answered.First is not { } oldest)
                {
                    return;
                }

                Forget(oldest);
            }

            node = new LinkedListNode<Wanted>(new Wanted(violationId, _scans + 1));
            _byId.Add(violationId, node);
            _waiting.AddLast(node);
        }

        node.Value.AskedAt = now;
        var list = node.List!;
        list.Remove(node);
        list.AddLast(node);
    }

    /// <summary>Forgets what nobody has asked for lately.</summary>
    public void Expire(TimeSpan now)
    {
        foreach (var list in (ReadOnlySpan<LinkedList<Wanted>>)[_waiting, _answered])
        {
            while (list.First is { } oldest && oldest.Value.AskedAt + lifetime <= now)
            {
                Forget(oldest);
            }
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

    /// <summary>A scan begins: what is first asked for from now on, it may have passed already.</summary>
    /// <returns>Its number. Scans are counted, because two moments may have the same time.</returns>
    public int BeginScan() => ++_scans;

    /// <summary>A whole scan has passed: of those asked for before it began, what has been found is all there is.</summary>
    public void ScanPassed(int scan)
    {
        foreach (var node in _byId.Values)
        {
            node.Value.IsSearched |= node.Value.FirstScan <= scan;
        }
    }

    /// <summary>The events of an episode; none as long as a scan might still bring its begin.</summary>
    public ImmutableArray<ScannedEvent> Find(string violationId) =>
        _byId.TryGetValue(violationId, out var node) && node.Value.IsKnown ? [.. node.Value.Events] : [];

    /// <summary>What is known of episodes. One whose answer is given may make room for others.</summary>
    public ViolationScanAnswer Answer(ImmutableArray<string> violationIds)
    {
        var found = ImmutableArray.CreateBuilder<ScannedEvent>();
        var notListed = ImmutableArray.CreateBuilder<string>();
        foreach (var id in violationIds.Distinct(StringComparer.Ordinal))
        {
            if (!_byId.TryGetValue(id, out var node) || !node.Value.IsKnown)
            {
                continue;
            }

            if (node.Value.Events.Count == 0)
            {
                notListed.Add(id);
            }

            found.AddRange(node.Value.Events);
            if (node.List == _waiting)
            {
                _waiting.Remove(node);
                _answered.AddLast(node);
            }
        }

        return new ViolationScanAnswer { Found = found.ToImmutable(), NotListed = notListed.ToImmutable() };
    }

    private void Forget(LinkedListNode<Wanted> node)
    {
        node.List!.Remove(node);
        _byId.Remove(node.Value.ViolationId);
    }

    private sealed class Wanted(string violationId, int firstScan)
    {
        public string ViolationId { get; } = violationId;

        /// <summary>The first scan that began after it was first asked for.</summary>
        public int FirstScan { get; } = firstScan;

        public TimeSpan AskedAt { get; set; }

        public bool IsSearched { get; set; }

        public List<ScannedEvent> Events { get; } = [];

        public bool IsFound => Events.Exists(static found => found.Event.Kind == TransitionKind.InAlarm);

        public bool IsKnown => IsFound || IsSearched;

        public void Add(ScannedEvent found)
        {
            if (Events.Count < MaxEventsPerViolation && !Events.Exists(known => known.Event.Kind == found.Event.Kind && known.Event.Time == found.Event.Time))
            {
                Events.Add(found);
            }
        }
    }
}
