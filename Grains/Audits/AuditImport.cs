using System.Collections.Immutable;

namespace OrleansDefender.Audits;

/// <summary>The import of a run: what is done and where it goes on. Persisted.</summary>
[GenerateSerializer, Alias("OrleansDefender.Audits.AuditImport")]
internal sealed record AuditImport
{
    public static AuditImport Empty { get; } = new();

    /// <summary>The run; absent until it is started.</summary>
    [Id(0)]
    public AuditRun? Run { get; init; }

    [Id(1)]
    public long StartedMs { get; init; }

    [Id(2)]
    public long? EndedMs { get; init; }

    /// <summary>The checks, in the order of their import.</summary>
    [Id(3)]
    public ImmutableArray<CheckImport> Checks { get; init; } = [];

    /// <summary>Mitigations to be recorded, the oldest first.</summary>
    [Id(4)]
    public ImmutableArray<Annotation> Annotations { get; init; } = [];

    /// <summary>Findings of the run that were delivered; counted at least once.</summary>
    [Id(5)]
    public long Delivered { get; init; }

    /// <summary>The due row's revision.</summary>
    [Id(6)]
    public long DueRevision { get; init; }

    /// <summary>The first mitigation whose checks are all over: before that what it is recorded on may not be known.</summary>
    public Annotation? ReadyAnnotation =>
        Annotations.FirstOrDefault(annotation => !Checks.Any(check => !check.IsOver && annotation.Mitigation.Checks.ContainsKey(check.Run.Check)));

    /// <summary>When there is something to do, in milliseconds since 1970: a moment that has passed unless all that is left waits to be asked for again.</summary>
    public long? DueMs =>
        IsDone ? null
        : ReadyAnnotation is not null || Checks.All(static check => check.IsOver) ? StartedMs
        : Checks.Where(static check => !check.IsOver).Min(check => check.RetryMs ?? StartedMs);

    public bool IsDone => Run is null ? Annotations.IsEmpty : EndedMs is not null && Annotations.IsEmpty;
}
