namespace OrleansDefender.Findings;

/// <summary>The outcome of one snapshot.</summary>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Findings.DeliveryOutcome")]
public sealed record DeliveryOutcome
{
    /// <summary>The finding's Id.</summary>
    [Id(0)]
    public required string FindingId { get; init; }

    /// <summary>The key within the owner.</summary>
    [Id(1)]
    public required string Key { get; init; }

    /// <summary>What became of it.</summary>
    [Id(2)]
    public required DeliveryStatus Status { get; init; }

    /// <summary>The content revision that was handed over.</summary>
    [Id(3)]
    public required long Revision { get; init; }

    /// <summary>The revision of the customer update that landed with it; 0 where there was none.</summary>
    [Id(4)]
    public long UpdateRevision { get; init; }

    /// <summary>The hub's error code, where it is busy or rejected for one.</summary>
    [Id(5)]
    public string? ErrorCode { get; init; }

    /// <summary>The hub's message.</summary>
    [Id(6)]
    public string? ErrorMessage { get; init; }

    /// <summary>The revision of the customer update that Security Hub refused for good; 0 where it refused none.</summary>
    /// <remarks>Only of a rejected snapshot. Where it is 0, the content was refused, and its update, if any, was not made.</remarks>
    [Id(7)]
    public long RefusedUpdateRevision { get; init; }
}
