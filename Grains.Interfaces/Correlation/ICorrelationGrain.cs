using System.Collections.Immutable;

using Orleans.Concurrency;

using OrleansDefender.Findings;

namespace OrleansDefender.Correlation;

/// <summary>One group of a rule across things: its signals, and the fleet incident that follows. Key: <see cref="CorrelationKey"/>.</summary>
/// <remarks>A call that returns has made the state durable; of a call that throws nobody knows whether it was applied: repeat it. Any call may be repeated.</remarks>
[Alias("OrleansDefender.Correlation.ICorrelationGrain")]
public interface ICorrelationGrain : IFindingOwner
{
    /// <summary>Takes in signals, in any order and any number of times, and tells what has to be delivered.</summary>
    [Alias("Apply")]
    ValueTask<ImmutableArray<FindingRef>> Apply(ImmutableArray<GroupSignal> signals, CancellationToken cancellationToken = default);

    /// <summary>Does what has become due by time alone, and tells what has to be delivered. Repeat it until <see cref="CompleteWake"/> was called.</summary>
    [Alias("Wake")]
    ValueTask<ImmutableArray<FindingRef>> Wake(CancellationToken cancellationToken = default);

    /// <summary>Says that what the last wake answered is durable: the due time moves.</summary>
    [Alias("CompleteWake")]
    ValueTask CompleteWake(CancellationToken cancellationToken = default);

    /// <summary>The incidents that are open or whose end has not landed yet, the latest first; none where nothing was ever heard of the group.</summary>
    [Alias("Describe"), ReadOnly]
    ValueTask<ImmutableArray<IncidentView>> Describe(CancellationToken cancellationToken = default);
}
