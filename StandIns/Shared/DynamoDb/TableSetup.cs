using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;

using Microsoft.Extensions.Logging;

using LimitExceededException = Amazon.DynamoDBv2.Model.LimitExceededException;

namespace Orleans.DynamoDb;

/// <summary>Brings a table to where a provider can use it, as far as its options allow.</summary>
/// <remarks>Several silos may do so at once: what another does is waited for and looked at again.</remarks>
internal sealed partial class TableSetup(DynamoDbTable table, TableDefinition wanted, ILogger logger)
{
    private const int MostRounds = 5;

    // A call about a table is rare and may be slow; making a table takes DynamoDB some ten seconds, changing one up to minutes.
    private static readonly TimeSpan CallLimit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan UntilActive = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);

    /// <summary>Makes or changes the table where that is allowed, and waits until it is ready. Where neither is allowed it asks nothing.</summary>
    /// <exception cref="OrleansConfigurationException">There is no table, and it must not be made.</exception>
    /// <exception cref="TimeoutException">The table did not become ready.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (!wanted.CreateIfNotExists && !wanted.UpdateIfExists)
        {
            return;
        }

        var isNew = false;
        var found = await DescribeAsync(cancellationToken).ConfigureAwait(false);
        if (found is null)
        {
            if (!wanted.CreateIfNotExists)
            {
                throw new OrleansConfigurationException($"DynamoDB: there is no table '{table.Name}', and CreateIfNotExists is false.");
            }

            isNew = await CreateAsync(cancellationToken).ConfigureAwait(false);
            found = await WaitUntilActiveAsync(cancellationToken).ConfigureAwait(false);
        }
        else if (found.TableStatus == TableStatus.CREATING)
        {
            found = await WaitUntilActiveAsync(cancellationToken).ConfigureAwait(false);
        }

        for (var round = 0; wanted.UpdateIfExists && !isNew && WantsUpdate(found) is { } update && round < MostRounds; round++)
        {
            await UpdateAsync(update, cancellationToken).ConfigureAwait(false);
            found = await WaitUntilActiveAsync(cancellationToken).ConfigureAwait(false);
        }

        if (wanted.TimeToLiveAttribute is { } attribute && (isNew || wanted.UpdateIfExists))
        {
            await SetTimeToLiveAsync(attribute, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<TableDescription?> DescribeAsync(CancellationToken cancellationToken)
    {
        try
        {
            var response = await table.InsistAsync(
                new DescribeTableRequest(table.Name),
                static (client, request, token) => client.DescribeTableAsync(request, token),
                "DescribeTable",
                CallLimit,
                cancellationToken).ConfigureAwait(false);
            return response.Table;
        }
        catch (ResourceNotFoundException)
        {
            return null;
        }
    }

    /// <returns>Whether this call made it.</returns>
    private async Task<bool> CreateAsync(CancellationToken cancellationToken)
    {
        var request = new CreateTableRequest
        {
            TableName = table.Name,
            AttributeDefinitions =
            [
                new AttributeDefinition(wanted.HashKey, ScalarAttributeType.S),
                new AttributeDefinition(wanted.RangeKey, ScalarAttributeType.S),
            ],
            KeySchema = [new KeySchemaElement(wanted.HashKey, KeyType.HASH), new KeySchemaElement(wanted.RangeKey, KeyType.RANGE)],
            BillingMode = wanted.UseProvisionedThroughput ? BillingMode.PROVISIONED : BillingMode.PAY_PER_REQUEST,
            ProvisionedThroughput = wanted.Throughput,
        };
        try
        {
            await table.InsistAsync(
                request, static (client, request, token) => client.CreateTableAsync(request, token), "CreateTable", CallLimit, cancellationToken).ConfigureAwait(false);
            LogCreated(logger, table.Name);
            return true;
        }
        catch (ResourceInUseException)
        {
            // Another silo was faster.
            return false;
        }
        catch (LimitExceededException)
        {
            // Too many tables are being made or changed at once: perhaps this one by another. If not, the wait for it ends with an error.
            return false;
        }
    }

    private async Task<TableDescription> WaitUntilActiveAsync(CancellationToken cancellationToken)
    {
        var begun = table.Time.GetTimestamp();
        var backoff = new Backoff(table.Time, FirstWait, LongestWait);
        while (true)
        {
            // Right after it was made a table may not be found yet.
            var found = await DescribeAsync(cancellationToken).ConfigureAwait(false);
            if (found is not null && found.TableStatus == TableStatus.ACTIVE)
            {
                return found;
            }

            if (table.Time.GetElapsedTime(begun) > UntilActive)
            {
                throw new TimeoutException($"DynamoDB: table '{table.Name}' is {found?.TableStatus?.Value ?? "missing"} after {UntilActive}.");
            }

            await backoff.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private UpdateTableRequest? WantsUpdate(TableDescription found)
    {
        var isOnDemand = found.BillingModeSummary?.BillingMode == BillingMode.PAY_PER_REQUEST;
        if (isOnDemand != wanted.UseProvisionedThroughput)
        {
            if (isOnDemand ||
                (found.ProvisionedThroughput?.ReadCapacityUnits == wanted.ReadCapacityUnits && found.ProvisionedThroughput?.WriteCapacityUnits == wanted.WriteCapacityUnits))
            {
                return null;
            }

            return Update(BillingMode.PROVISIONED);
        }

        if (isOnDemand && wanted.HasDefaultThroughput)
        {
            // Nobody chose these numbers: they are no reason to change how somebody's table is billed.
            LogLeftOnDemand(logger, table.Name);
            return null;
        }

        LogBillingMode(logger, table.Name, isOnDemand ? "on demand" : "provisioned", wanted.UseProvisionedThroughput ? "provisioned" : "on demand");
        return Update(wanted.UseProvisionedThroughput ? BillingMode.PROVISIONED : BillingMode.PAY_PER_REQUEST);

        UpdateTableRequest Update(BillingMode mode) => new() { TableName = table.Name, BillingMode = mode, ProvisionedThroughput = wanted.Throughput };
    }

    private async Task UpdateAsync(UpdateTableRequest update, CancellationToken cancellationToken)
    {
        try
        {
            await table.InsistAsync(
                update, static (client, request, token) => client.UpdateTableAsync(request, token), "UpdateTable", CallLimit, cancellationToken).ConfigureAwait(false);
            LogUpdated(logger, table.Name);
        }
        catch (Exception failure) when (failure is ResourceInUseException or LimitExceededException)
        {
            LogUpdatedByAnother(logger, table.Name, failure.Message);
        }
    }

    private async Task SetTimeToLiveAsync(string attribute, CancellationToken cancellationToken)
    {
        var described = await table.InsistAsync(
            new DescribeTimeToLiveRequest { TableName = table.Name },
            static (client, request, token) => client.DescribeTimeToLiveAsync(request, token),
            "DescribeTimeToLive",
            CallLimit,
            cancellationToken).ConfigureAwait(false);
        var current = described.TimeToLiveDescription;
        if (current?.TimeToLiveStatus is { } status && status != TimeToLiveStatus.DISABLED)
        {
            LogTimeToLiveLeft(logger, table.Name, status.Value, current.AttributeName, attribute);
            return;
        }

        try
        {
            await table.InsistAsync(
                new UpdateTimeToLiveRequest
                {
                    TableName = table.Name,
                    TimeToLiveSpecification = new TimeToLiveSpecification { AttributeName = attribute, Enabled = true },
                },
                static (client, request, token) => client.UpdateTimeToLiveAsync(request, token),
                "UpdateTimeToLive",
                CallLimit,
                cancellationToken).ConfigureAwait(false);
        }
        catch (AmazonDynamoDBException failure) when (failure is ResourceInUseException or LimitExceededException || failure.ErrorCode == "ValidationException")
        {
            // Turned on by another meanwhile ("already enabled" is a ValidationException). An item that stays too long harms nobody.
            LogUpdatedByAnother(logger, table.Name, failure.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Made DynamoDB table {Table}")]
    private static partial void LogCreated(ILogger logger, string table);

    [LoggerMessage(Level = LogLevel.Information, Message = "Changed the throughput of DynamoDB table {Table}")]
    private static partial void LogUpdated(ILogger logger, string table);

    [LoggerMessage(Level = LogLevel.Information, Message = "DynamoDB table {Table} is being changed by another: {Reason}")]
    private static partial void LogUpdatedByAnother(ILogger logger, string table, string reason);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "DynamoDB table {Table} is on demand, the options ask for the default provisioned throughput; left as it is. Set UseProvisionedThroughput=false or UpdateIfExists=false.")]
    private static partial void LogLeftOnDemand(ILogger logger, string table);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Changing how DynamoDB table {Table} is billed, from {From} to {To}, as the options ask")]
    private static partial void LogBillingMode(ILogger logger, string table, string from, string to);

    [LoggerMessage(Level = LogLevel.Information, Message = "Time to live of DynamoDB table {Table} is {Status} on attribute {Current}; left as it is ({Wanted} was asked for)")]
    private static partial void LogTimeToLiveLeft(ILogger logger, string table, string status, string? current, string wanted);
}
