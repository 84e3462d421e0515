using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;

namespace OrleansDefender.Silo.Storage;

/// <summary>The tables in DynamoDB, for trials: where the product is at home the deployment makes them.</summary>
internal static class DynamoSchema
{
    // The keys of the two tables that Orleans's providers use, and where those say when a state ends.
    private const string GrainTtl = "GrainTtl";

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(500);

    /// <summary>Makes the tables that are missing, and waits until all are ready. Tables that are there are left as they are.</summary>
    /// <param name="client">The client.</param>
    /// <param name="tables">Their names.</param>
    /// <param name="time">The clock of the waits.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task CreateAsync(IAmazonDynamoDB client, DynamoTables tables, TimeProvider time, CancellationToken cancellationToken)
    {
        await CreateAsync(client, MembershipTable(tables.Membership), null, time, cancellationToken).ConfigureAwait(false);
        await CreateAsync(client, StateTable(tables.States), GrainTtl, time, cancellationToken).ConfigureAwait(false);
        await CreateAsync(client, WatchTable(tables.Watch), null, time, cancellationToken).ConfigureAwait(false);
        await CreateAsync(client, DueTable(tables.Due), DynamoDueList.EndsAt, time, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The table of membership.</summary>
    /// <param name="table">Its name.</param>
    public static CreateTableRequest MembershipTable(string table) =>
        Table(table, [("DeploymentId", ScalarAttributeType.S), ("SiloIdentity", ScalarAttributeType.S)], null);

    /// <summary>The table of states.</summary>
    /// <param name="table">Its name.</param>
    public static CreateTableRequest StateTable(string table) =>
        Table(table, [("GrainReference", ScalarAttributeType.S), ("GrainType", ScalarAttributeType.S)], null);

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

    private static async Task CreateAsync(
        IAmazonDynamoDB client, CreateTableRequest request, string? timeToLive, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            await client.CreateTableAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (ResourceInUseException)
        {
            // It is there, or another makes it.
        }

        while ((await client.DescribeTableAsync(request.TableName, cancellationToken).ConfigureAwait(false)).Table.TableStatus != TableStatus.ACTIVE)
        {
            await Task.Delay(BetweenLooks, time, cancellationToken).ConfigureAwait(false);
        }

        if (timeToLive is null)
        {
            return;
        }

        var described = await client.DescribeTimeToLiveAsync(request.TableName, cancellationToken).ConfigureAwait(false);
        if (described.TimeToLiveDescription?.TimeToLiveStatus is null || described.TimeToLiveDescription.TimeToLiveStatus == TimeToLiveStatus.DISABLED)
        {
            await client.UpdateTimeToLiveAsync(
                new UpdateTimeToLiveRequest
                {
                    TableName = request.TableName,
                    TimeToLiveSpecification = new TimeToLiveSpecification { AttributeName = timeToLive, Enabled = true },
                },
                cancellationToken).ConfigureAwait(false);
        }
    }

    private static CreateTableRequest Table(
        string table, (string Name, ScalarAttributeType Type)[] key, List<GlobalSecondaryIndex>? indexes, params (string Name, ScalarAttributeType Type)[] indexed) => new()
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
