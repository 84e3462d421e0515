using Amazon.DynamoDBv2;

namespace Orleans.DynamoDb;

/// <summary>A share in a client. Disposing the last share disposes the client.</summary>
internal sealed class DynamoDbClientLease(IAmazonDynamoDB client, Action giveBack) : IDisposable
{
    private Action? _giveBack = giveBack;

    /// <summary>The client.</summary>
    public IAmazonDynamoDB Client { get; } = client;

    /// <inheritdoc/>
    public void Dispose() => Interlocked.Exchange(ref _giveBack, null)?.Invoke();
}
