namespace Orleans.Persistence.DynamoDB;

/// <summary>Which DynamoDB, and as whom.</summary>
public class DynamoDBClientOptions
{
    /// <summary>The id of an access key; without one the SDK's own chain finds credentials (on ECS the task role).</summary>
    [Redact]
    public string? AccessKey { get; set; }

    /// <summary>The secret of the access key.</summary>
    [Redact]
    public string? SecretKey { get; set; }

    /// <summary>A region's name, or the URL of an endpoint; without either, the region the SDK finds in the environment.</summary>
    public string Service { get; set; } = null!;

    /// <summary>The session token that goes with temporary keys.</summary>
    public string? Token { get; set; }

    /// <summary>A profile of the shared credentials files, used where no keys are set.</summary>
    public string? ProfileName { get; set; }
}
