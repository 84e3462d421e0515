namespace Orleans.DynamoDb;

/// <summary>Which DynamoDB, and as whom: all that decides whether two providers can share a client.</summary>
/// <param name="Service">A region's name or an endpoint's URL; empty for what the SDK finds in the environment.</param>
/// <param name="AccessKey">The id of an access key.</param>
/// <param name="SecretKey">Its secret.</param>
/// <param name="Token">The session token that goes with it.</param>
/// <param name="ProfileName">A profile of the shared credentials files.</param>
internal sealed record DynamoDbAccess(string? Service, string? AccessKey, string? SecretKey, string? Token, string? ProfileName)
{
    /// <summary>Where, and nothing of who.</summary>
    public override string ToString() => Service ?? "";
}
