using Microsoft.Extensions.Options;

using OrleansDefender.Correlation;
using OrleansDefender.Correlation.Rules;
using OrleansDefender.Silo.Hosting;

namespace OrleansDefender.Silo.RuleFiles;

/// <summary>Puts rules in force: at the start, when their files change, and when somebody asks. A bad set never replaces a good one.</summary>
internal sealed partial class RuleKeeper(RuleCatalog catalog, IOptions<CorrelationOptions> options, TimeProvider clock, ILogger<RuleKeeper> logger) : BackgroundService
{
    // An editor writes a file in several steps, and a deployment several files.
    private static readonly TimeSpan Settle = TimeSpan.FromMilliseconds(300);

    // Watching says nothing on some network file systems, and nothing where the folder itself was replaced.
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _changed = new(0, 1);
    private readonly string _path = options.Value.RulesPath is { Length: > 0 } path ? Path.GetFullPath(path) : "";
    private RuleState? _state;
    private string _fingerprint = "";

    /// <summary>How it stands.</summary>
    /// <exception cref="InvalidOperationException">Nothing was loaded yet.</exception>
    public RuleState State
    {
        get
        {
            lock (_lock)
            {
                return _state ?? throw new InvalidOperationException("The rules were not loaded yet.");
            }
        }
    }

    /// <summary>Loads for the first time.</summary>
    /// <exception cref="StartupException">The rules have problems.</exception>
    public void Load()
    {
        if (_path.Length > 0 && !Directory.Exists(_path))
        {
            throw new StartupException($"{CorrelationOptions.Section}:{nameof(CorrelationOptions.RulesPath)} must be a folder; '{options.Value.RulesPath}' is none.");
        }

        lock (_lock)
        {
            var loaded = Read();
            if (loaded.Rules is null)
            {
                throw new StartupException([.. loaded.Problems.Select(static problem => $"The rules cannot be used. {problem}")]);
            }

            Apply(loaded);
        }
    }

    /// <summary>Reads all files again, and puts them in force if they are sound.</summary>
    public RuleState Reload()
    {
        lock (_lock)
        {
            var loaded = Read();
            if (loaded.Rules is not null)
            {
                Apply(loaded);
            }
            else
            {
                foreach (var problem in loaded.Problems)
                {
                    LogProblem(logger, problem);
                }

                LogRefused(logger, loaded.Problems.Length, catalog.Current.Hash);
                _state = _state! with { Problems = loaded.Problems, RefusedAt = clock.GetUtcNow() };
            }

            return _state!;
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _changed.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (_path.Length == 0)
        {
            return;
        }

        using var watcher = Watch();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (await _changed.WaitAsync(Look, stoppingToken))
                {
                    await Task.Delay(Settle, clock, stoppingToken);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }

            ReloadIfChanged();
        }
    }

    private void ReloadIfChanged()
    {
        lock (_lock)
        {
            if (RuleFolder.Fingerprint(_path) != _fingerprint)
            {
                Reload();
            }
        }
    }

    private LoadedRules Read()
    {
        // Before the files: what changes while they are read is seen again.
        _fingerprint = _path.Length > 0 ? RuleFolder.Fingerprint(_path) : "";
        return RuleSources.Load(_path, [.. options.Value.Disabled]);
    }

    private void Apply(LoadedRules loaded)
    {
        var rules = loaded.Rules!;
        var isSame = _state is { } state && state.Loaded.Rules!.Hash == rules.Hash;
        foreach (var id in options.Value.Disabled)
        {
            if (!loaded.Sources.ContainsKey(id.ToLowerInvariant()))
            {
                LogUnknown(logger, id);
            }
        }

        foreach (var warning in loaded.Warnings)
        {
            LogWarning(logger, warning);
        }

        if (!isSame)
        {
            catalog.Replace(rules);
            LogInForce(logger, rules.Correlations.Length, rules.Hash);
        }

        _state = new RuleState(isSame ? loaded with { Rules = _state!.Loaded.Rules } : loaded, isSame ? _state!.LoadedAt : clock.GetUtcNow(), [], null);
    }

    private FileSystemWatcher? Watch()
    {
        FileSystemWatcher? watcher = null;
        try
        {
            watcher = new FileSystemWatcher(_path) { NotifyFilter = NotifyFilters.FileName | NotifyFilters.LastWrite | NotifyFilters.Size };
            watcher.Changed += Notice;
            watcher.Created += Notice;
            watcher.Deleted += Notice;
            watcher.Renamed += Notice;
            watcher.EnableRaisingEvents = true;
            return watcher;
        }
        catch (Exception error) when (error is IOException or ArgumentException or UnauthorizedAccessException)
        {
            watcher?.Dispose();
            LogUnwatched(logger, _path, error.Message, Look.TotalSeconds);
            return null;
        }
    }

    private void Notice(object sender, FileSystemEventArgs change)
    {
        try
        {
            _changed.Release();
        }
        catch (Exception error) when (error is SemaphoreFullException or ObjectDisposedException)
        {
            // It is known already, or nobody wants to know any more.
        }
    }

    [LoggerMessage(EventName = "RulesInForce", Level = LogLevel.Information, Message = "{Count} correlation rules are in force, set {Hash}")]
    private static partial void LogInForce(ILogger logger, int count, string hash);

    [LoggerMessage(EventName = "RuleProblem", Level = LogLevel.Error, Message = "Rule problem: {Problem}")]
    private static partial void LogProblem(ILogger logger, RuleProblem problem);

    [LoggerMessage(EventName = "RulesRefused", Level = LogLevel.Error, Message = "The changed rules have {Count} problems; set {Hash} stays in force")]
    private static partial void LogRefused(ILogger logger, int count, string hash);

    [LoggerMessage(EventName = "RuleWarning", Level = LogLevel.Warning, Message = "Rule warning: {Warning}")]
    private static partial void LogWarning(ILogger logger, RuleProblem warning);

    [LoggerMessage(EventName = "RuleUnknown", Level = LogLevel.Warning, Message = "Correlation:Disabled names {Id}, which is no rule's id")]
    private static partial void LogUnknown(ILogger logger, string id);

    [LoggerMessage(EventName = "RulesUnwatched", Level = LogLevel.Warning, Message = "{Path} cannot be watched ({Reason}); it is looked at every {Seconds} s")]
    private static partial void LogUnwatched(ILogger logger, string path, string reason, double seconds);
}
