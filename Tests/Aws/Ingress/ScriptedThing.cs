using System.Collections.Concurrent;
using System.Collections.Immutable;

using OrleansDefender.Findings;
using OrleansDefender.Things;

namespace OrleansDefender.Tests.Aws.Ingress;

/// <summary>A thing that answers as a test says and remembers what it was told.</summary>
public sealed class ScriptedThing : IThingGrain
{
    /// <summary>What follows from causes.</summary>
    public Func<ThingCauses, Consequences> Script { get; set; } = static _ => Consequences.None;

    /// <summary>Whether its calls fail.</summary>
    public bool IsBroken { get; set; }

    /// <summary>The causes that were applied.</summary>
    public ConcurrentQueue<ThingCauses> Applied { get; } = [];

    public ValueTask<Consequences> Apply(ThingCauses causes, CancellationToken cancellationToken)
    {
        if (IsBroken)
        {
            throw new InvalidOperationException("The thing is broken.");
        }

        Applied.Enqueue(causes);
        return ValueTask.FromResult(Script(causes));
    }

    public ValueTask<Consequences> Wake(CancellationToken cancellationToken) => ValueTask.FromResult(Consequences.None);

    public ValueTask CompleteWake(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask<ThingView?> Describe(CancellationToken cancellationToken) => ValueTask.FromResult<ThingView?>(null);

    public ValueTask<ImmutableArray<FindingSnapshot>> GetFindings(ImmutableArray<string> keys, CancellationToken cancellationToken) =>
        ValueTask.FromResult(ImmutableArray<FindingSnapshot>.Empty);

    public ValueTask Confirm(ImmutableArray<DeliveryOutcome> outcomes, CancellationToken cancellationToken) => ValueTask.CompletedTask;
}
