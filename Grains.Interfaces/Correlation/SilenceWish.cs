namespace OrleansDefender.Correlation;

/// <summary>A silence that somebody asks for, not yet checked.</summary>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Correlation.SilenceWish")]
public sealed record SilenceWish
{
    /// <summary>What it is about.</summary>
    [Id(0)]
    public SilenceTarget? Target { get; init; }

    /// <summary>Whether it withholds what is CRITICAL as well.</summary>
    [Id(1)]
    public bool IncludesCritical { get; init; }

    /// <summary>Who answers for it, 1 to 256 characters.</summary>
    [Id(2)]
    public string? Owner { get; init; }

    /// <summary>Why, 1 to 1,024 characters.</summary>
    [Id(3)]
    public string? Reason { get; init; }

    /// <summary>When it ends by itself: after now, and within 30 days.</summary>
    [Id(4)]
    public DateTimeOffset? ExpiresAt { get; init; }
}
