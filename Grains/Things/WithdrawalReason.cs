namespace OrleansDefender.Things;

/// <summary>What of an alarm is there no more.</summary>
/// <remarks>Stored by number: never renumber.</remarks>
[GenerateSerializer, Alias("OrleansDefender.Things.WithdrawalReason")]
internal enum WithdrawalReason
{
    /// <summary>The thing was deleted.</summary>
    Thing = 0,

    /// <summary>The security profile was deleted.</summary>
    Profile = 1,

    /// <summary>The security profile was changed, and has the behavior no more.</summary>
    Behavior = 2,
}
