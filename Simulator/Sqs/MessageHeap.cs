namespace OrleansDefender.Simulator.Sqs;

/// <summary>A binary heap of messages that knows where each is, so that any of them can be taken out in logarithmic time.</summary>
/// <param name="key">What it is ordered by, the least first. It must not change while a message is inside.</param>
internal sealed class MessageHeap(Func<QueuedMessage, long> key)
{
    private readonly List<QueuedMessage> _items = [];

    /// <summary>How many are inside.</summary>
    public int Count => _items.Count;

    /// <summary>All of them, in no order.</summary>
    public IReadOnlyList<QueuedMessage> Items => _items;

    /// <summary>The first; there must be one.</summary>
    public QueuedMessage First => _items[0];

    /// <summary>Puts one in.</summary>
    public void Add(QueuedMessage message)
    {
        message.HeapIndex = _items.Count;
        _items.Add(message);
        Rise(message.HeapIndex);
    }

    /// <summary>Takes one out.</summary>
    public void Remove(QueuedMessage message)
    {
        var index = message.HeapIndex;
        var last = _items[^1];
        _items.RemoveAt(_items.Count - 1);
        message.HeapIndex = -1;
        if (!ReferenceEquals(last, message))
        {
            _items[index] = last;
            last.HeapIndex = index;
            Rise(index);
            Sink(last.HeapIndex);
        }
    }

    /// <summary>Takes all out.</summary>
    public void Clear()
    {
        foreach (var message in _items)
        {
            message.HeapIndex = -1;
        }

        _items.Clear();
    }

    private void Rise(int index)
    {
        while (index > 0)
        {
            var parent = (index - 1) / 2;
            if (key(_items[parent]) <= key(_items[index]))
            {
                return;
            }

            Swap(parent, index);
            index = parent;
        }
    }

    private void Sink(int index)
    {
        while (true)
        {
            var child = (2 * index) + 1;
            if (child >= _items.Count)
            {
                return;
            }

            if (child + 1 < _items.Count && key(_items[child + 1]) < key(_items[child]))
            {
                child++;
            }

            if (key(_items[index]) <= key(_items[child]))
            {
                return;
            }

            Swap(index, child);
            index = child;
        }
    }

    private void Swap(int a, int b)
    {
        (_items[a], _items[b]) = (_items[b], _items[a]);
        _items[a].HeapIndex = a;
        _items[b].HeapIndex = b;
    }
}
