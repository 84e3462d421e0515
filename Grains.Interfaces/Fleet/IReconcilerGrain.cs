using Orleans.Concurrency;

namespace OrleansDefender.Fleet;

/// <summary>Compares an account and Region's alarms, audits and suppressions with AWS IoT's, and heals what differs. Key: <see cref="AccountRegion"/>.</summary>
/// <remarks>One for the whole cluster; its position is durable. Also carries out what concerns an unknown number of things: a deleted security profile.</remarks>
[Alias("OrleansDefender.Fleet.IReconcilerGrain")]
public interface IReconcilerGrain : IWakeable
{
    /// <summary>Makes sure that it is on the due list, so that it runs by its schedule from now on. The first time ever it runs at once.</summary>
    [Alias("Schedule")]
    ValueTask Schedule(CancellationToken cancellationToken = default);

    /// <summary>Has it run now; one that runs goes on, and runs once more afterwards.</summary>
    [Alias("Request")]
    ValueTask Request(CancellationToken cancellationToken = default);

    /// <summary>Applies causes to every thing of the account and Region that has an alarm of a profile. Durable when this returns.</summary>
    [Alias("Spread")]
    ValueTask Spread(ProfileCauses causes, CancellationToken cancellationToken = default);

    /// <summary>How it stands.</summary>
    [Alias("Describe"), AlwaysInterleave]
    ValueTask<ReconcilerView> Describe(CancellationToken cancellationToken = default);
}
