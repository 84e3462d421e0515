namespace Orleans.Configuration;

/// <summary>Of old: settings in one string. Nothing reads it.</summary>
public class DynamoDBClusteringSiloOptions
{
    /// <summary>The string.</summary>
    [RedactConnectionString]
    public string ConnectionString { get; set; } = null!;
}
