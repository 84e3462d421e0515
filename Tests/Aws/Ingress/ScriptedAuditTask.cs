using System.Collections.Concurrent;

using OrleansDefender.Audits;

namespace OrleansDefender.Tests.Aws.Ingress;

/// <summary>A run's import that remembers what it was told.</summary>
public sealed class ScriptedAuditTask : IAuditTaskGrain
{
    private int _delivered;

    /// <summary>Whether its calls fail.</summary>
    public bool IsBroken { get; set; }

    /// <summary>What a call that counts waits for.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    /// <summary>The counts that it was told, in order.</summary>
    public ConcurrentQueue<int> Counts { get; } = [];

    /// <summary>The runs that it was started with.</summary>
    public ConcurrentQueue<AuditRun> Runs { get; } = [];

    /// <summary>The mitigations.</summary>
    public ConcurrentQueue<AuditMitigation> Mitigations { get; } = [];

    /// <summary>What was delivered of its findings.</summary>
    public int Delivered => Volatile.Read(ref _delivered);

    public ValueTask Start(AuditRun run, CancellationToken cancellationToken)
    {
        Check();
        Runs.Enqueue(run);
        return ValueTask.CompletedTask;
    }

    public ValueTask Annotate(AuditMitigation mitigation, CancellationToken cancellationToken)
    {
        Check();
        Mitigations.Enqueue(mitigation);
        return ValueTask.CompletedTask;
    }

    public async ValueTask AddDelivered(int count, CancellationToken cancellationToken)
    {
        Check();
        Counts.Enqueue(count);
        await Gate.WaitAsync(cancellationToken);
        Interlocked.Add(ref _delivered, count);
    }

    public ValueTask<AuditTaskView?> Describe(CancellationToken cancellationToken) => ValueTask.FromResult<AuditTaskView?>(null);

    public ValueTask Wake(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    private void Check()
    {
        if (IsBroken)
        {
            throw new InvalidOperationException("The import is broken.");
        }
    }
}
