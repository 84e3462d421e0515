namespace OrleansDefender.Things;

/// <summary>The word that holds for one episode: of all that were said, the latest.</summary>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Things.EpisodeVerdict")]
internal sealed record EpisodeVerdict
{
    [Id(0)]
    public required string ViolationId { get; init; }

    [Id(1)]
    public required Verification State { get; init; }

    /// <summary>The analyst's reason, cut to what a note may hold.</summary>
    [Id(2)]
    public string? Reason { get; init; }

    [Id(3)]
    public string? Actor { get; init; }

    [Id(4)]
    public required long TimeMs { get; init; }

    [Id(5)]
    public required string EventId { get; init; }

    /// <summary>Whether a notification repeated it; see <see cref="VerificationEvent.IsNotified"/>.</summary>
    [Id(6)]
    public bool IsNotified { get; init; }

    /// <summary>Whether an update says it already. A notification that repeats the word asks for nothing anew: the customer may have moved on since.</summary>
    public bool IsSaidBy(AskedUpdate asked) => EventId == asked.EventId || (IsNotified && State == asked.State);

    public bool IsLaterThan(EpisodeVerdict other) =>
        IsNotified != other.IsNotified ? other.IsNotified
        : TimeMs != other.TimeMs ? TimeMs > other.TimeMs : string.CompareOrdinal(EventId, other.EventId) > 0;
}
