namespace OrleansDefender.Findings;

/// <summary>An owner's finding at one moment, ready for delivery.</summary>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Findings.FindingSnapshot")]
public sealed record FindingSnapshot
{
    /// <summary>The key within the owner.</summary>
    [Id(0)]
    public required string Key { get; init; }

    /// <summary>The revision of the content; one more with each change.</summary>
    [Id(1)]
    public required long Revision { get; init; }

    /// <summary>The content.</summary>
    [Id(2)]
    public required Finding Finding { get; init; }

    /// <summary>The customer's fields to change, where an analyst's word has not been delivered yet.</summary>
    [Id(3)]
    public CustomerUpdate? Update { get; init; }

    /// <summary>The audit run that the content is of, as its import's grain key: whoever delivers counts it there. Absent for others.</summary>
    [Id(4)]
    public string? AuditTask { get; init; }
}
