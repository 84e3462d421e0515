using Amazon.DynamoDBv2.Model;

namespace Orleans.DynamoDb;

/// <summary>What a provider wants of its table.</summary>
internal sealed class TableDefinition
{
    /// <summary>The name of the partition key, a string.</summary>
    public required string HashKey { get; init; }

    /// <summary>The name of the sort key, a string.</summary>
    public required string RangeKey { get; init; }

    /// <summary>Whether a missing table is made.</summary>
    public required bool CreateIfNotExists { get; init; }

    /// <summary>Whether a table that is there is changed to what is wanted.</summary>
    public required bool UpdateIfExists { get; init; }

    /// <summary>Whether capacity is provisioned; on demand otherwise.</summary>
    public required bool UseProvisionedThroughput { get; init; }

    /// <summary>Read units a second.</summary>
    public required int ReadCapacityUnits { get; init; }

    /// <summary>Write units a second.</summary>
    public required int WriteCapacityUnits { get; init; }

    /// <summary>The attribute that says when an item ends, if the table is to remove ended ones.</summary>
    public string? TimeToLiveAttribute { get; init; }

    /// <summary>Whether throughput is what the options say before anybody sets them.</summary>
    public bool HasDefaultThroughput => UseProvisionedThroughput && ReadCapacityUnits == 10 && WriteCapacityUnits == 5;

    /// <summary>The throughput as the API wants it; <see langword="null"/> on demand.</summary>
    public ProvisionedThroughput? Throughput =>
        UseProvisionedThroughput ? new ProvisionedThroughput { ReadCapacityUnits = ReadCapacityUnits, WriteCapacityUnits = WriteCapacityUnits } : null;
}
