namespace OrleansDefender.Audits;

/// <summary>The import of one check of a run as an operator sees it.</summary>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Audits.AuditCheckView")]
public sealed record AuditCheckView
{
    /// <summary>What the run said of the check.</summary>
    [Id(0)]
    public required AuditCheckRun Run { get; init; }

    /// <summary>How far it is.</summary>
    [Id(1)]
    public required AuditImportState State { get; init; }

    /// <summary>Findings that were listed and applied.</summary>
    [Id(2)]
    public required long Listed { get; init; }

    /// <summary>Distinct resources among them, those with suppressed findings aside.</summary>
    [Id(3)]
    public required long Resources { get; init; }

    /// <summary>Findings that changed by it: new, changed and resolved ones.</summary>
    [Id(4)]
    public required long Changed { get; init; }

    /// <summary>Resources whose findings it resolved or found withheld by the rule of windowed checks.</summary>
    [Id(5)]
    public required long Missed { get; init; }

    /// <summary>Why AWS IoT does not list it, in words: at present, where it is asked again, or for good, where the import of the check ended with it; else absent.</summary>
    [Id(6)]
    public string? Reason { get; init; }
}
