namespace OrleansDefender.Audits;

/// <summary>Remembers answers to look-ups for a while, negative ones included, and a bounded number of them: past it the oldest is forgotten.</summary>
/// <remarks>Not thread-safe. All answers live equally long, so the oldest is also the first to expire.</remarks>
/// <param name="capacity">The most answers.</param>
/// <param name="lifetime">How long an answer counts.</param>
internal sealed class LinkMemory(int capacity, TimeSpan lifetime)
{
    private readonly Dictionary<string, LinkedListNode<Entry>> _entries = new(StringComparer.Ordinal);
    private readonly LinkedList<Entry> _byAge = new();

    /// <summary>How many answers are remembered.</summary>
    public int Count => _entries.Count;

    /// <summary>The answer; <see langword="null"/> where none is remembered.</summary>
    public ResourceLinks? Find(string id, TimeSpan now)
    {
        while (_byAge.First is { } oldest && oldest.Value.Until <= now)
        {
            Remove(oldest);
        }

        return _entries.TryGetValue(id, out var known) ? known.Value.Links : null;
    }

    /// <summary>Remembers an answer instead of the one before.</summary>
    public void Learn(string id, ResourceLinks links, TimeSpan now)
    {
        Forget(id);
        if (_entries.Count >= capacity)
        {
            Remove(_byAge.First!);
        }

        _entries.Add(id, _byAge.AddLast(new Entry(id, links, now + lifetime)));
    }

    /// <summary>Forgets an answer.</summary>
    public void Forget(string id)
    {
        if (_entries.TryGetValue(id, out var known))
        {
            Remove(known);
        }
    }

    private void Remove(LinkedListNode<Entry> node)
    {
        _byAge.Remove(node);
        _entries.Remove(node.Value.Id);
    }

    private readonly record struct Entry(string Id, ResourceLinks Links, TimeSpan Until);
}
