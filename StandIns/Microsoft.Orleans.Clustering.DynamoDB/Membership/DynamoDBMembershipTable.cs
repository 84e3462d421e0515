using Amazon.DynamoDBv2.Model;

using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

using Orleans.Configuration;
using Orleans.DynamoDb;

namespace Orleans.Clustering.DynamoDB;

/// <summary>The membership of clusters in one DynamoDB table: a partition for each cluster, in it a row for each silo and one for the table's version.</summary>
/// <remarks>A silo's row changes only together with the version row, in a transaction, except for its heartbeat.</remarks>
internal sealed partial class DynamoDBMembershipTable(
    ILogger<DynamoDBMembershipTable> logger,
    IOptions<DynamoDBClusteringOptions> options,
    IOptions<ClusterOptions> cluster,
    TimeProvider time) : IMembershipTable, IDisposable
{
    // A silo that cannot say within this that it is alive had better try anew: the next heartbeat comes in 30 s.
    private static readonly TimeSpan HeartbeatLimit = TimeSpan.FromSeconds(4.5);
    private static readonly TimeSpan CallLimit = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan BetweenSnapshots = TimeSpan.FromMilliseconds(100);

    private const int MostDeletesAtOnce = 25;

    private const string IsAbsent = $"attribute_not_exists({SiloRow.SiloIdentity})";
    private const string HasETag = $"{SiloRow.ETag} = :etag";
    private const string HeartbeatIsNotLater = $"(attribute_not_exists({SiloRow.IAmAliveTime}) OR {SiloRow.IAmAliveTime} <= :alive)";
    private const string IsInCluster = $"{SiloRow.DeploymentId} = :cluster";

    private readonly string _clusterId = cluster.Value.ClusterId;
    private readonly Lock _opening = new();
    private DynamoDbTable? _table;
    private bool _isDisposed;

    private DynamoDbTable Table
    {
        get
        {
            lock (_opening)
            {
                ObjectDisposedException.ThrowIf(_isDisposed, this);
                return _table ??= new DynamoDbTable(DynamoDbClients.Rent(MembershipTableDefinition.AccessOf(options.Value)), options.Value.TableName, time);
            }
        }
    }

    /// <inheritdoc/>
    public async Task InitializeMembershipTableAsync(bool tryInitTableVersion, CancellationToken cancellationToken = default)
    {
        await new TableSetup(Table, MembershipTableDefinition.Of(options.Value), logger).RunAsync(cancellationToken).ConfigureAwait(false);
        LogReady(logger, _clusterId, Table.Name, options.Value.Service);
        if (!tryInitTableVersion)
        {
            return;
        }

        try
        {
            await Table.InsistAsync(
                new PutItemRequest { TableName = Table.Name, Item = SiloRow.FirstVersionOf(_clusterId), ConditionExpression = IsAbsent },
                static (client, request, token) => client.PutItemAsync(request, token),
                "InitializeMembershipTable",
                CallLimit,
                cancellationToken).ConfigureAwait(false);
        }
        catch (ConditionalCheckFailedException)
        {
            // It is there: that is all that was wanted.
        }
    }

    /// <inheritdoc/>
    public async Task DeleteMembershipTableEntriesAsync(string clusterId, CancellationToken cancellationToken = default)
    {
        var rows = await QueryAsync(clusterId, "DeleteMembershipTableEntries", cancellationToken, projection: $"{SiloRow.DeploymentId}, {SiloRow.SiloIdentity}").ConfigureAwait(false);
        foreach (var chunk in rows.Select(row => new WriteRequest(new DeleteRequest(KeyOf(row)))).Chunk(MostDeletesAtOnce))
        {
            await DeleteAsync([.. chunk], cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async Task CleanupDefunctSiloEntriesAsync(DateTimeOffset beforeDate, CancellationToken cancellationToken = default)
    {
        var limit = beforeDate.UtcDateTime;
        var rows = await QueryAsync(_clusterId, "CleanupDefunctSiloEntries", cancellationToken).ConfigureAwait(false);
        var defunct = rows.Where(row => !SiloRow.IsVersionRow(row) && IsDefunct(SiloRow.Read(row).Item1, limit));
        await Parallel.ForEachAsync(
            defunct,
            new ParallelOptions { MaxDegreeOfParallelism = MostDeletesAtOnce, CancellationToken = cancellationToken },
            async (row, token) => await DeleteUnchangedAsync(row, token).ConfigureAwait(false)).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<MembershipTableData> ReadRowAsync(SiloAddress key, CancellationToken cancellationToken = default)
    {
        var request = new TransactGetItemsRequest
        {
            TransactItems =
            [
                new TransactGetItem { Get = new Get { TableName = Table.Name, Key = SiloRow.KeyOf(_clusterId, key) } },
                new TransactGetItem { Get = new Get { TableName = Table.Name, Key = SiloRow.VersionKeyOf(_clusterId) } },
            ],
        };
        var backoff = Table.CreateBackoff();
        while (true)
        {
            try
            {
                var response = await Table.InsistAsync(
                    request, static (client, request, token) => client.TransactGetItemsAsync(request, token), "ReadRow", CallLimit, cancellationToken).ConfigureAwait(false);
                var silo = response.Responses?.ElementAtOrDefault(0)?.Item;
                var version = VersionOf(response.Responses?.ElementAtOrDefault(1)?.Item);
                return silo is { Count: > 0 } ? new MembershipTableData(SiloRow.Read(silo), version) : new MembershipTableData(version);
            }
            catch (TransactionCanceledException cancelled) when (DynamoDbFailures.IsConflict(cancelled))
            {
                // Somebody writes one of the two at this moment.
                await backoff.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <inheritdoc/>
    public async Task<MembershipTableData> ReadAllAsync(CancellationToken cancellationToken = default)
    {
        // The pages of a query are read one after the other. That they belong to one version shows the version row: the same before, within and after.
        while (true)
        {
            var before = await ReadVersionAsync(cancellationToken).ConfigureAwait(false);
            var members = new List<Tuple<MembershipEntry, string>>();
            TableVersion? within = null;
            foreach (var row in await QueryAsync(_clusterId, "ReadAll", cancellationToken).ConfigureAwait(false))
            {
                if (SiloRow.IsVersionRow(row))
                {
                    within = SiloRow.ReadVersion(row);
                }
                else
                {
                    members.Add(SiloRow.Read(row));
                }
            }

            if (within == before && await ReadVersionAsync(cancellationToken).ConfigureAwait(false) == before)
            {
                return new MembershipTableData(members, before);
            }

            LogTornRead(logger, _clusterId);
            await Task.Delay(BetweenSnapshots, time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async Task<bool> InsertRowAsync(MembershipEntry entry, TableVersion tableVersion, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(entry);
        ArgumentNullException.ThrowIfNull(tableVersion);
        if (!SiloRow.TryParseETag(tableVersion.VersionEtag, out var versionETag))
        {
            return false;
        }

        var put = new Put { TableName = Table.Name, Item = SiloRow.Of(_clusterId, entry, tableVersion.Version, eTag: 0), ConditionExpression = IsAbsent };
        return await TryWriteAsync("InsertRow", put, tableVersion, versionETag, cancellationToken).ConfigureAwait(false) is null;
    }

    /// <inheritdoc/>
    public async Task<bool> UpdateRowAsync(MembershipEntry entry, string etag, TableVersion tableVersion, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(entry);
        ArgumentNullException.ThrowIfNull(tableVersion);
        if (!SiloRow.TryParseETag(etag, out var rowETag) || !SiloRow.TryParseETag(tableVersion.VersionEtag, out var versionETag))
        {
            return false;
        }

        var row = SiloRow.Of(_clusterId, entry, tableVersion.Version, rowETag + 1);
        while (true)
        {
            var put = new Put
            {
                TableName = Table.Name,
                Item = row,
                ConditionExpression = $"{HasETag} AND {HeartbeatIsNotLater}",
                ExpressionAttributeValues = new Dictionary<string, AttributeValue> { [":etag"] = SiloRow.Number(rowETag), [":alive"] = row[SiloRow.IAmAliveTime] },
                ReturnValuesOnConditionCheckFailure = Amazon.DynamoDBv2.ReturnValuesOnConditionCheckFailure.ALL_OLD,
            };
            if (await TryWriteAsync("UpdateRow", put, tableVersion, versionETag, cancellationToken).ConfigureAwait(false) is not { } conflict)
            {
                return true;
            }

            // The row may be the one that was read and only its heartbeat newer: then the heartbeat stays, and the rest is replaced.
            if (conflict.Stored is not { Count: > 0 } stored || conflict.IsVersionLost || SiloRow.Read(stored).Item2 != etag ||
                !stored.TryGetValue(SiloRow.IAmAliveTime, out var alive) || string.CompareOrdinal(alive.S, row[SiloRow.IAmAliveTime].S) <= 0)
            {
                return false;
            }

            row[SiloRow.IAmAliveTime] = alive;
        }
    }

    /// <inheritdoc/>
    public async Task UpdateIAmAliveAsync(MembershipEntry entry, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var request = new UpdateItemRequest
        {
            TableName = Table.Name,
            Key = SiloRow.KeyOf(_clusterId, entry.SiloAddress),
            UpdateExpression = $"SET {SiloRow.IAmAliveTime} = :alive",
            ConditionExpression = $"attribute_exists({SiloRow.SiloIdentity}) AND {HeartbeatIsNotLater}",
            ExpressionAttributeValues = new Dictionary<string, AttributeValue> { [":alive"] = new(SiloRow.TextOf(entry.IAmAliveTime)) },
            ReturnValuesOnConditionCheckFailure = Amazon.DynamoDBv2.ReturnValuesOnConditionCheckFailure.ALL_OLD,
            ReturnConsumedCapacity = Amazon.DynamoDBv2.ReturnConsumedCapacity.TOTAL,
        };
        try
        {
            var response = await Table.InsistAsync(
                request, static (client, request, token) => client.UpdateItemAsync(request, token), "UpdateIAmAlive", HeartbeatLimit, cancellationToken).ConfigureAwait(false);
            DynamoDbMetrics.Consumed(Table.Name, "UpdateIAmAlive", response.ConsumedCapacity);
        }
        catch (ConditionalCheckFailedException lost)
        {
            if (lost.Item is { Count: > 0 })
            {
                // A later heartbeat is stored: this one was on its way for long.
                return;
            }

            // No row. A silo whose row was cleaned up learns that from its next look at the table; a table that holds no cluster is an error.
            await ReadVersionAsync(cancellationToken).ConfigureAwait(false);
            LogNoRow(logger, entry.SiloAddress);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_opening)
        {
            _isDisposed = true;
            _table?.Dispose();
        }
    }

    // The interface's methods without a token are obsolete, and still part of it.
#pragma warning disable CS0618

    /// <inheritdoc/>
    public Task InitializeMembershipTable(bool tryInitTableVersion) => InitializeMembershipTableAsync(tryInitTableVersion, CancellationToken.None);

    /// <inheritdoc/>
    public Task DeleteMembershipTableEntries(string clusterId) => DeleteMembershipTableEntriesAsync(clusterId, CancellationToken.None);

    /// <inheritdoc/>
    public Task CleanupDefunctSiloEntries(DateTimeOffset beforeDate) => CleanupDefunctSiloEntriesAsync(beforeDate, CancellationToken.None);

    /// <inheritdoc/>
    public Task<MembershipTableData> ReadRow(SiloAddress key) => ReadRowAsync(key, CancellationToken.None);

    /// <inheritdoc/>
    public Task<MembershipTableData> ReadAll() => ReadAllAsync(CancellationToken.None);

    /// <inheritdoc/>
    public Task<bool> InsertRow(MembershipEntry entry, TableVersion tableVersion) => InsertRowAsync(entry, tableVersion, CancellationToken.None);

    /// <inheritdoc/>
    public Task<bool> UpdateRow(MembershipEntry entry, string etag, TableVersion tableVersion) =>
        UpdateRowAsync(entry, etag, tableVersion, CancellationToken.None);

    /// <inheritdoc/>
    public Task UpdateIAmAlive(MembershipEntry entry) => UpdateIAmAliveAsync(entry, CancellationToken.None);

#pragma warning restore CS0618

    private static bool IsDefunct(MembershipEntry entry, DateTime limit) =>
        entry.Status == SiloStatus.Dead && entry.IAmAliveTime < limit && entry.StartTime < limit && (entry.SuspectTimes ?? []).TrueForAll(vote => vote.Item2 < limit);

    private static Dictionary<string, AttributeValue> KeyOf(Dictionary<string, AttributeValue> row) => new()
    {
        [SiloRow.DeploymentId] = row[SiloRow.DeploymentId],
        [SiloRow.SiloIdentity] = row[SiloRow.SiloIdentity],
    };

    private async Task<TableVersion> ReadVersionAsync(CancellationToken cancellationToken)
    {
        var response = await Table.InsistAsync(
            new GetItemRequest { TableName = Table.Name, Key = SiloRow.VersionKeyOf(_clusterId), ConsistentRead = true },
            static (client, request, token) => client.GetItemAsync(request, token),
            "ReadVersion",
            CallLimit,
            cancellationToken).ConfigureAwait(false);
        return VersionOf(response.Item);
    }

    private TableVersion VersionOf(Dictionary<string, AttributeValue>? row) => row is { Count: > 0 }
        ? SiloRow.ReadVersion(row)
        : throw new KeyNotFoundException($"Membership table '{Table.Name}' has no version row for cluster '{_clusterId}'.");

    private async Task<List<Dictionary<string, AttributeValue>>> QueryAsync(
        string clusterId, string operation, CancellationToken cancellationToken, string? projection = null)
    {
        var request = new QueryRequest
        {
            TableName = Table.Name,
            KeyConditionExpression = IsInCluster,
            ExpressionAttributeValues = new Dictionary<string, AttributeValue> { [":cluster"] = new(clusterId) },
            ProjectionExpression = projection,
            ConsistentRead = true,
            ReturnConsumedCapacity = Amazon.DynamoDBv2.ReturnConsumedCapacity.TOTAL,
        };
        return await PagedQuery.ReadAsync(Table, request, operation, CallLimit, cancellationToken).ConfigureAwait(false);
    }

    /// <returns><see langword="null"/> if it was done, else what it lost to.</returns>
    private async Task<Conflict?> TryWriteAsync(string operation, Put put, TableVersion version, int versionETag, CancellationToken cancellationToken)
    {
        var request = new TransactWriteItemsRequest
        {
            // The same for each try of this one write: DynamoDB does it once, even if an answer is lost.
            ClientRequestToken = Guid.NewGuid().ToString(),
            ReturnConsumedCapacity = Amazon.DynamoDBv2.ReturnConsumedCapacity.TOTAL,
            TransactItems =
            [
                new TransactWriteItem { Put = put },
                new TransactWriteItem
                {
                    Update = new Update
                    {
                        TableName = Table.Name,
                        Key = SiloRow.VersionKeyOf(_clusterId),
                        UpdateExpression = $"SET {SiloRow.MembershipVersion} = :version, {SiloRow.ETag} = :next",
                        ConditionExpression = HasETag,
                        ExpressionAttributeValues = new Dictionary<string, AttributeValue>
                        {
                            [":version"] = SiloRow.Number(version.Version),
                            [":next"] = SiloRow.Number(versionETag + 1),
                            [":etag"] = SiloRow.Number(versionETag),
                        },
                    },
                },
            ],
        };
        try
        {
            var response = await Table.InsistAsync(
                request, static (client, request, token) => client.TransactWriteItemsAsync(request, token), operation, CallLimit, cancellationToken).ConfigureAwait(false);
            DynamoDbMetrics.Consumed(Table.Name, operation, response.ConsumedCapacity?.FirstOrDefault());
            return null;
        }
        catch (TransactionCanceledException cancelled) when (DynamoDbFailures.IsConflict(cancelled))
        {
            DynamoDbMetrics.Lost(Table.Name, operation);
            return new Conflict(cancelled.CancellationReasons[0].Item, cancelled.CancellationReasons.Skip(1).Any(reason => reason.Code != "None"));
        }
    }

    private async Task DeleteAsync(List<WriteRequest> deletes, CancellationToken cancellationToken)
    {
        var backoff = Table.CreateBackoff();
        while (true)
        {
            var response = await Table.InsistAsync(
                new BatchWriteItemRequest(new Dictionary<string, List<WriteRequest>> { [Table.Name] = deletes }),
                static (client, request, token) => client.BatchWriteItemAsync(request, token),
                "DeleteMembershipTableEntries",
                CallLimit,
                cancellationToken).ConfigureAwait(false);
            if (response.UnprocessedItems is not { Count: > 0 } rest || !rest.TryGetValue(Table.Name, out var left) || left.Count == 0)
            {
                return;
            }

            deletes = left;
            await backoff.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task DeleteUnchangedAsync(Dictionary<string, AttributeValue> row, CancellationToken cancellationToken)
    {
        var condition = $"{HasETag} AND {SiloRow.SiloStatus} = :dead";
        var values = new Dictionary<string, AttributeValue> { [":etag"] = row[SiloRow.ETag], [":dead"] = SiloRow.Number((int)SiloStatus.Dead) };
        if (row.TryGetValue(SiloRow.IAmAliveTime, out var alive))
        {
            condition += $" AND {SiloRow.IAmAliveTime} = :alive";
            values.Add(":alive", alive);
        }

        try
        {
            await Table.InsistAsync(
                new DeleteItemRequest { TableName = Table.Name, Key = KeyOf(row), ConditionExpression = condition, ExpressionAttributeValues = values },
                static (client, request, token) => client.DeleteItemAsync(request, token),
                "CleanupDefunctSiloEntries",
                CallLimit,
                cancellationToken).ConfigureAwait(false);
        }
        catch (ConditionalCheckFailedException)
        {
            // Changed meanwhile, or removed by another: nothing of ours any more.
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Membership of cluster {Cluster} is in DynamoDB table {Table} ({Service})")]
    private static partial void LogReady(ILogger logger, string cluster, string table, string? service);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The membership of cluster {Cluster} changed while it was read; reading again")]
    private static partial void LogTornRead(ILogger logger, string cluster);

    [LoggerMessage(Level = LogLevel.Warning, Message = "There is no membership row for {Silo} to put its heartbeat into")]
    private static partial void LogNoRow(ILogger logger, SiloAddress silo);

    /// <summary>What a write lost to: the silo's row as it is stored, and whether the table's version had moved on.</summary>
    private readonly record struct Conflict(Dictionary<string, AttributeValue>? Stored, bool IsVersionLost);
}
