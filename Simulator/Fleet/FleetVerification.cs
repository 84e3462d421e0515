namespace OrleansDefender.Simulator.Fleet;

/// <summary>An analyst's word on a violation.</summary>
/// <param name="ViolationId">The violation.</param>
/// <param name="State">A state of <see cref="States"/>.</param>
/// <param name="Description">The analyst's reason, or <see langword="null"/>.</param>
/// <param name="Actor">Who said it.</param>
/// <param name="RequestId">The call's id.</param>
internal sealed record FleetVerification(string ViolationId, string State, string? Description, FleetActor Actor, Guid RequestId)
{
    /// <summary>What a violation is before anybody spoke.</summary>
    public const string Unknown = "UNKNOWN";

    /// <summary>The states of the service model.</summary>
    public static readonly IReadOnlyList<string> States = ["FALSE_POSITIVE", "BENIGN_POSITIVE", "TRUE_POSITIVE", Unknown];
}
