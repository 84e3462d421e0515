using Orleans.Storage;

namespace OrleansDefender.Silo.Storage;

/// <summary>How one named grain storage keeps its states.</summary>
internal sealed class SqliteGrainStorageOptions : IStorageProviderSerializerOptions
{
    /// <summary>How long a state is kept after its last write; absent for ever. An expired state reads as absent, and is removed in the background.</summary>
    /// <value>At least one second; default: absent.</value>
    public TimeSpan? TimeToLive { get; set; }

    /// <summary>The stage of the silo's start at which the storage is tried.</summary>
    /// <value>Default: <see cref="ServiceLifecycleStage.ApplicationServices"/>.</value>
    public int InitStage { get; set; } = ServiceLifecycleStage.ApplicationServices;

    /// <summary>How states become bytes.</summary>
    /// <value>Default: the serializer registered under the storage's name, else Orleans's binary one, which finds members by their number.</value>
    public IGrainStorageSerializer GrainStorageSerializer { get; set; } = null!;
}
