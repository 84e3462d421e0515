namespace OrleansDefender.Things;

/// <summary>Knows which thing and alarm an episode belongs to. Key: <c>account/region/violationId</c>.</summary>
/// <remarks>CloudTrail's verification events name the violation only; this is how they find their thing.</remarks>
[Alias("OrleansDefender.Things.IViolationGrain")]
public interface IViolationGrain : IGrainWithStringKey
{
    /// <summary>Remembers the owner; written once, a repeat writes nothing. Call it after the thing has applied the episode's event.</summary>
    [Alias("Record")]
    ValueTask Record(ViolationOwner owner, CancellationToken cancellationToken = default);

    /// <summary>The owner, or <see langword="null"/> where the episode is not known.</summary>
    [Alias("Find")]
    ValueTask<ViolationOwner?> Find(CancellationToken cancellationToken = default);
}
