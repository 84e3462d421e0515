using System.Collections.Immutable;

namespace OrleansDefender.Audits;

/// <summary>The runs that are known. Persisted.</summary>
[GenerateSerializer, Alias("OrleansDefender.Audits.AuditLogState")]
internal sealed record AuditLogState
{
    public static AuditLogState Empty { get; } = new();

    /// <summary>The runs, the latest first.</summary>
    [Id(0)]
    public ImmutableArray<AuditLogEntry> Runs { get; init; } = [];
}
