using System.Collections.Concurrent;
using System.Collections.Immutable;

using Microsoft.Extensions.Logging;

namespace OrleansDefender.Correlation.Groups;

/// <summary>The open fleet incidents as this process knows them: read by every thing, asked for every few seconds. Thread-safe.</summary>
/// <remarks>An account and Region is known from the first time that somebody asks for it; until the next refresh nothing is inhibited there.</remarks>
internal sealed partial class InhibitionBook(IGrainFactory grains, ILogger<InhibitionBook> logger)
{
    /// <summary>Accounts and Regions that are kept; of others nothing is inhibited.</summary>
    public const int MostScopes = 256;

    private readonly ConcurrentDictionary<AccountRegion, ImmutableArray<Inhibition>> _known = new();

    /// <summary>The open fleet incidents.</summary>
    public ImmutableArray<Inhibition> Active(AccountRegion scope)
    {
        if (_known.TryGetValue(scope, out var active))
        {
            return active;
        }

        if (_known.Count < MostScopes)
        {
            _known.TryAdd(scope, []);
        }

        return [];
    }

    /// <summary>Asks anew. What cannot be had stays as it was.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        foreach (var scope in _known.Keys)
        {
            try
            {
                var rows = await grains.GetGrain<IIncidentListGrain>(scope.ToString()).List(cancellationToken);
                _known[scope] = [.. rows.Where(static row => row.FiredAt is not null).Select(static row => new Inhibition(row.Group, row.GroupText, row.FiredAt!.Value, row.Severity, row.Title))];
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                LogRefreshFailed(exception.GetType().Name);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "The open fleet incidents could not be asked for: {Error}. Those of before hold meanwhile.", EventName = "InhibitionsStale")]
    private partial void LogRefreshFailed(string error);
}
