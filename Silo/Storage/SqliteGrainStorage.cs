using System.Globalization;

using Orleans.Serialization.Serializers;
using Orleans.Storage;

namespace OrleansDefender.Silo.Storage;

/// <summary>A named grain storage in the local database.</summary>
/// <remarks>
/// The ETag is the row's version, a number that the store gives out once. A write with an ETag changes the row of that version, one without makes a row
/// where none is; anything else is an <see cref="InconsistentStateException"/>, and both ETags are in it. After a call that failed, the state object is as
/// it was before. After one that succeeded the state is durable.
/// </remarks>
internal sealed partial class SqliteGrainStorage(
    string name,
    SqliteGrainStorageOptions options,
    IGrainStorageSerializer serializer,
    SqliteStore store,
    IActivatorProvider activators,
    TimeProvider time,
    ILogger<SqliteGrainStorage> logger) : IGrainStorage, ILifecycleParticipant<ISiloLifecycle>
{
    // A stored version is never negative, so this one matches none.
    private const long NoVersion = -1;

    private const string KeyMatches = "storage = ?1 AND grain_type = ?2 AND grain_key = ?3 AND state_name = ?4";
    private const string IsLive = "(expires_at IS NULL OR expires_at > ?5)";
    private const string SelectState = $"SELECT version, data FROM grain_state WHERE {KeyMatches} AND {IsLive}";
    private const string SelectVersion = $"SELECT version FROM grain_state WHERE {KeyMatches} AND {IsLive}";
    private const string DeleteState = $"DELETE FROM grain_state WHERE {KeyMatches} AND {IsLive} AND version = ?6";
    private const string UpdateState = $"UPDATE grain_state SET version = ?7, expires_at = ?8, data = ?9 WHERE {KeyMatches} AND {IsLive} AND version = ?6";

    // An expired row that the sweeper has not reached yet is absent, so it may be made anew.
    private const string InsertState =
        """
        INSERT INTO grain_state (storage, grain_type, grain_key, state_name, version, expires_at, data) VALUES (?1, ?2, ?3, ?4, ?7, ?8, ?9)
        ON CONFLICT (storage, grain_type, grain_key, state_name)
        DO UPDATE SET version = excluded.version, expires_at = excluded.expires_at, data = excluded.data WHERE expires_at <= ?5
        """;

    /// <inheritdoc/>
    public void Participate(ISiloLifecycle lifecycle) =>
        lifecycle.Subscribe($"{nameof(SqliteGrainStorage)}-{name}", options.InitStage, StartAsync);

    /// <inheritdoc/>
    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        ReadStateAsync(stateName, grainId, grainState, CancellationToken.None);

    /// <inheritdoc/>
    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        var row = await store.ReadAsync(KeyOf(stateName, grainId), static (session, key) => Read(session, key), cancellationToken).ConfigureAwait(false);
        if (row is { } found)
        {
            grainState.State = serializer.Deserialize<T>(BinaryData.FromBytes(found.Data)) ?? Fresh<T>();
            grainState.ETag = ETagOf(found.Version);
            grainState.RecordExists = true;
        }
        else
        {
            Empty(grainState);
        }
    }

    /// <inheritdoc/>
    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        WriteStateAsync(stateName, grainId, grainState, CancellationToken.None);

    /// <inheritdoc/>
    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        var key = KeyOf(stateName, grainId);
        var change = new Change(
            key, VersionOf(grainState.ETag), serializer.Serialize(grainState.State).ToMemory(), options.TimeToLive is { } life ? key.Now + life.Ticks : null);
        var outcome = await store.WriteAsync(change, static (session, change) => Write(session, change), cancellationToken).ConfigureAwait(false);
        ThrowIfRefused(outcome, "written", key, grainState.ETag);

        grainState.ETag = ETagOf(outcome.Version!.Value);
        grainState.RecordExists = true;
    }

    /// <inheritdoc/>
    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        ClearStateAsync(stateName, grainId, grainState, CancellationToken.None);

    /// <inheritdoc/>
    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        var key = KeyOf(stateName, grainId);
        var change = new Change(key, VersionOf(grainState.ETag), ReadOnlyMemory<byte>.Empty, null);
        var outcome = await store.WriteAsync(change, static (session, change) => Clear(session, change), cancellationToken).ConfigureAwait(false);
        ThrowIfRefused(outcome, "cleared", key, grainState.ETag);

        Empty(grainState);
    }

    private static (long Version, byte[] Data)? Read(SqliteSession session, in StateKey key)
    {
        using var select = session.Use(SelectState);
        key.Bind(select);
        return select.Step() ? (select.GetInt64(0), select.GetBlob(1)) : null;
    }

    private static Outcome Write(SqliteSession session, in Change change)
    {
        var version = session.NextVersion();
        using (var statement = session.Use(change.Expected is null ? InsertState : UpdateState))
        {
            change.Key.Bind(statement);
            if (change.Expected is { } expected)
            {
                statement.Bind(6, expected);
            }

            statement.Bind(7, version);
            statement.Bind(8, change.ExpiresAt);
            statement.BindBlob(9, change.Data.Span);
            if (statement.Change() == 1)
            {
                return new Outcome(IsDone: true, version);
            }
        }

        return new Outcome(IsDone: false, StoredVersion(session, change.Key));
    }

    private static Outcome Clear(SqliteSession session, in Change change)
    {
        if (change.Expected is not { } expected)
        {
            // Nothing known, nothing there: cleared. Something there: it is not this caller's to remove.
            var stored = StoredVersion(session, change.Key);
            return new Outcome(stored is null, stored);
        }

        using (var delete = session.Use(DeleteState))
        {
            change.Key.Bind(delete);
            delete.Bind(6, expected);
            if (delete.Change() == 1)
            {
                return new Outcome(IsDone: true, null);
            }
        }

        return new Outcome(IsDone: false, StoredVersion(session, change.Key));
    }

    private static long? StoredVersion(SqliteSession session, in StateKey key)
    {
        using var select = session.Use(SelectVersion);
        key.Bind(select);
        return select.Step() ? select.GetInt64(0) : null;
    }

    private static long? VersionOf(string? eTag) =>
        string.IsNullOrEmpty(eTag) ? null : long.TryParse(eTag, NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : NoVersion;

    private static string ETagOf(long version) => version.ToString(CultureInfo.InvariantCulture);

    private void ThrowIfRefused(Outcome outcome, string what, in StateKey key, string? eTag)
    {
        if (!outcome.IsDone)
        {
            throw new InconsistentStateException(
                $"The state '{key.StateName}' of {key.Grain} in '{name}' was changed by another since it was read, and is not {what}.",
                outcome.Version is { } version ? ETagOf(version) : null,
                eTag);
        }
    }

    private void Empty<T>(IGrainState<T> grainState)
    {
        grainState.State = Fresh<T>();
        grainState.ETag = null;
        grainState.RecordExists = false;
    }

    private T Fresh<T>() => activators.GetActivator<T>().Create();

    private StateKey KeyOf(string stateName, GrainId grainId) => new(name, stateName, grainId, time.GetUtcNow().UtcTicks);

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        // Opening the store proved that it can be written; a read shows that this storage's table is there.
        await store.ReadAsync(KeyOf("start", default), static (session, key) => StoredVersion(session, key), cancellationToken).ConfigureAwait(false);
        LogStarted(logger, name, options.TimeToLive);
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Grain storage {Name} is ready, time to live {TimeToLive}")]
    private static partial void LogStarted(ILogger logger, string name, TimeSpan? timeToLive);

    /// <summary>Which state, and what time it is for its expiry.</summary>
    private readonly record struct StateKey(string Storage, string StateName, GrainId Grain, long Now)
    {
        public void Bind(SqliteStatement statement)
        {
            statement.Bind(1, Storage);
            statement.BindText(2, Grain.Type.AsSpan());
            statement.BindText(3, Grain.Key.AsSpan());
            statement.Bind(4, StateName);
            statement.Bind(5, Now);
        }
    }

    private readonly record struct Change(StateKey Key, long? Expected, ReadOnlyMemory<byte> Data, long? ExpiresAt);

    /// <summary>Done, with the new version if there is one; or refused, with the version that is stored if there is one.</summary>
    private readonly record struct Outcome(bool IsDone, long? Version);
}
