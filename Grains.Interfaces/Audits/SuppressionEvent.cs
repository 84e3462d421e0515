namespace OrleansDefender.Audits;

/// <summary>A suppression of (check, resource) was created, changed or deleted, or is listed by AWS IoT.</summary>
/// <remarks>Of several the one with the greatest (<see cref="Time"/>, <see cref="Order"/>, <see cref="EventId"/>) holds.</remarks>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Audits.SuppressionEvent")]
public sealed record SuppressionEvent
{
    /// <summary>The check.</summary>
    [Id(0)]
    public required string Check { get; init; }

    /// <summary>The resource.</summary>
    [Id(1)]
    public required ResourceIdentifier Resource { get; init; }

    /// <summary>Whether the findings are suppressed from now on; not so after a delete.</summary>
    [Id(2)]
    public required bool IsSuppressed { get; init; }

    /// <summary>When it ends; absent: never by itself.</summary>
    [Id(3)]
    public DateTimeOffset? Until { get; init; }

    /// <summary>Why, in the customer's words; up to 1,000 characters in AWS IoT.</summary>
    [Id(4)]
    public string? Description { get; init; }

    /// <summary>Who did it: the ARN, or its last part for an assumed role.</summary>
    [Id(5)]
    public string? Actor { get; init; }

    /// <summary>When.</summary>
    [Id(6)]
    public required DateTimeOffset Time { get; init; }

    /// <summary>CloudTrail's event id, by which repeats are known.</summary>
    [Id(7)]
    public required string EventId { get; init; }

    /// <summary>
    /// The order of acts of the same time: a create (0) goes before an update (1), and that before a delete (2). CloudTrail's times are whole seconds, and a script
    /// makes several acts in one.
    /// </summary>
    [Id(8)]
    public int Order { get; init; }

    /// <summary>Whether an update says nothing of the end, and so leaves it as it is.</summary>
    [Id(9)]
    public bool LeavesEnd { get; init; }
}
