using System.Collections.Immutable;

namespace OrleansDefender.Audits;

/// <summary>The import of an audit run as an operator sees it.</summary>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Audits.AuditTaskView")]
public sealed record AuditTaskView
{
    /// <summary>The run.</summary>
    [Id(0)]
    public required AuditRun Run { get; init; }

    /// <summary>How far the import is.</summary>
    [Id(1)]
    public required AuditImportState State { get; init; }

    /// <summary>When the import began.</summary>
    [Id(2)]
    public required DateTimeOffset ImportStartedAt { get; init; }

    /// <summary>When it ended; absent while it goes on.</summary>
    [Id(3)]
    public DateTimeOffset? ImportEndedAt { get; init; }

    /// <summary>Its checks, in the order in which they are imported.</summary>
    [Id(4)]
    public required ImmutableArray<AuditCheckView> Checks { get; init; }

    /// <summary>Findings that have changed by the run so far: new, changed, resolved ones. Each is to be delivered.</summary>
    [Id(5)]
    public required long Changed { get; init; }

    /// <summary>Of them, those whose content is in Security Hub.</summary>
    [Id(6)]
    public required long Delivered { get; init; }

    /// <summary>Findings listed a second, over the last minute or so of the import; 0 where it does not run.</summary>
    [Id(7)]
    public double ListedPerSecond { get; init; }

    /// <summary>How long the import will take yet, by the counts of the run and the present rate; absent where nobody can say.</summary>
    [Id(8)]
    public TimeSpan? TimeLeft { get; init; }

    /// <summary>What keeps it from going on, in words; absent while it goes on.</summary>
    [Id(9)]
    public string? Trouble { get; init; }
}
