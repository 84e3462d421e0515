using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;

namespace OrleansDefender.Silo.Storage;

/// <summary>The product's own tables in DynamoDB, for trials: where it is at home the deployment makes them.</summary>
internal static class DynamoSchema
{
    /// <summary>The table of the due list.</summary>
    /// <param name="table">Its name.</param>
    public static CreateTableRequest DueTable(string table) => Table(
        table, [(DynamoDueList.Id, ScalarAttributeType.S)], [DueIndex()], (DynamoLeasedTable.DueShard, ScalarAttributeType.S), (DynamoLeasedTable.DueAt, ScalarAttributeType.N));

    /// <summary>The table of the watch list.</summary>
    /// <param name="table">Its name.</param>
    public static CreateTableRequest WatchTable(string table) => Table(
        table,
        [(DynamoWatchList.Scope, ScalarAttributeType.S), (DynamoWatchList.Thing, ScalarAttributeType.S)],
        [
            DueIndex(),
            Index(DynamoWatchList.SeverityIndex, DynamoWatchList.Level, DynamoWatchList.Place, new Projection { ProjectionType = ProjectionType.ALL }),
            Index(DynamoWatchList.OpenIndex, DynamoWatchList.Scope, DynamoWatchList.OpenThing, new Projection { ProjectionType = ProjectionType.KEYS_ONLY }),
            Index(DynamoWatchList.WithheldIndex, DynamoWatchList.Scope, DynamoWatchList.WithheldThing, new Projection { ProjectionType = ProjectionType.KEYS_ONLY }),
        ],
        (DynamoLeasedTable.DueShard, ScalarAttributeType.S),
        (DynamoLeasedTable.DueAt, ScalarAttributeType.N),
        (DynamoWatchList.Level, ScalarAttributeType.N),
        (DynamoWatchList.Place, ScalarAttributeType.S),
        (DynamoWatchList.OpenThing, ScalarAttributeType.S),
        (DynamoWatchList.WithheldThing, ScalarAttributeType.S));

    private static CreateTableRequest Table(
        string table, (string Name, ScalarAttributeType Type)[] key, List<GlobalSecondaryIndex> indexes, params (string Name, ScalarAttributeType Type)[] indexed) => new()
        {
            TableName = table,
            BillingMode = BillingMode.PAY_PER_REQUEST,
            AttributeDefinitions = [.. key.Concat(indexed).Select(static attribute => new AttributeDefinition(attribute.Name, attribute.Type))],
            KeySchema = [.. key.Select(static (attribute, i) => new KeySchemaElement(attribute.Name, i == 0 ? KeyType.HASH : KeyType.RANGE))],
            GlobalSecondaryIndexes = indexes,
        };

    private static GlobalSecondaryIndex DueIndex() => Index(
        DynamoLeasedTable.DueIndex,
        DynamoLeasedTable.DueShard,
        DynamoLeasedTable.DueAt,
        new Projection { ProjectionType = ProjectionType.INCLUDE, NonKeyAttributes = [DynamoLeasedTable.ClaimedUntil] });

    private static GlobalSecondaryIndex Index(string name, string hash, string range, Projection projection) => new()
    {
        IndexName = name,
        KeySchema = [new KeySchemaElement(hash, KeyType.HASH), new KeySchemaElement(range, KeyType.RANGE)],
        Projection = projection,
    };
}
