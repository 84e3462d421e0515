namespace OrleansDefender.Audits;

/// <summary>What became of one check in a run.</summary>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Audits.AuditCheckRun")]
public sealed record AuditCheckRun
{
    /// <summary>The check's name, for example <c>LOGGING_DISABLED_CHECK</c>; names that are not known yet pass.</summary>
    [Id(0)]
    public required string Check { get; init; }

    /// <summary>How it ended.</summary>
    [Id(1)]
    public required AuditCheckStatus Status { get; init; }

    /// <summary>Distinct resources that do not comply; suppressed ones are not counted.</summary>
    [Id(2)]
    public long NonCompliantResources { get; init; }

    /// <summary>Distinct resources whose findings are suppressed; absent where AWS IoT does not say.</summary>
    [Id(3)]
    public long? SuppressedResources { get; init; }

    /// <summary>Resources that were looked at.</summary>
    [Id(4)]
    public long TotalResources { get; init; }

    /// <summary>Why it failed, as a code.</summary>
    [Id(5)]
    public string? ErrorCode { get; init; }

    /// <summary>Why it failed, in words.</summary>
    [Id(6)]
    public string? Message { get; init; }

    /// <summary>Whether it ran to its end, and so speaks of the resources that it lists and of those that it no longer lists.</summary>
    public bool IsCompleted => Status is AuditCheckStatus.CompletedCompliant or AuditCheckStatus.CompletedNonCompliant;
}
