using System.Collections.Concurrent;

using OrleansDefender.Fleet;

namespace OrleansDefender.Tests.Aws.Ingress;

/// <summary>A reconciler that remembers what it was told.</summary>
public sealed class ScriptedReconciler : IReconcilerGrain
{
    /// <summary>The causes to spread.</summary>
    public ConcurrentQueue<ProfileCauses> Spreads { get; } = [];

    public ValueTask Spread(ProfileCauses causes, CancellationToken cancellationToken)
    {
        Spreads.Enqueue(causes);
        return ValueTask.CompletedTask;
    }

    public ValueTask Schedule(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask Request(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask<ReconcilerView> Describe(CancellationToken cancellationToken) => ValueTask.FromResult(new ReconcilerView { IsRunning = false });

    public ValueTask Wake(CancellationToken cancellationToken) => ValueTask.CompletedTask;
}
