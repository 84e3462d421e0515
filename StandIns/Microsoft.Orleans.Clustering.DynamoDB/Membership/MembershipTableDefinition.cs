using Orleans.Configuration;
using Orleans.DynamoDb;

namespace Orleans.Clustering.DynamoDB;

/// <summary>The membership table that options describe.</summary>
internal static class MembershipTableDefinition
{
    public static DynamoDbAccess AccessOf(DynamoDBClientOptions options) =>
        new(options.Service, options.AccessKey, options.SecretKey, options.Token, options.ProfileName);

    public static TableDefinition Of(DynamoDBClusteringOptions options) => new()
    {
        HashKey = SiloRow.DeploymentId,
        RangeKey = SiloRow.SiloIdentity,
        CreateIfNotExists = options.CreateIfNotExists,
        UpdateIfExists = options.UpdateIfExists,
        UseProvisionedThroughput = options.UseProvisionedThroughput,
        ReadCapacityUnits = options.ReadCapacityUnits,
        WriteCapacityUnits = options.WriteCapacityUnits,
    };

    public static TableDefinition Of(DynamoDBGatewayOptions options) => new()
    {
        HashKey = SiloRow.DeploymentId,
        RangeKey = SiloRow.SiloIdentity,
        CreateIfNotExists = options.CreateIfNotExists,
        UpdateIfExists = options.UpdateIfExists,
        UseProvisionedThroughput = options.UseProvisionedThroughput,
        ReadCapacityUnits = options.ReadCapacityUnits,
        WriteCapacityUnits = options.WriteCapacityUnits,
    };
}
