using System.Collections.Immutable;

using Orleans.Concurrency;

namespace OrleansDefender.Audits;

/// <summary>Which audit runs of an account and Region are known here. Key: <see cref="AccountRegion"/>.</summary>
/// <remarks>Keeps the latest 1,000; AWS IoT itself keeps 90 days.</remarks>
[Alias("OrleansDefender.Audits.IAuditLogGrain")]
public interface IAuditLogGrain : IGrainWithStringKey
{
    /// <summary>Notes a run; one that is known changes nothing.</summary>
    [Alias("Add")]
    ValueTask Add(AuditLogEntry entry, CancellationToken cancellationToken = default);

    /// <summary>The runs, the latest first.</summary>
    [Alias("List"), ReadOnly]
    ValueTask<ImmutableArray<AuditLogEntry>> List(CancellationToken cancellationToken = default);
}
