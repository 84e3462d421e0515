namespace OrleansDefender.Findings;

/// <summary>A change of the customer's fields that is the direct result of an analyst's word; delivered once, never repeated on its own.</summary>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Findings.CustomerUpdate")]
public sealed record CustomerUpdate
{
    /// <summary>Rises with each update of the finding.</summary>
    [Id(0)]
    public required long Revision { get; init; }

    /// <summary>The workflow status to set.</summary>
    [Id(1)]
    public WorkflowStatus? Workflow { get; init; }

    /// <summary>The verification state to set; absent: it is left alone.</summary>
    [Id(2)]
    public Verification? Verification { get; init; }

    /// <summary>The note to set, at most 512 characters; absent: the note is left alone.</summary>
    [Id(3)]
    public string? Note { get; init; }

    /// <summary>
    /// Whether it must land before the content: an undo makes the finding visible again before it becomes active, while a suppression comes after
    /// the import that archives.
    /// </summary>
    [Id(4)]
    public required bool BeforeImport { get; init; }
}
