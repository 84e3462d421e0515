using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;

using OrleansDefender.Fleet;
using OrleansDefender.Things;

namespace OrleansDefender.Silo.Storage;

/// <summary>The watch list in a DynamoDB table: a partition for each account and Region, in it a row for each thing.</summary>
/// <remarks>
/// Its questions go to indexes: by severity, which has every row; by due time, by an open alarm and by something withheld, each of which has only the rows
/// that it is about. An index is a moment behind the table. Counting reads the whole index by severity, page by page.
/// </remarks>
internal sealed class DynamoWatchList(IAmazonDynamoDB client, string table) : IWatchList
{
    /// <summary>The table's partition: an account and Region.</summary>
    internal const string Scope = "AccountRegion";

    /// <summary>The table's sort key: a thing's name. DynamoDB sorts by UTF-8 octets.</summary>
    internal const string Thing = "Thing";

    /// <summary>The index by severity.</summary>
    internal const string SeverityIndex = "severity";

    /// <summary>The index of things with an open alarm.</summary>
    internal const string OpenIndex = "open";

    /// <summary>The index of things of which something is withheld.</summary>
    internal const string WithheldIndex = "withheld";

    /// <summary>The partition of the index by severity.</summary>
    internal const string Level = "WorstSeverity";

    /// <summary>Account, Region and name in one, so that its order is the list's.</summary>
    internal const string Place = "Place";

    /// <summary>The thing's name, where it has an open alarm.</summary>
    internal const string OpenThing = "OpenThing";

    /// <summary>The thing's name, where something of it is withheld.</summary>
    internal const string WithheldThing = "WithheldThing";

    private const string OpenAlarms = "OpenAlarms";
    private const string ClosedAlarms = "ClosedAlarms";
    private const string Flags = "AttentionFlags";
    private const string LastEventAt = "LastEventAt";
    private const string Posture = "Posture";
    private const string AuditFindings = "AuditFindings";

    // Sorts before every character that a Region's code may have.
    private const char Divider = '\u0001';

    private const int MostRows = 1000;
    private const int MostWritesAtOnce = 25;

    private readonly DynamoLeasedTable _rows = new(client, table, Scope, Thing);

    /// <inheritdoc/>
    public Task UpsertAsync(WatchRow row, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(row);
        var name = new AttributeValue(row.Thing.Name);
        var attributes = new Dictionary<string, AttributeValue?>
        {
            [Level] = DynamoLeasedTable.Number((long)row.Severity),
            [Place] = new(PlaceOf(row.Thing)),
            [OpenAlarms] = DynamoLeasedTable.Number(row.OpenAlarms),
            [ClosedAlarms] = DynamoLeasedTable.Number(row.ClosedAlarms),
            [Flags] = DynamoLeasedTable.Number((long)row.Flags),
            [LastEventAt] = DynamoLeasedTable.Number(row.LastEventAt.UtcTicks),
            [Posture] = DynamoLeasedTable.Number((long)row.Posture),
            [AuditFindings] = DynamoLeasedTable.Number(row.AuditFindings),
            [OpenThing] = row.OpenAlarms > 0 ? name : null,
            [WithheldThing] = row.Flags.HasFlag(WatchFlags.Withheld) ? name : null,
        };
        return _rows.UpsertAsync(KeyOf(row.Thing), row.Revision, row.DueAt, attributes, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<WatchPage> QueryAsync(WatchQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(query.Limit, MostRows);

        var after = query.Cursor is { } cursor ? WatchCursor.Parse(cursor) : (WatchCursor?)null;

        // One row more than asked for is looked for: its presence says that there is a next page.
        var rows = new List<WatchRow>();
        for (var severity = after?.Severity ?? Severity.Critical; severity >= query.MinSeverity && rows.Count <= query.Limit; severity--)
        {
            await ReadAsync(query, severity, severity == after?.Severity ? after : null, rows, cancellationToken).ConfigureAwait(false);
        }

        if (rows.Count <= query.Limit)
        {
            return new WatchPage(rows, null);
        }

        rows.RemoveRange(query.Limit, rows.Count - query.Limit);
        return new WatchPage(rows, WatchCursor.At(rows[^1]).ToString());
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<ThingKey>> WalkOpenAsync(AccountRegion scope, string? after, int limit, CancellationToken cancellationToken = default) =>
        WalkAsync(OpenIndex, OpenThing, scope, after, limit, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ThingKey>> WalkWithheldAsync(AccountRegion scope, string? after, int limit, CancellationToken cancellationToken = default) =>
        WalkAsync(WithheldIndex, WithheldThing, scope, after, limit, cancellationToken);

    /// <inheritdoc/>
    public Task MakeDueAsync(IReadOnlyList<ThingKey> things, DateTimeOffset at, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(things);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(things.Count, MostRows);
        return Parallel.ForEachAsync(
            things,
            new ParallelOptions { MaxDegreeOfParallelism = MostWritesAtOnce, CancellationToken = cancellationToken },
            async (thing, token) => await _rows.MakeDueAsync(KeyOf(thing), at, token).ConfigureAwait(false));
    }

    /// <inheritdoc/>
    public async Task<FleetCounts> CountAsync(CancellationToken cancellationToken = default)
    {
        var bySeverity = Enum.GetValues<Severity>().ToDictionary(static severity => severity, static _ => 0L);
        var byPosture = bySeverity.ToDictionary();
        long open = 0, closed = 0, refused = 0;
        foreach (var severity in Enum.GetValues<Severity>())
        {
            var request = OfSeverity(severity);
            request.ProjectionExpression = $"{OpenAlarms}, {ClosedAlarms}, {Flags}, {Posture}";
            await foreach (var item in PagesAsync(request, cancellationToken).ConfigureAwait(false))
            {
                bySeverity[severity]++;
                byPosture[(Severity)DynamoLeasedTable.NumberOf(item, Posture)]++;
                open += DynamoLeasedTable.NumberOf(item, OpenAlarms);
                closed += DynamoLeasedTable.NumberOf(item, ClosedAlarms);
                refused += FlagsOf(item).HasFlag(WatchFlags.Rejected) ? 1 : 0;
            }
        }

        return new FleetCounts
        {
            Things = bySeverity.Values.Sum(),
            BySeverity = bySeverity,
            ByPosture = byPosture,
            OpenAlarms = open,
            ClosedAlarms = closed,
            Rejected = refused,
        };
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ThingKey>> ClaimDueAsync(DateTimeOffset now, TimeSpan lease, int limit, CancellationToken cancellationToken = default) =>
        [.. (await _rows.ClaimAsync(now, lease, limit, cancellationToken).ConfigureAwait(false)).Select(KeyOf)];

    private static string PlaceOf(ThingKey thing) => $"{thing.Scope.Account}{Divider}{thing.Scope.Region}{Divider}{thing.Name}";

    private static string ScopeOf(AccountRegion scope) => $"{scope.Account}/{scope.Region}";

    private static Dictionary<string, AttributeValue> KeyOf(ThingKey thing) => new() { [Scope] = new(ScopeOf(thing.Scope)), [Thing] = new(thing.Name) };

    private static ThingKey KeyOf(Dictionary<string, AttributeValue> item)
    {
        var scope = item[Scope].S.Split('/');
        return new ThingKey(scope[0], scope[1], item[Thing].S);
    }

    private static WatchFlags FlagsOf(Dictionary<string, AttributeValue> item) => (WatchFlags)DynamoLeasedTable.NumberOf(item, Flags);

    private static DateTimeOffset TimeOf(Dictionary<string, AttributeValue> item, string name) => new(DynamoLeasedTable.NumberOf(item, name), TimeSpan.Zero);

    private static WatchRow RowOf(Dictionary<string, AttributeValue> item) => new()
    {
        Thing = KeyOf(item),
        Revision = DynamoLeasedTable.NumberOf(item, DynamoLeasedTable.Revision),
        Severity = (Severity)DynamoLeasedTable.NumberOf(item, Level),
        OpenAlarms = (int)DynamoLeasedTable.NumberOf(item, OpenAlarms),
        ClosedAlarms = (int)DynamoLeasedTable.NumberOf(item, ClosedAlarms),
        Flags = FlagsOf(item),
        DueAt = item.ContainsKey(DynamoLeasedTable.DueAt) ? TimeOf(item, DynamoLeasedTable.DueAt) : null,
        LastEventAt = TimeOf(item, LastEventAt),
        Posture = (Severity)DynamoLeasedTable.NumberOf(item, Posture),
        AuditFindings = (int)DynamoLeasedTable.NumberOf(item, AuditFindings),
    };

    private QueryRequest OfSeverity(Severity severity) => new()
    {
        TableName = table,
        IndexName = SeverityIndex,
        KeyConditionExpression = $"{Level} = :level",
        ExpressionAttributeValues = new() { [":level"] = DynamoLeasedTable.Number((long)severity) },
    };

    private async Task ReadAsync(WatchQuery query, Severity severity, WatchCursor? after, List<WatchRow> rows, CancellationToken cancellationToken)
    {
        var request = OfSeverity(severity);
        if (after is { } position)
        {
            request.KeyConditionExpression += $" AND {Place} > :place";
            request.ExpressionAttributeValues.Add(":place", new(PlaceOf(position.Thing)));
        }

        var filters = new List<string>();
        if (query.IsOpen is { } isOpen)
        {
            filters.Add($"{OpenAlarms} {(isOpen ? ">" : "=")} :none");
            request.ExpressionAttributeValues.Add(":none", DynamoLeasedTable.Number(0));
        }

        if (query.MinPosture > Severity.None)
        {
            filters.Add($"{Posture} >= :posture");
            request.ExpressionAttributeValues.Add(":posture", DynamoLeasedTable.Number((long)query.MinPosture));
        }

        if (filters.Count > 0)
        {
            request.FilterExpression = string.Join(" AND ", filters);
        }
        else
        {
            request.Limit = query.Limit + 1 - rows.Count;
        }

        await foreach (var item in PagesAsync(request, cancellationToken).ConfigureAwait(false))
        {
            rows.Add(RowOf(item));
            if (rows.Count > query.Limit)
            {
                return;
            }
        }
    }

    private async Task<IReadOnlyList<ThingKey>> WalkAsync(
        string index, string name, AccountRegion scope, string? after, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, MostRows);
        var request = new QueryRequest
        {
            TableName = table,
            IndexName = index,
            KeyConditionExpression = $"{Scope} = :scope",
            ExpressionAttributeValues = new() { [":scope"] = new(ScopeOf(scope)) },
            Limit = limit,
        };
        if (!string.IsNullOrEmpty(after))
        {
            request.KeyConditionExpression += $" AND {name} > :after";
            request.ExpressionAttributeValues.Add(":after", new(after));
        }

        var things = new List<ThingKey>();
        await foreach (var item in PagesAsync(request, cancellationToken).ConfigureAwait(false))
        {
            things.Add(KeyOf(item));
            if (things.Count == limit)
            {
                break;
            }
        }

        return things;
    }

    private async IAsyncEnumerable<Dictionary<string, AttributeValue>> PagesAsync(
        QueryRequest request, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        do
        {
            var page = await client.QueryAsync(request, cancellationToken).ConfigureAwait(false);
            foreach (var item in page.Items ?? [])
            {
                yield return item;
            }

            request.ExclusiveStartKey = page.LastEvaluatedKey is { Count: > 0 } next ? next : null;
        }
        while (request.ExclusiveStartKey is not null);
    }
}
