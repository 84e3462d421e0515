namespace OrleansDefender.Things;

/// <summary>The last change of the customer's fields that we asked for: what a later verdict, or its absence, is compared with.</summary>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Things.AskedUpdate")]
internal sealed record AskedUpdate
{
    [Id(0)]
    public required long Revision { get; init; }

    [Id(1)]
    public required Verification State { get; init; }

    /// <summary>The episode whose verdict it was.</summary>
    [Id(2)]
    public required string ViolationId { get; init; }

    /// <summary>The verification event; absent where a new episode began without one.</summary>
    [Id(3)]
    public string? EventId { get; init; }

    /// <summary>Whether delivery still has to confirm it.</summary>
    [Id(4)]
    public required bool IsPending { get; init; }

    /// <summary>The word that it takes back, where it takes one back.</summary>
    [Id(5)]
    public Verification Withdrawn { get; init; }

    /// <summary>Whether it has the hub suppress the finding.</summary>
    public bool Suppresses => State is Verification.FalsePositive or Verification.BenignPositive;

    /// <summary>Whether it takes back such a suppression.</summary>
    public bool LiftsSuppression => Withdrawn is Verification.FalsePositive or Verification.BenignPositive;
}
