namespace OrleansDefender.Tests.Cluster.Storage;

/// <summary>The grain of the cluster test.</summary>
internal sealed class CounterGrain(
    [PersistentState("state", "things")] IPersistentState<StorageTestState> state,
    ILocalSiloDetails silo) : Grain, ICounterGrain
{
    /// <inheritdoc/>
    public async Task<int> AddAsync()
    {
        state.State.Number++;
        await state.WriteStateAsync();
        return state.State.Number;
    }

    /// <inheritdoc/>
    public Task<int> GetAsync() => Task.FromResult(state.State.Number);

    /// <inheritdoc/>
    public Task ClearAsync() => state.ClearStateAsync();

    /// <inheritdoc/>
    public Task<string> WhereAsync() => Task.FromResult(silo.SiloAddress.ToString());
}
