using System.Collections.Concurrent;
using System.Collections.Immutable;

using OrleansDefender.Audits;
using OrleansDefender.Findings;

namespace OrleansDefender.Tests.Aws.Ingress;

/// <summary>A resource that answers as a test says and remembers what it was told.</summary>
public sealed class ScriptedResource : IResourceGrain
{
    /// <summary>Its findings by key; a landed one has nothing left to deliver.</summary>
    public ConcurrentDictionary<string, FindingSnapshot> Findings { get; } = [];

    /// <summary>What follows from causes.</summary>
    public Func<ResourceCauses, ResourceConsequences> Script { get; set; } = static _ => ResourceConsequences.None;

    /// <summary>How it stands; absent: never heard of.</summary>
    public ResourceView? View { get; set; }

    /// <summary>Whether its calls fail.</summary>
    public bool IsBroken { get; set; }

    /// <summary>The causes that were applied.</summary>
    public ConcurrentQueue<ResourceCauses> Applied { get; } = [];

    /// <summary>The revisions whose notices were confirmed.</summary>
    public ConcurrentQueue<long> Told { get; } = [];

    /// <summary>The outcomes that were confirmed.</summary>
    public ConcurrentQueue<DeliveryOutcome> Confirmed { get; } = [];

    public ValueTask<ResourceConsequences> Apply(ResourceCauses causes, CancellationToken cancellationToken)
    {
        Check();
        Applied.Enqueue(causes);
        return ValueTask.FromResult(Script(causes));
    }

    public ValueTask ConfirmTold(long revision, CancellationToken cancellationToken)
    {
        Check();
        Told.Enqueue(revision);
        return ValueTask.CompletedTask;
    }

    public ValueTask<ResourceConsequences> Wake(CancellationToken cancellationToken) => ValueTask.FromResult(ResourceConsequences.None);

    public ValueTask CompleteWake(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask<ResourceView?> Describe(CancellationToken cancellationToken)
    {
        Check();
        return ValueTask.FromResult(View);
    }

    public ValueTask<ImmutableArray<FindingSnapshot>> GetFindings(ImmutableArray<string> keys, CancellationToken cancellationToken)
    {
        Check();
        return ValueTask.FromResult<ImmutableArray<FindingSnapshot>>([.. keys.Where(Findings.ContainsKey).Select(key => Findings[key])]);
    }

    public ValueTask Confirm(ImmutableArray<DeliveryOutcome> outcomes, CancellationToken cancellationToken)
    {
        Check();
        foreach (var outcome in outcomes)
        {
            Confirmed.Enqueue(outcome);
            Findings.TryRemove(outcome.Key, out _);
        }

        return ValueTask.CompletedTask;
    }

    private void Check()
    {
        if (IsBroken)
        {
            throw new InvalidOperationException("The resource is broken.");
        }
    }
}
