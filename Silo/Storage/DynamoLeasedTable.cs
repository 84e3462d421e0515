using System.Globalization;
using System.IO.Hashing;
using System.Text;

using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;

namespace OrleansDefender.Silo.Storage;

/// <summary>A DynamoDB table of rows with a revision, some of which are due at a time and are leased to who works on them.</summary>
/// <remarks>
/// What is due is found by an index that has only rows with a due time, so that a claim costs what is due and not what there is. The index lags behind the
/// table: a claim that trusts it asks the table for each row again, as the condition of its write.
/// </remarks>
/// <param name="client">The client.</param>
/// <param name="table">The table's name.</param>
/// <param name="keyNames">The attributes of the table's key.</param>
internal sealed class DynamoLeasedTable(IAmazonDynamoDB client, string table, params string[] keyNames)
{
    /// <summary>The index of rows with a due time.</summary>
    public const string DueIndex = "due";

    /// <summary>The index's partition. DynamoDB takes a thousand writes a second in one; a storm has more.</summary>
    public const string DueShard = "DueShard";

    /// <summary>When a row is due, in ticks.</summary>
    public const string DueAt = "DueAt";

    /// <summary>Until when a row is leased, in ticks.</summary>
    public const string ClaimedUntil = "ClaimedUntil";

    /// <summary>A row's revision.</summary>
    public const string Revision = "Revision";

    private const int Shards = 8;
    private const int MostRows = 1000;
    private const int MostClaimsAtOnce = 25;

    private const string IsFree = $"(attribute_not_exists({ClaimedUntil}) OR {ClaimedUntil} <= :now)";

    private readonly string _isNewer = $"(attribute_not_exists({keyNames[0]}) OR {Revision} < :revision)";

    /// <summary>A number as DynamoDB takes it.</summary>
    public static AttributeValue Number(long number) => new() { N = number.ToString(CultureInfo.InvariantCulture) };

    /// <summary>A number as DynamoDB gives it.</summary>
    public static long NumberOf(Dictionary<string, AttributeValue> item, string name) => long.Parse(item[name].N, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);

    /// <summary>Writes a row; an older revision than the stored one changes nothing.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="revision">Its revision.</param>
    /// <param name="dueAt">When it is due; absent: not at all.</param>
    /// <param name="attributes">What else is in it; an absent value takes the attribute away.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task UpsertAsync(
        Dictionary<string, AttributeValue> key,
        long revision,
        DateTimeOffset? dueAt,
        IReadOnlyDictionary<string, AttributeValue?> attributes,
        CancellationToken cancellationToken)
    {
        if (dueAt is not { } due)
        {
            await TryWriteAsync(new Write(key, revision, attributes) { Remove = [DueAt, DueShard, ClaimedUntil], Condition = _isNewer }, cancellationToken).ConfigureAwait(false);
            return;
        }

        // The lease belongs to a due time: another one takes it away, a row that only says something else leaves it.
        var ticks = Number(due.UtcTicks);
        var another = new Write(key, revision, attributes)
        {
            Set = new() { [DueAt] = ticks, [DueShard] = new(ShardOf(key)) },
            Remove = [ClaimedUntil],
            Condition = $"{_isNewer} AND (attribute_not_exists({DueAt}) OR {DueAt} <> :due)",
            Values = new() { [":due"] = ticks },
        };
        var same = new Write(key, revision, attributes) { Condition = $"{Revision} < :revision AND {DueAt} = :due", Values = new() { [":due"] = ticks } };
        while (await TryWriteAsync(another, cancellationToken).ConfigureAwait(false) is { } stored && NumberOf(stored, Revision) < revision)
        {
            // Older, and due at the same time, or it was a moment ago.
            if (await TryWriteAsync(same, cancellationToken).ConfigureAwait(false) is null)
            {
                return;
            }
        }
    }

    /// <summary>Has a row due at a time that was to be due later or not at all, and ends its lease. Its revision stays; an unknown row is left alone.</summary>
    public async Task MakeDueAsync(Dictionary<string, AttributeValue> key, DateTimeOffset at, CancellationToken cancellationToken)
    {
        try
        {
            await client.UpdateItemAsync(
                new UpdateItemRequest
                {
                    TableName = table,
                    Key = key,
                    UpdateExpression = $"SET {DueAt} = :at, {DueShard} = :shard REMOVE {ClaimedUntil}",
                    ConditionExpression = $"attribute_exists({keyNames[0]}) AND (attribute_not_exists({DueAt}) OR {DueAt} > :at)",
                    ExpressionAttributeValues = new() { [":at"] = Number(at.UtcTicks), [":shard"] = new(ShardOf(key)) },
                },
                cancellationToken).ConfigureAwait(false);
        }
        catch (ConditionalCheckFailedException)
        {
            // Due by then anyway, or nobody knows it.
        }
    }

    /// <summary>Leases rows that are due and not leased, the longest due first.</summary>
    /// <returns>Their keys.</returns>
    public async Task<IReadOnlyList<Dictionary<string, AttributeValue>>> ClaimAsync(DateTimeOffset now, TimeSpan lease, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(lease, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);

        var wanted = Math.Min(limit, MostRows);
        var shards = await Task.WhenAll(Enumerable.Range(0, Shards).Select(shard => FindAsync(NameOf(shard), now, wanted, cancellationToken))).ConfigureAwait(false);
        var candidates = new Queue<Dictionary<string, AttributeValue>>(shards.SelectMany(static shard => shard).OrderBy(static row => NumberOf(row, DueAt)));
        var claimed = new List<Dictionary<string, AttributeValue>>();
        while (claimed.Count < wanted && candidates.Count > 0)
        {
            var tries = new List<Dictionary<string, AttributeValue>>();
            while (tries.Count < Math.Min(MostClaimsAtOnce, wanted - claimed.Count) && candidates.TryDequeue(out var candidate))
            {
                tries.Add(candidate);
            }

            var outcomes = await Task.WhenAll(tries.Select(row => TryClaimAsync(row, now, now + lease, cancellationToken))).ConfigureAwait(false);
            claimed.AddRange(tries.Where((_, i) => outcomes[i]));
        }

        return claimed;
    }

    private static string NameOf(int shard) => shard.ToString(CultureInfo.InvariantCulture);

    private string ShardOf(Dictionary<string, AttributeValue> key) =>
        NameOf((int)(XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(string.Join('\0', keyNames.Select(name => key[name].S)))) % Shards));

    private Dictionary<string, AttributeValue> KeyOf(Dictionary<string, AttributeValue> row) => keyNames.ToDictionary(static name => name, name => row[name]);

    /// <returns>Absent if the row was written, else the row as it is stored.</returns>
    private async Task<Dictionary<string, AttributeValue>?> TryWriteAsync(Write write, CancellationToken cancellationToken)
    {
        try
        {
            await client.UpdateItemAsync(write.ToRequest(table), cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (ConditionalCheckFailedException lost) when (lost.Item is { Count: > 0 })
        {
            return lost.Item;
        }
    }

    private async Task<List<Dictionary<string, AttributeValue>>> FindAsync(string shard, DateTimeOffset now, int most, CancellationToken cancellationToken)
    {
        var request = new QueryRequest
        {
            TableName = table,
            IndexName = DueIndex,
            KeyConditionExpression = $"{DueShard} = :shard AND {DueAt} <= :now",
            FilterExpression = IsFree,
            ExpressionAttributeValues = new() { [":shard"] = new(shard), [":now"] = Number(now.UtcTicks) },
        };
        var found = new List<Dictionary<string, AttributeValue>>();
        do
        {
            var page = await client.QueryAsync(request, cancellationToken).ConfigureAwait(false);
            found.AddRange(page.Items ?? []);
            request.ExclusiveStartKey = page.LastEvaluatedKey is { Count: > 0 } next ? next : null;
        }
        while (request.ExclusiveStartKey is not null && found.Count < most);

        return found;
    }

    private async Task<bool> TryClaimAsync(Dictionary<string, AttributeValue> row, DateTimeOffset now, DateTimeOffset until, CancellationToken cancellationToken)
    {
        try
        {
            await client.UpdateItemAsync(
                new UpdateItemRequest
                {
                    TableName = table,
                    Key = KeyOf(row),
                    UpdateExpression = $"SET {ClaimedUntil} = :until",
                    ConditionExpression = $"{DueAt} = :due AND {IsFree}",
                    ExpressionAttributeValues = new() { [":until"] = Number(until.UtcTicks), [":due"] = row[DueAt], [":now"] = Number(now.UtcTicks) },
                },
                cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (ConditionalCheckFailedException)
        {
            // Claimed by another, or due at another time by now.
            return false;
        }
    }

    /// <summary>A conditional write of a row.</summary>
    private sealed record Write(Dictionary<string, AttributeValue> Key, long NewRevision, IReadOnlyDictionary<string, AttributeValue?> Attributes)
    {
        public required string Condition { get; init; }

        public Dictionary<string, AttributeValue> Set { get; init; } = [];

        public IReadOnlyList<string> Remove { get; init; } = [];

        public Dictionary<string, AttributeValue> Values { get; init; } = [];

        public UpdateItemRequest ToRequest(string table)
        {
            // By number, since a name may be one of DynamoDB's many reserved words.
            var values = new Dictionary<string, AttributeValue>(Values) { [":revision"] = Number(NewRevision) };
            var names = new Dictionary<string, string>();
            var sets = new List<string> { $"{Revision} = :revision" };
            var removes = new List<string>(Remove);
            foreach (var (name, value) in Attributes.Concat(Set.Select(static pair => KeyValuePair.Create(pair.Key, (AttributeValue?)pair.Value))))
            {
                var number = names.Count;
                names.Add($"#a{number}", name);
                if (value is null)
                {
                    removes.Add($"#a{number}");
                    continue;
                }

                sets.Add($"#a{number} = :a{number}");
                values.Add($":a{number}", value);
            }

            return new UpdateItemRequest
            {
                TableName = table,
                Key = Key,
                UpdateExpression = $"SET {string.Join(", ", sets)}{(removes.Count == 0 ? "" : $" REMOVE {string.Join(", ", removes)}")}",
                ConditionExpression = Condition,
                ExpressionAttributeNames = names.Count == 0 ? null : names,
                ExpressionAttributeValues = values,
                ReturnValuesOnConditionCheckFailure = ReturnValuesOnConditionCheckFailure.ALL_OLD,
            };
        }
    }
}
