using Orleans.Concurrency;

using OrleansDefender.Findings;

namespace OrleansDefender.Things;

/// <summary>One IoT thing: its alarms, their verification, and the findings that follow. Key: <see cref="ThingKey"/>.</summary>
/// <remarks>
/// Owner of the thing's alarm findings. A call that returns has made state and watch row durable; of a call that throws nobody
/// knows whether it was applied: repeat it. Any call may be repeated.
/// </remarks>
[Alias("OrleansDefender.Things.IThingGrain")]
public interface IThingGrain : IFindingOwner
{
    /// <summary>Applies causes, which may come in any order and any number of times, and tells what has to be delivered.</summary>
    [Alias("Apply")]
    ValueTask<Consequences> Apply(ThingCauses causes, CancellationToken cancellationToken = default);

    /// <summary>Does what has become due by time alone (a held archive, a finding that the hub would soon delete for its age). Repeat it until <see cref="CompleteWake"/> was called.</summary>
    [Alias("Wake")]
    ValueTask<Consequences> Wake(CancellationToken cancellationToken = default);

    /// <summary>Says that the deliveries of the last <see cref="Wake"/> are durable, and so moves the watch row's due time; without one it changes nothing.</summary>
    [Alias("CompleteWake")]
    ValueTask CompleteWake(CancellationToken cancellationToken = default);

    /// <summary>The thing as it stands; <see langword="null"/> for one never heard of.</summary>
    [Alias("Describe"), ReadOnly]
    ValueTask<ThingView?> Describe(CancellationToken cancellationToken = default);
}
