namespace OrleansDefender.Ingress.Events;

/// <summary>Remembers of recently recorded episodes whose thing they belong to, so that neither recording nor looking up is repeated for each event.</summary>
/// <remarks>Holds at most <paramref name="capacity"/> entries: two halves, of which the older is dropped when the newer is full; a hit makes an entry young again.</remarks>
internal sealed class RecentViolations(int capacity)
{
    private readonly Lock _lock = new();
    private Dictionary<(AccountRegion Scope, string ViolationId), string> _young = [];
    private Dictionary<(AccountRegion Scope, string ViolationId), string> _old = [];

    /// <summary>The thing, or <see langword="null"/> where the episode is not remembered.</summary>
    public string? Find(AccountRegion scope, string violationId)
    {
        lock (_lock)
        {
            if (_young.TryGetValue((scope, violationId), out var thing))
            {
                return thing;
            }

            if (_old.TryGetValue((scope, violationId), out thing))
            {
                AddYoung((scope, violationId), thing);
            }

            return thing;
        }
    }

    /// <summary>Remembers an episode that was durably recorded.</summary>
    public void Add(AccountRegion scope, string violationId, string thingName)
    {
        lock (_lock)
        {
            AddYoung((scope, violationId), thingName);
        }
    }

    private void AddYoung((AccountRegion Scope, string ViolationId) key, string thingName)
    {
        if (_young.Count >= capacity / 2 && !_young.ContainsKey(key))
        {
            (_old, _young) = (_young, _old);
            _young.Clear();
        }

        _young[key] = thingName;
    }
}
