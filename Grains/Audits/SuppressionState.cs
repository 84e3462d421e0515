namespace OrleansDefender.Audits;

/// <summary>The newest word on the suppression of (check, resource), audits aside: they say with each finding what they found. Persisted.</summary>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Audits.SuppressionState")]
internal sealed record SuppressionState
{
    [Id(0)]
    public required string Check { get; init; }

    /// <summary>What was said.</summary>
    [Id(1)]
    public required bool IsSaid { get; init; }

    [Id(2)]
    public long? UntilMs { get; init; }

    [Id(3)]
    public string? Description { get; init; }

    [Id(4)]
    public string? Actor { get; init; }

    [Id(5)]
    public required long TimeMs { get; init; }

    /// <summary>CloudTrail's event.</summary>
    [Id(6)]
    public required string EventId { get; init; }

    /// <summary>Whether it has run out: set when that is settled, so that what is shown never changes by time alone.</summary>
    [Id(7)]
    public bool HasEnded { get; init; }

    /// <summary>The order among words of the same time.</summary>
    [Id(8)]
    public int Order { get; init; }

    /// <summary>Whether it says nothing of the end, and no word that does has come yet.</summary>
    [Id(9)]
    public bool LeavesEnd { get; init; }

    /// <summary>Whether the findings are suppressed, by this word.</summary>
    public bool IsInForce => IsSaid && !HasEnded;

    /// <summary>Whether the findings are suppressed, by this word and by what the newest audit that lists them found: the later of the two holds.</summary>
    public static bool Holds(SuppressionState? said, AuditListing? listing)
    {
        if (said is null || listing is null || said.TimeMs >= listing.FoundMs)
        {
            return said?.IsInForce ?? listing?.IsSuppressed ?? false;
        }

        // The audit repeats what was said, and its end still counts; unless that had passed by then, and the audit knows of another suppression.
        return listing.IsSuppressed && (!said.IsSaid || !said.HasEnded || said.UntilMs <= listing.FoundMs);
    }

    /// <summary>Whether it holds against another word.</summary>
    public bool IsLaterThan(SuppressionState other) =>
        TimeMs != other.TimeMs ? TimeMs > other.TimeMs : Order != other.Order ? Order > other.Order : string.CompareOrdinal(EventId, other.EventId) > 0;
}
