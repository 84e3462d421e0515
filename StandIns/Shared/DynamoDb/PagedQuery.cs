using Amazon.DynamoDBv2.Model;

namespace Orleans.DynamoDb;

/// <summary>A query with all its pages.</summary>
internal static class PagedQuery
{
    /// <summary>Reads all pages.</summary>
    /// <param name="table">The table.</param>
    /// <param name="request">The query; its start key is moved on.</param>
    /// <param name="operation">What it is for.</param>
    /// <param name="pageLimit">The longest that one page may take.</param>
    /// <param name="cancellationToken">Gives up, between pages too.</param>
    public static async Task<List<Dictionary<string, AttributeValue>>> ReadAsync(
        DynamoDbTable table, QueryRequest request, string operation, TimeSpan pageLimit, CancellationToken cancellationToken)
    {
        var items = new List<Dictionary<string, AttributeValue>>();
        do
        {
            var page = await table.InsistAsync(
                request, static (client, request, token) => client.QueryAsync(request, token), operation, pageLimit, cancellationToken).ConfigureAwait(false);
            DynamoDbMetrics.Consumed(table.Name, operation, page.ConsumedCapacity);

            // Version 4 of the SDK has null for what is empty, and refuses an empty start key.
            items.AddRange(page.Items ?? []);
            request.ExclusiveStartKey = page.LastEvaluatedKey is { Count: > 0 } next ? next : null;
        }
        while (request.ExclusiveStartKey is not null);

        return items;
    }
}
