using System.Collections.Immutable;

using Orleans.Concurrency;

namespace OrleansDefender.Correlation;

/// <summary>The open fleet incidents of an account and Region. Key: <see cref="AccountRegion"/>.</summary>
[Alias("OrleansDefender.Correlation.IIncidentListGrain")]
public interface IIncidentListGrain : IGrainWithStringKey
{
    /// <summary>Incidents that are listed; of more, the most severe.</summary>
    const int MostRows = 500;

    /// <summary>Writes a row durably, or takes it away where no incident is open; an older revision than the stored one changes nothing.</summary>
    [Alias("Upsert")]
    ValueTask Upsert(IncidentRow row, CancellationToken cancellationToken = default);

    /// <summary>The open incidents, the most severe first, then the latest.</summary>
    [Alias("List"), ReadOnly]
    ValueTask<ImmutableArray<IncidentRow>> List(CancellationToken cancellationToken = default);
}
