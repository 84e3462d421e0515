using Amazon.DynamoDBv2.Model;

using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

using Orleans.Configuration;
using Orleans.DynamoDb;
using Orleans.Messaging;

namespace Orleans.Clustering.DynamoDB;

/// <summary>Tells clients which silos of their cluster they can connect to.</summary>
internal sealed class DynamoDBGatewayListProvider(
    ILogger<DynamoDBGatewayListProvider> logger,
    IOptions<DynamoDBGatewayOptions> options,
    IOptions<ClusterOptions> cluster,
    IOptions<GatewayOptions> gateways,
    TimeProvider time) : IGatewayListProvider, IDisposable
{
    private static readonly TimeSpan CallLimit = TimeSpan.FromSeconds(15);

    private readonly Lock _opening = new();
    private DynamoDbTable? _table;
    private bool _isDisposed;

    /// <inheritdoc/>
    public TimeSpan MaxStaleness => gateways.Value.GatewayListRefreshPeriod;

    /// <inheritdoc/>
    public bool IsUpdatable => true;

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
    public Task InitializeGatewayListProvider() => InitializeGatewayListProviderAsync(CancellationToken.None);

    /// <inheritdoc/>
    public Task InitializeGatewayListProviderAsync(CancellationToken cancellationToken = default) =>
        new TableSetup(Table, MembershipTableDefinition.Of(options.Value), logger).RunAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<IList<Uri>> GetGateways() => GetGatewaysAsync(CancellationToken.None);

    /// <inheritdoc/>
    public async Task<IList<Uri>> GetGatewaysAsync(CancellationToken cancellationToken = default)
    {
        // Of one cluster's partition: what other clusters have in the table costs nothing.
        var request = new QueryRequest
        {
            TableName = Table.Name,
            KeyConditionExpression = $"{SiloRow.DeploymentId} = :cluster",
            FilterExpression = $"{SiloRow.SiloStatus} = :active AND {SiloRow.ProxyPort} > :none",
            ProjectionExpression = $"{SiloRow.DeploymentId}, {SiloRow.SiloIdentity}, {SiloRow.Address}, {SiloRow.Generation}, {SiloRow.ProxyPort}",
            ExpressionAttributeValues = new Dictionary<string, AttributeValue>
            {
                [":cluster"] = new(cluster.Value.ClusterId),
                [":active"] = SiloRow.Number((int)SiloStatus.Active),
                [":none"] = SiloRow.Number(0),
            },
            ConsistentRead = true,
            ReturnConsumedCapacity = Amazon.DynamoDBv2.ReturnConsumedCapacity.TOTAL,
        };
        var rows = await PagedQuery.ReadAsync(Table, request, "GetGateways", CallLimit, cancellationToken).ConfigureAwait(false);
        return [.. rows.Select(SiloRow.ReadGateway)];
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
}
