namespace OrleansDefender.Things;

/// <summary>The latest withdrawal of what an alarm is about. Persisted as long as no event of the alarm is later.</summary>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Things.AlarmWithdrawal")]
internal sealed record AlarmWithdrawal
{
    [Id(0)]
    public required WithdrawalReason Reason { get; init; }

    [Id(1)]
    public string? Actor { get; init; }

    [Id(2)]
    public required long TimeMs { get; init; }

    [Id(3)]
    public required string EventId { get; init; }

    /// <summary>The reason in words.</summary>
    public string Text => Reason switch
    {
        WithdrawalReason.Thing => "thing deleted",
        WithdrawalReason.Profile => "security profile deleted",
        _ => "behavior deleted",
    };

    /// <summary>The later of two; of one instant the greater event id, so that every order of arrival agrees.</summary>
    public static AlarmWithdrawal? Later(AlarmWithdrawal? left, AlarmWithdrawal? right) =>
        left is null ? right
        : right is null ? left
        : (left.TimeMs != right.TimeMs ? left.TimeMs > right.TimeMs : string.CompareOrdinal(left.EventId, right.EventId) >= 0) ? left
        : right;
}
