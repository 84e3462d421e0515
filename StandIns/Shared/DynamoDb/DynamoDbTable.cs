using Amazon.DynamoDBv2;

namespace Orleans.DynamoDb;

/// <summary>A table as a provider calls it: every call with a limit of its own.</summary>
/// <param name="lease">The client, given back when the table is disposed.</param>
/// <param name="name">The table's name.</param>
/// <param name="time">The clock of limits and waits.</param>
internal sealed class DynamoDbTable(DynamoDbClientLease lease, string name, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    /// <summary>The table's name.</summary>
    public string Name => name;

    /// <summary>The clock.</summary>
    public TimeProvider Time => time;

    /// <summary>The client, for the calls about the table itself.</summary>
    public IAmazonDynamoDB Client => lease.Client;

    /// <summary>Makes a call.</summary>
    /// <param name="request">The request.</param>
    /// <param name="call">Sends it.</param>
    /// <param name="operation">What it is for, in metrics and messages.</param>
    /// <param name="limit">The longest it may take, the SDK's retries included.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="TimeoutException">No answer within the limit; whether DynamoDB did it is not known.</exception>
    public async Task<TResponse> CallAsync<TRequest, TResponse>(
        TRequest request,
        Func<IAmazonDynamoDB, TRequest, CancellationToken, Task<TResponse>> call,
        string operation,
        TimeSpan limit,
        CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token);
        try
        {
            return await CallAsync(request, call, operation, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (timer.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"DynamoDB did not answer {operation} on table '{name}' within {limit}.");
        }
    }

    /// <summary>Makes a call again and again while what stops it is passing (throttling, the same transaction under way).</summary>
    /// <inheritdoc cref="CallAsync{TRequest, TResponse}(TRequest, Func{IAmazonDynamoDB, TRequest, CancellationToken, Task{TResponse}}, string, TimeSpan, CancellationToken)"/>
    public Task<TResponse> InsistAsync<TRequest, TResponse>(
        TRequest request,
        Func<IAmazonDynamoDB, TRequest, CancellationToken, Task<TResponse>> call,
        string operation,
        TimeSpan limit,
        CancellationToken cancellationToken) =>
        CallAsync(
            (Request: request, Call: call, Table: this, Operation: operation),
            static async (_, all, cancellationToken) =>
            {
                var backoff = all.Table.CreateBackoff();
                while (true)
                {
                    try
                    {
                        return await all.Table.CallAsync(all.Request, all.Call, all.Operation, cancellationToken).ConfigureAwait(false);
                    }
                    catch (Exception failure) when (DynamoDbFailures.IsPassing(failure))
                    {
                        await backoff.WaitAsync(cancellationToken).ConfigureAwait(false);
                    }
                }
            },
            operation,
            limit,
            cancellationToken);

    /// <summary>Waits as this table's retries do.</summary>
    public Backoff CreateBackoff() => new(time, FirstWait, LongestWait);

    /// <inheritdoc/>
    public void Dispose() => lease.Dispose();

    private async Task<TResponse> CallAsync<TRequest, TResponse>(
        TRequest request, Func<IAmazonDynamoDB, TRequest, CancellationToken, Task<TResponse>> call, string operation, CancellationToken cancellationToken)
    {
        // The SDK looks at the token only once it is on its way.
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            return await call(lease.Client, request, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (DynamoDbFailures.IsThrottled(failure))
        {
            DynamoDbMetrics.Throttled(name, operation);
            throw;
        }
    }
}
