namespace OrleansDefender.Correlation;

/// <summary>A time for which new activations and escalations are withheld: maintenance, or an alarm that is known. Persisted and sent.</summary>
/// <remarks>It only withholds publication: state and firings stay as they are, and what is still true at its end is published then.</remarks>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Correlation.Silence")]
public sealed record Silence
{
    /// <summary>Its id, unique in its account and Region.</summary>
    [Id(0)]
    public required string Id { get; init; }

    /// <summary>The account and Region.</summary>
    [Id(1)]
    public required AccountRegion Scope { get; init; }

    /// <summary>What it is about.</summary>
    [Id(2)]
    public required SilenceTarget Target { get; init; }

    /// <summary>Whether it withholds what is CRITICAL as well.</summary>
    [Id(3)]
    public bool IncludesCritical { get; init; }

    /// <summary>Who answers for it.</summary>
    [Id(4)]
    public required string Owner { get; init; }

    /// <summary>Why.</summary>
    [Id(5)]
    public required string Reason { get; init; }

    /// <summary>Since when.</summary>
    [Id(6)]
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it ends by itself.</summary>
    [Id(7)]
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When somebody ended it early; absent where nobody did.</summary>
    [Id(8)]
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Who ended it early; absent where nobody did, or they did not say.</summary>
    [Id(9)]
    public string? EndedBy { get; init; }

    /// <summary>When it is over: early or by itself.</summary>
    public DateTimeOffset OverAt => EndedAt is { } ended && ended < ExpiresAt ? ended : ExpiresAt;

    /// <summary>Whether it withholds anything at a moment.</summary>
    public bool IsActive(DateTimeOffset now) => now < OverAt;
}
