using System.Collections.Concurrent;
using System.Collections.Immutable;

using Microsoft.Extensions.Logging;

namespace OrleansDefender.Correlation;

/// <summary>What this silo knows of silences, so that no thing has to ask for them; a singleton.</summary>
/// <remarks>
/// A scope that is asked for is read again every five seconds, a whole list only where something changed. Where it cannot be read, what was known last holds: an
/// alarm never waits for silences, and never goes lost for them, since they end by themselves.
/// </remarks>
internal sealed partial class SilenceBook : IDisposable
{
    /// <summary>Scopes kept; of more the one that was not asked for longest is forgotten.</summary>
    internal const int MostScopes = 256;

    /// <summary>The age at which what is known is read again.</summary>
    internal static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <summary>A scope that nobody asked for so long is forgotten.</summary>
    internal static readonly TimeSpan Unused = TimeSpan.FromMinutes(10);

    /// <summary>The time that a read may take.</summary>
    private static readonly TimeSpan LoadTime = TimeSpan.FromSeconds(3);

    private readonly ConcurrentDictionary<AccountRegion, Entry> _entries = new();
    private readonly IGrainFactory _grains;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ITimer _timer;

    /// <summary>Creates an empty book, which reads again from now on what it is asked for.</summary>
    public SilenceBook(IGrainFactory grains, TimeProvider time, ILogger<SilenceBook> logger)
    {
        (_grains, _time, _logger) = (grains, time, logger);
        _timer = time.CreateTimer(static book => ((SilenceBook)book!).Refresh(), this, Interval, Interval);
    }

    /// <summary>Scopes that it knows of.</summary>
    internal int Count => _entries.Count;

    /// <summary>The active silences as far as they are known here, at most some seconds old; none of a scope that was never read, which is read from now on.</summary>
    public ImmutableArray<Silence> Active(AccountRegion scope)
    {
        var entry = Of(scope);
        if (!entry.IsRead)
        {
            _ = LoadAsync(scope, entry);
        }

        return entry.Active(_time.GetUtcNow());
    }

    /// <summary>The active silences, read first where they were never read or are older than five seconds; one read serves all who ask meanwhile.</summary>
    public async ValueTask<ImmutableArray<Silence>> GetAsync(AccountRegion scope, CancellationToken cancellationToken)
    {
        var entry = Of(scope);
        if (entry.Age(_time) >= Interval)
        {
            await LoadAsync(scope, entry).WaitAsync(cancellationToken);
        }

        return entry.Active(_time.GetUtcNow());
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private Entry Of(AccountRegion scope)
    {
        var now = _time.GetTimestamp();
        if (_entries.TryGetValue(scope, out var entry))
        {
            entry.AskedAt = now;
            return entry;
        }

        // Some more for a moment, where many are new at once.
        if (_entries.Count >= MostScopes && _entries.MinBy(static known => known.Value.AskedAt) is { Value: not null } oldest)
        {
            _entries.TryRemove(oldest);
        }

        return _entries.GetOrAdd(scope, static (_, at) => new Entry { AskedAt = at }, now);
    }

    private void Refresh()
    {
        foreach (var (scope, entry) in _entries)
        {
            if (_time.GetElapsedTime(entry.AskedAt) > Unused)
            {
                _entries.TryRemove(new KeyValuePair<AccountRegion, Entry>(scope, entry));
            }
            else
            {
                _ = LoadAsync(scope, entry);
            }
        }
    }

    /// <summary>Reads a scope, or waits for the read that goes on. Never fails.</summary>
    /// <remarks>Not as a part of whoever asks: a grain that leaves would take the read with it.</remarks>
    private Task LoadAsync(AccountRegion scope, Entry entry)
    {
        lock (entry)
        {
            return entry.Load.IsCompleted ? entry.Load = Task.Run(() => ReadAsync(scope, entry)) : entry.Load;
        }
    }

    private async Task ReadAsync(AccountRegion scope, Entry entry)
    {
        using var limit = new CancellationTokenSource(LoadTime, _time);
        try
        {
            // Not only by the call's own token: a silo that is gone does not hear of it.
            var page = await _grains.GetGrain<ISilenceGrain>(scope.ToString()).Find(entry.Revision, limit.Token).AsTask().WaitAsync(limit.Token);
            entry.Read(page, _time.GetTimestamp());
            if (entry.HasFailed)
            {
                entry.HasFailed = false;
                LogReadAgain(scope);
            }
        }
        catch (Exception exception)
        {
            // As if it had been read, so that not everyone who asks waits for the next failure.
            entry.Read(null, _time.GetTimestamp());
            if (!entry.HasFailed)
            {
                entry.HasFailed = true;
                LogReadFailed(scope, exception.GetType().Name);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "The silences of {Scope} could not be read: {Error}. Those known last hold", EventName = "SilencesNotRead")]
    private partial void LogReadFailed(AccountRegion scope, string error);

    [LoggerMessage(LogLevel.Information, "The silences of {Scope} are read again", EventName = "SilencesReadAgain")]
    private partial void LogReadAgain(AccountRegion scope);

    /// <summary>What is known of one scope.</summary>
    private sealed class Entry
    {
        // In one object, so that nobody sees the half of it.
        private volatile SilencePage _page = new(-1, []);
        private long? _readAt;
        private long _askedAt;

        /// <summary>When somebody asked last, as a timestamp.</summary>
        public long AskedAt
        {
            get => Volatile.Read(ref _askedAt);
            set => Volatile.Write(ref _askedAt, value);
        }

        public long Revision => _page.Revision;

        public bool IsRead => _page.Revision >= 0;

        /// <summary>Touched by the one read that goes on.</summary>
        public bool HasFailed { get; set; }

        /// <summary>The read that goes on, or went last.</summary>
        public Task Load { get; set; } = Task.CompletedTask;

        public TimeSpan Age(TimeProvider time)
        {
            lock (this)
            {
                return _readAt is { } at ? time.GetElapsedTime(at) : TimeSpan.MaxValue;
            }
        }

        public void Read(SilencePage? page, long at)
        {
            _page = page ?? _page;
            lock (this)
            {
                _readAt = at;
            }
        }

        public ImmutableArray<Silence> Active(DateTimeOffset now)
        {
            var silences = _page.Silences;
            return silences.All(silence => silence.IsActive(now)) ? silences : silences.RemoveAll(silence => !silence.IsActive(now));
        }
    }
}
