using Orleans.Clustering.DynamoDB;

namespace Orleans.Configuration;

/// <summary>The membership table of a silo.</summary>
public class DynamoDBClusteringOptions : DynamoDBClientOptions
{
    /// <summary>Provisioned read units a second.</summary>
    public int ReadCapacityUnits { get; set; } = 10;

    /// <summary>Provisioned write units a second.</summary>
    public int WriteCapacityUnits { get; set; } = 5;

    /// <summary>Whether capacity is provisioned; on demand otherwise.</summary>
    public bool UseProvisionedThroughput { get; set; } = true;

    /// <summary>Whether a missing table is made at the start.</summary>
    public bool CreateIfNotExists { get; set; } = true;

    /// <summary>Whether a table that differs from these options is changed at the start.</summary>
    public bool UpdateIfExists { get; set; } = true;

    /// <summary>The table's name.</summary>
    public string TableName { get; set; } = "OrleansSilos";
}
