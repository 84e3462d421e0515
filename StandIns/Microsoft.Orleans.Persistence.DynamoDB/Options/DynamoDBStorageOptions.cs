using Orleans.Persistence.DynamoDB;
using Orleans.Storage;

namespace Orleans.Configuration;

/// <summary>A grain storage in a DynamoDB table.</summary>
public class DynamoDBStorageOptions : DynamoDBClientOptions, IStorageProviderSerializerOptions
{
    /// <summary>The stage of a silo's start at which storages are made ready.</summary>
    public const int DEFAULT_INIT_STAGE = ServiceLifecycleStage.ApplicationServices;

    /// <summary>The first part of every key: the service whose states these are. Set it: empty is shared by all services that use the table.</summary>
    public string ServiceId { get; set; } = string.Empty;

    /// <summary>Whether capacity is provisioned; on demand otherwise.</summary>
    public bool UseProvisionedThroughput { get; set; } = true;

    /// <summary>Whether a missing table is made at the start.</summary>
    public bool CreateIfNotExists { get; set; } = true;

    /// <summary>Whether a table that differs from these options is changed at the start.</summary>
    public bool UpdateIfExists { get; set; } = true;

    /// <summary>Provisioned read units a second.</summary>
    public int ReadCapacityUnits { get; set; } = 10;

    /// <summary>Provisioned write units a second.</summary>
    public int WriteCapacityUnits { get; set; } = 5;

    /// <summary>The table's name.</summary>
    public string TableName { get; set; } = "OrleansGrainState";

    /// <summary>Whether clearing a state removes its item; otherwise the item stays, without a state.</summary>
    public bool DeleteStateOnClear { get; set; }

    /// <summary>The stage of the silo's start at which this storage is made ready.</summary>
    public int InitStage { get; set; } = DEFAULT_INIT_STAGE;

    /// <summary>How long after its last write DynamoDB may remove a state; for ever where absent.</summary>
    public TimeSpan? TimeToLive { get; set; }

    /// <summary>What turns states into bytes and back.</summary>
    public IGrainStorageSerializer GrainStorageSerializer { get; set; } = null!;
}
