using Orleans.Storage;

namespace OrleansDefender.Tests.Cluster.Things;

/// <summary>Grain storage in memory that counts writes, and fails them on demand: before or after they took place.</summary>
internal sealed class BrokenStorage : IGrainStorage
{
    private readonly Lock _lock = new();
    private readonly Dictionary<GrainId, (object State, string Tag)> _states = [];

    public int Writes { get; private set; }

    public bool FailBefore { get; set; }

    public bool FailAfter { get; set; }

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        lock (_lock)
        {
            if (_states.TryGetValue(grainId, out var stored))
            {
                grainState.State = (T)stored.State;
                grainState.ETag = stored.Tag;
                grainState.RecordExists = true;
            }
        }

        return Task.CompletedTask;
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        lock (_lock)
        {
            if (FailBefore)
            {
                throw new InvalidOperationException("The write failed.");
            }

            Writes++;
            _states[grainId] = (grainState.State!, Writes.ToString(System.Globalization.CultureInfo.InvariantCulture));
            if (FailAfter)
            {
                throw new InvalidOperationException("The write succeeded, but nobody knows.");
            }

            grainState.ETag = _states[grainId].Tag;
            grainState.RecordExists = true;
        }

        return Task.CompletedTask;
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        lock (_lock)
        {
            _states.Remove(grainId);
        }

        return Task.CompletedTask;
    }
}
