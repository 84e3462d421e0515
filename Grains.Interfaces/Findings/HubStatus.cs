namespace OrleansDefender.Findings;

/// <summary>How it stands with the Security Hub of an account and Region.</summary>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Findings.HubStatus")]
public sealed record HubStatus
{
    /// <summary>Whether the last attempts of an operation, or of both, failed, so that deliveries that need it wait.</summary>
    [Id(0)]
    public required bool IsFailing { get; init; }

    /// <summary>Why, for people: each failing operation with its error code and message.</summary>
    [Id(1)]
    public string? Reason { get; init; }

    /// <summary>Since when it fails.</summary>
    [Id(2)]
    public DateTimeOffset? Since { get; init; }

    /// <summary>When the next attempt is due, where it pauses.</summary>
    [Id(3)]
    public DateTimeOffset? RetryAt { get; init; }

    /// <summary>Findings that wait in memory for their turn.</summary>
    [Id(4)]
    public required int Waiting { get; init; }

    /// <summary>Whether it is imports that fail. Where only updates of the customer's fields do, all other findings go on.</summary>
    [Id(5)]
    public bool DoImportsFail { get; init; }
}
