using System.Diagnostics;
using System.Diagnostics.Metrics;

using Amazon.DynamoDBv2.Model;

namespace Orleans.DynamoDb;

/// <summary>What a provider's calls cost and how they fare. The meter has the assembly's name.</summary>
internal static class DynamoDbMetrics
{
    private static readonly Meter Meter = new(typeof(DynamoDbMetrics).Assembly.GetName().Name!);

    private static readonly Counter<double> Capacity = Meter.CreateCounter<double>(
        "orleans-dynamodb-consumed-capacity", "{unit}", "Capacity units consumed.");

    private static readonly Counter<long> Throttles = Meter.CreateCounter<long>(
        "orleans-dynamodb-throttles", "{call}", "Calls that DynamoDB still throttled after the SDK's own retries.");

    private static readonly Counter<long> Conflicts = Meter.CreateCounter<long>(
        "orleans-dynamodb-conflicts", "{call}", "Writes that lost to another's.");

    private static readonly Histogram<long> ItemSizes = Meter.CreateHistogram<long>(
        "orleans-dynamodb-item-size", "By", "Size of the items written.");

    public static void Consumed(string table, string operation, ConsumedCapacity? capacity)
    {
        if (Capacity.Enabled && capacity?.CapacityUnits is { } units)
        {
            Capacity.Add(units, Tags(table, operation));
        }
    }

    public static void Throttled(string table, string operation) => Throttles.Add(1, Tags(table, operation));

    public static void Lost(string table, string operation) => Conflicts.Add(1, Tags(table, operation));

    public static void Wrote(string table, string operation, long bytes) => ItemSizes.Record(bytes, Tags(table, operation));

    private static TagList Tags(string table, string operation) => new() { { "table", table }, { "operation", operation } };
}
