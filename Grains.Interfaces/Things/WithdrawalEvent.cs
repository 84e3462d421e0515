using System.Collections.Immutable;

namespace OrleansDefender.Things;

/// <summary>What a thing's alarms were about is there no more: the thing, the security profile or the behavior was deleted. Alarms of before are closed by it.</summary>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Things.WithdrawalEvent")]
public sealed record WithdrawalEvent
{
    /// <summary>The deleted or changed security profile; absent: the thing itself was deleted.</summary>
    [Id(0)]
    public string? Profile { get; init; }

    /// <summary>The behaviors that the changed profile still has: alarms of others are closed. Absent: all of the profile.</summary>
    [Id(1)]
    public ImmutableArray<string>? KeptBehaviors { get; init; }

    /// <summary>Who did it: the ARN, or its last part for an assumed role.</summary>
    [Id(2)]
    public string? Actor { get; init; }

    /// <summary>When. Events after it open alarms again.</summary>
    [Id(3)]
    public required DateTimeOffset Time { get; init; }

    /// <summary>CloudTrail's event id, by which repeats are known.</summary>
    [Id(4)]
    public required string EventId { get; init; }
}
