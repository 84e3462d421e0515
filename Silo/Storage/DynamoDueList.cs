using System.Globalization;

using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;

using OrleansDefender.Fleet;

namespace OrleansDefender.Silo.Storage;

/// <summary>The due list in a DynamoDB table.</summary>
/// <remarks>
/// A row whose due time is taken away stays for a day, until DynamoDB removes it: until then it keeps an older write that was under way from bringing a due
/// time back.
/// </remarks>
internal sealed class DynamoDueList(IAmazonDynamoDB client, string table, TimeProvider time) : IDueList
{
    /// <summary>The table's key: a row's kind and key.</summary>
    internal const string Id = "Id";

    /// <summary>When DynamoDB may remove a row without a due time, in Unix seconds.</summary>
    internal const string EndsAt = "EndsAt";

    /// <summary>How long a row without a due time is kept.</summary>
    public static readonly TimeSpan KeptAfterEnd = TimeSpan.FromDays(1);

    private readonly DynamoLeasedTable _rows = new(client, table, Id);

    /// <inheritdoc/>
    public Task UpsertAsync(DueRow row, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(row);
        var key = new Dictionary<string, AttributeValue> { [Id] = new(string.Create(CultureInfo.InvariantCulture, $"{(int)row.Kind}/{row.Key}")) };
        var ends = row.DueAt is null ? DynamoLeasedTable.Number((time.GetUtcNow() + KeptAfterEnd).ToUnixTimeSeconds()) : null;
        return _rows.UpsertAsync(key, row.Revision, row.DueAt, new Dictionary<string, AttributeValue?> { [EndsAt] = ends }, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<(DueKind Kind, string Key)>> ClaimDueAsync(
        DateTimeOffset now, TimeSpan lease, int limit, CancellationToken cancellationToken = default) =>
        [.. (await _rows.ClaimAsync(now, lease, limit, cancellationToken).ConfigureAwait(false)).Select(static row => KeyOf(row[Id].S))];

    private static (DueKind Kind, string Key) KeyOf(string id)
    {
        var slash = id.IndexOf('/', StringComparison.Ordinal);
        return ((DueKind)int.Parse(id.AsSpan(0, slash), NumberStyles.None, CultureInfo.InvariantCulture), id[(slash + 1)..]);
    }
}
