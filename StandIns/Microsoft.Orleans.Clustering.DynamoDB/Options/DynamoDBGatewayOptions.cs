using Orleans.Clustering.DynamoDB;

namespace Orleans.Configuration;

/// <summary>The membership table as a client reads it.</summary>
public class DynamoDBGatewayOptions : DynamoDBClientOptions
{
    /// <inheritdoc cref="DynamoDBClusteringOptions.ReadCapacityUnits"/>
    public int ReadCapacityUnits { get; set; } = 10;

    /// <inheritdoc cref="DynamoDBClusteringOptions.WriteCapacityUnits"/>
    public int WriteCapacityUnits { get; set; } = 5;

    /// <inheritdoc cref="DynamoDBClusteringOptions.UseProvisionedThroughput"/>
    public bool UseProvisionedThroughput { get; set; } = true;

    /// <inheritdoc cref="DynamoDBClusteringOptions.CreateIfNotExists"/>
    public bool CreateIfNotExists { get; set; } = true;

    /// <inheritdoc cref="DynamoDBClusteringOptions.UpdateIfExists"/>
    public bool UpdateIfExists { get; set; } = true;

    /// <inheritdoc cref="DynamoDBClusteringOptions.TableName"/>
    public string TableName { get; set; } = "OrleansSilos";
}
