namespace OrleansDefender.Ingress.Events;

/// <summary>Tells from batches whether it is single grains that fail, or what all of them need: their storage.</summary>
/// <remarks>
/// It is the storage when nothing of a batch gets through and more than one grain has failed since the last that answered. One grain alone may have a trouble of its
/// own, and nobody else shall wait for it.
/// </remarks>
internal sealed class GrainTrouble
{
    private readonly Lock _lock = new();
    private string? _failed;
    private bool _isAway;

    /// <summary>Takes a batch's outcome into account.</summary>
    /// <returns>Whether the storage is away now, and whether this batch is the first that says so.</returns>
    public (bool IsAway, bool HasChanged) Observe(EventBatch batch)
    {
        lock (_lock)
        {
            var wasAway = _isAway;
            if (batch.HasAnswer)
            {
                (_failed, _isAway) = (null, false);
            }
            else if (batch.Failed.FirstOrDefault() is { } key)
            {
                _isAway = _isAway || batch.Failed.Count > 1 || (_failed is { } before && before != key);
                _failed = key;
            }
            else
            {
                // It needed no grain, and so says nothing.
                return (false, false);
            }

            return (_isAway, _isAway != wasAway);
        }
    }
}
