using System.Collections.Concurrent;

using Orleans.Storage;

namespace OrleansDefender.Tests.Cluster.Things;

/// <summary>Grain storage in memory with ETags, of which a write can be made to fail before or after it took place.</summary>
internal sealed class FailingStorage : IGrainStorage
{
    private readonly ConcurrentDictionary<GrainId, (object State, string ETag)> _records = new();
    private bool? _failAfterWriting;
    private int _writes;

    /// <summary>Writes that took place.</summary>
    public int Writes => _writes;

    /// <summary>The grains whose writes fail.</summary>
    public Predicate<GrainId> RefusesWrites { get; set; } = static _ => false;

    /// <summary>The grains whose reads fail.</summary>
    public Predicate<GrainId> RefusesReads { get; set; } = static _ => false;

    /// <summary>Makes the next write fail.</summary>
    public void FailNext(bool afterWriting) => _failAfterWriting = afterWriting;

    /// <inheritdoc/>
    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (RefusesReads(grainId))
        {
            throw new IOException("The state cannot be read.");
        }

        if (_records.TryGetValue(grainId, out var record))
        {
            (grainState.State, grainState.ETag, grainState.RecordExists) = ((T)record.State, record.ETag, true);
        }
        else
        {
            (grainState.State, grainState.ETag, grainState.RecordExists) = (Activator.CreateInstance<T>(), null, false);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var fail = _failAfterWriting;
        _failAfterWriting = null;
        if (fail == false || RefusesWrites(grainId))
        {
            throw new IOException("The write failed.");
        }

        var stored = _records.TryGetValue(grainId, out var record) ? record.ETag : null;
        if (stored != grainState.ETag)
        {
            throw new InconsistentStateException("Another version is stored.", stored, grainState.ETag);
        }

        var next = $"{Interlocked.Increment(ref _writes)}";
        _records[grainId] = (grainState.State!, next);
        if (fail == true)
        {
            throw new IOException("The answer to the write was lost.");
        }

        (grainState.ETag, grainState.RecordExists) = (next, true);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        _records.TryRemove(grainId, out _);
        (grainState.ETag, grainState.RecordExists) = (null, false);
        return Task.CompletedTask;
    }
}
