using System.Globalization;

using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;

using Microsoft.Extensions.Logging;

using Orleans.Configuration;
using Orleans.DynamoDb;
using Orleans.Serialization.Serializers;

namespace Orleans.Storage;

/// <summary>A grain storage in a DynamoDB table: an item for each state, guarded by a number that each write moves on.</summary>
/// <remarks>After a call that failed, the state object is as it was before it.</remarks>
public partial class DynamoDBGrainStorage : IGrainStorage, ILifecycleParticipant<ISiloLifecycle>
{
    // Shorter than the 30 s that a caller of the grain waits, so that the grain hears of it first.
    private static readonly TimeSpan CallLimit = TimeSpan.FromSeconds(20);

    private const string IsAbsent = $"attribute_not_exists({StateItem.GrainReference})";
    private const string HasNoETag = $"attribute_not_exists({StateItem.ETag})";
    private const string HasETag = $"{StateItem.ETag} = :etag";
    private const string SetState = $"SET {StateItem.GrainState} = :state, {StateItem.ETag} = :next";
    private const string SetStateAndEnd = $"{SetState}, {StateItem.GrainTtl} = :ttl";
    private const string Wanted = $"{StateItem.GrainState}, {StateItem.ETag}";

    private readonly string _name;
    private readonly DynamoDBStorageOptions _options;
    private readonly IActivatorProvider _activatorProvider;
    private readonly ILogger<DynamoDBGrainStorage> _logger;
    private readonly TimeProvider _time = TimeProvider.System;
    private DynamoDbTable? _table;

    /// <summary>A storage that is not ready yet.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="options">Its options.</param>
    /// <param name="activatorProvider">Makes fresh states.</param>
    /// <param name="logger">Its log.</param>
    public DynamoDBGrainStorage(string name, DynamoDBStorageOptions options, IActivatorProvider activatorProvider, ILogger<DynamoDBGrainStorage> logger)
    {
        _name = name;
        _options = options;
        _activatorProvider = activatorProvider;
        _logger = logger;
    }

    private DynamoDbTable Table => _table ?? throw new InvalidOperationException($"The DynamoDB grain storage '{_name}' is not open.");

    /// <inheritdoc/>
    public void Participate(ISiloLifecycle lifecycle)
    {
        ArgumentNullException.ThrowIfNull(lifecycle);
        lifecycle.Subscribe($"{nameof(DynamoDBGrainStorage)}-{_name}", _options.InitStage, Init, Close);
    }

    /// <summary>Makes the storage ready: its client, and its table as far as the options allow.</summary>
    /// <param name="ct">Gives up.</param>
    public async Task Init(CancellationToken ct)
    {
        if (string.IsNullOrEmpty(_options.ServiceId))
        {
            LogNoServiceId(_logger, _name, _options.TableName);
        }

        var access = new DynamoDbAccess(_options.Service, _options.AccessKey, _options.SecretKey, _options.Token, _options.ProfileName);
        var table = new DynamoDbTable(DynamoDbClients.Rent(access), _options.TableName, _time);
        try
        {
            var definition = new TableDefinition
            {
                HashKey = StateItem.GrainReference,
                RangeKey = StateItem.GrainType,
                CreateIfNotExists = _options.CreateIfNotExists,
                UpdateIfExists = _options.UpdateIfExists,
                UseProvisionedThroughput = _options.UseProvisionedThroughput,
                ReadCapacityUnits = _options.ReadCapacityUnits,
                WriteCapacityUnits = _options.WriteCapacityUnits,
                TimeToLiveAttribute = _options.TimeToLive is null ? null : StateItem.GrainTtl,
            };
            await new TableSetup(table, definition, _logger).RunAsync(ct).ConfigureAwait(false);
        }
        catch
        {
            table.Dispose();
            throw;
        }

        Interlocked.Exchange(ref _table, table)?.Dispose();
        LogReady(_logger, _name, _options.TableName, _options.Service, _options.ServiceId);
    }

    /// <summary>Gives back the client.</summary>
    /// <param name="ct">Not looked at: there is nothing to wait for.</param>
    public Task Close(CancellationToken ct)
    {
        Interlocked.Exchange(ref _table, null)?.Dispose();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        ReadStateAsync(stateName, grainId, grainState, CancellationToken.None);

    /// <inheritdoc/>
    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(grainState);
        var request = new GetItemRequest
        {
            TableName = _options.TableName,
            Key = StateItem.KeyOf(_options.ServiceId, stateName, grainId),
            ProjectionExpression = Wanted,
            ConsistentRead = true,
            ReturnConsumedCapacity = ReturnConsumedCapacity.TOTAL,
        };
        try
        {
            var response = await Table.CallAsync(
                request, static (client, request, token) => client.GetItemAsync(request, token), "Read", CallLimit, cancellationToken).ConfigureAwait(false);
            DynamoDbMetrics.Consumed(_options.TableName, "Read", response.ConsumedCapacity);
            var item = response.Item is { Count: > 0 } found ? found : null;
            var bytes = item is null ? null : StateItem.BytesOf(item);
            var state = bytes is null ? Fresh<T>() : _options.GrainStorageSerializer.Deserialize<T>(bytes) ?? Fresh<T>();

            grainState.State = state;
            grainState.ETag = StateItem.ETagOf(item)!;
            grainState.RecordExists = bytes is not null;
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            LogFailed(_logger, failure, "read", stateName, grainId, _name);
            throw;
        }
    }

    /// <inheritdoc/>
    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        WriteStateAsync(stateName, grainId, grainState, CancellationToken.None);

    /// <inheritdoc/>
    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(grainState);
        try
        {
            var key = StateItem.KeyOf(_options.ServiceId, stateName, grainId);
            var bytes = _options.GrainStorageSerializer.Serialize(grainState.State).ToMemory();
            var size = StateItem.SizeOf(key, bytes.Length, _options.TimeToLive is not null);
            if (size > StateItem.MostBytes)
            {
                throw new ArgumentOutOfRangeException(
                    nameof(grainState),
                    size,
                    $"The state '{stateName}' of a grain of type '{grainId.Type}' makes an item of {size} bytes; DynamoDB takes at most {StateItem.MostBytes}.");
            }

            var next = await PutAsync(
                "Write", stateName, grainId, key, StateItem.BytesOf(bytes), grainState.ETag, eTagIfAbsent: 0, cancellationToken).ConfigureAwait(false);
            DynamoDbMetrics.Wrote(_options.TableName, "Write", size);

            grainState.ETag = next;
            grainState.RecordExists = true;
        }
        catch (Exception failure) when (failure is not InconsistentStateException && !cancellationToken.IsCancellationRequested)
        {
            LogFailed(_logger, failure, "write", stateName, grainId, _name);
            throw;
        }
    }

    /// <inheritdoc/>
    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        ClearStateAsync(stateName, grainId, grainState, CancellationToken.None);

    /// <inheritdoc/>
    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(grainState);
        try
        {
            var key = StateItem.KeyOf(_options.ServiceId, stateName, grainId);
            string? next = null;
            var fresh = Fresh<T>();
            if (_options.DeleteStateOnClear)
            {
                await DeleteAsync(stateName, grainId, key, grainState.ETag, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                next = await PutAsync("Clear", stateName, grainId, key, StateItem.Cleared(), grainState.ETag, eTagIfAbsent: 1, cancellationToken).ConfigureAwait(false);
            }

            grainState.State = fresh;
            grainState.ETag = next!;
            grainState.RecordExists = false;
        }
        catch (Exception failure) when (failure is not InconsistentStateException && !cancellationToken.IsCancellationRequested)
        {
            LogFailed(_logger, failure, "clear", stateName, grainId, _name);
            throw;
        }
    }

    private static bool TryParse(string eTag, out long number) => long.TryParse(eTag, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    /// <returns>The new ETag.</returns>
    private async Task<string> PutAsync(
        string operation,
        string stateName,
        GrainId grainId,
        Dictionary<string, AttributeValue> key,
        AttributeValue state,
        string? eTag,
        long eTagIfAbsent,
        CancellationToken cancellationToken)
    {
        var end = _options.TimeToLive is { } life ? StateItem.Number(_time.GetUtcNow().Add(life).ToUnixTimeSeconds()) : null;
        var isNew = string.IsNullOrWhiteSpace(eTag);
        long current = 0;
        if (!isNew && !TryParse(eTag!, out current))
        {
            // No write ever gave it out, so it fits nothing that is stored.
            throw Inconsistent(operation, stateName, grainId, null, eTag);
        }

        var next = StateItem.Number(isNew ? eTagIfAbsent : current + 1);
        try
        {
            if (isNew)
            {
                key.Add(StateItem.GrainState, state);
                key.Add(StateItem.ETag, next);
                if (end is not null)
                {
                    key.Add(StateItem.GrainTtl, end);
                }

                var response = await Table.CallAsync(
                    new PutItemRequest
                    {
                        TableName = _options.TableName,
                        Item = key,
                        ConditionExpression = IsAbsent,
                        ReturnValuesOnConditionCheckFailure = ReturnValuesOnConditionCheckFailure.ALL_OLD,
                        ReturnConsumedCapacity = ReturnConsumedCapacity.TOTAL,
                    },
                    static (client, request, token) => client.PutItemAsync(request, token),
                    operation,
                    CallLimit,
                    cancellationToken).ConfigureAwait(false);
                DynamoDbMetrics.Consumed(_options.TableName, operation, response.ConsumedCapacity);
            }
            else
            {
                var values = new Dictionary<string, AttributeValue>(4, StringComparer.Ordinal) { [":state"] = state, [":next"] = next, [":etag"] = StateItem.Number(current) };
                if (end is not null)
                {
                    values.Add(":ttl", end);
                }

                var response = await Table.CallAsync(
                    new UpdateItemRequest
                    {
                        TableName = _options.TableName,
                        Key = key,
                        UpdateExpression = end is null ? SetState : SetStateAndEnd,
                        ConditionExpression = HasETag,
                        ExpressionAttributeValues = values,
                        ReturnValues = ReturnValue.NONE,
                        ReturnValuesOnConditionCheckFailure = ReturnValuesOnConditionCheckFailure.ALL_OLD,
                        ReturnConsumedCapacity = ReturnConsumedCapacity.TOTAL,
                    },
                    static (client, request, token) => client.UpdateItemAsync(request, token),
                    operation,
                    CallLimit,
                    cancellationToken).ConfigureAwait(false);
                DynamoDbMetrics.Consumed(_options.TableName, operation, response.ConsumedCapacity);
            }
        }
        catch (ConditionalCheckFailedException lost)
        {
            throw Inconsistent(operation, stateName, grainId, StateItem.ETagOf(lost.Item), eTag);
        }

        return next.N;
    }

    private async Task DeleteAsync(string stateName, GrainId grainId, Dictionary<string, AttributeValue> key, string? eTag, CancellationToken cancellationToken)
    {
        long current = 0;
        var isUnknown = string.IsNullOrWhiteSpace(eTag);
        if (!isUnknown && !TryParse(eTag!, out current))
        {
            throw Inconsistent("Clear", stateName, grainId, null, eTag);
        }

        var request = new DeleteItemRequest
        {
            TableName = _options.TableName,
            Key = key,
            ConditionExpression = isUnknown ? HasNoETag : HasETag,
            ExpressionAttributeValues = isUnknown ? null : new Dictionary<string, AttributeValue> { [":etag"] = StateItem.Number(current) },
            ReturnValuesOnConditionCheckFailure = ReturnValuesOnConditionCheckFailure.ALL_OLD,
            ReturnConsumedCapacity = ReturnConsumedCapacity.TOTAL,
        };
        try
        {
            var response = await Table.CallAsync(
                request, static (client, request, token) => client.DeleteItemAsync(request, token), "Clear", CallLimit, cancellationToken).ConfigureAwait(false);
            DynamoDbMetrics.Consumed(_options.TableName, "Clear", response.ConsumedCapacity);
        }
        catch (ConditionalCheckFailedException lost)
        {
            throw Inconsistent("Clear", stateName, grainId, StateItem.ETagOf(lost.Item), eTag);
        }
    }

    // Without the SDK's exception inside: a caller elsewhere may not have the SDK to read it with.
    private InconsistentStateException Inconsistent(string operation, string stateName, GrainId grainId, string? storedETag, string? currentETag)
    {
        DynamoDbMetrics.Lost(_options.TableName, operation);
        return new InconsistentStateException(
            $"{operation} of state '{stateName}' of {grainId} in '{_name}' lost to another: the stored ETag is '{storedETag}', the grain's is '{currentETag}'.",
            storedETag!,
            currentETag!);
    }

    private T Fresh<T>() => _activatorProvider.GetActivator<T>().Create();

    [LoggerMessage(Level = LogLevel.Information, Message = "DynamoDB grain storage {Name} is ready: table {Table} ({Service}), service id {ServiceId}")]
    private static partial void LogReady(ILogger logger, string name, string table, string? service, string serviceId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "DynamoDB grain storage {Name} has no ServiceId: its keys are those of every service without one in table {Table}")]
    private static partial void LogNoServiceId(ILogger logger, string name, string table);

    [LoggerMessage(Level = LogLevel.Error, Message = "Failed to {Operation} state {StateName} of {Grain} in DynamoDB grain storage {Name}")]
    private static partial void LogFailed(ILogger logger, Exception failure, string operation, string stateName, GrainId grain, string name);
}
