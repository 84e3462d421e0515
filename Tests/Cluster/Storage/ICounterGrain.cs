namespace OrleansDefender.Tests.Cluster.Storage;

/// <summary>A grain with a persisted number.</summary>
[Alias("OrleansDefender.Tests.ICounterGrain")]
public interface ICounterGrain : IGrainWithStringKey
{
    /// <summary>Adds one, durably.</summary>
    [Alias("Add")]
    Task<int> AddAsync();

    /// <summary>The number.</summary>
    [Alias("Get")]
    Task<int> GetAsync();

    /// <summary>Forgets it, durably.</summary>
    [Alias("Clear")]
    Task ClearAsync();

    /// <summary>The address of the silo where it lives.</summary>
    [Alias("Where")]
    Task<string> WhereAsync();
}
