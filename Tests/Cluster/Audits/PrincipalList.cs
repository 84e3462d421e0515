using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace OrleansDefender.Tests.Cluster.Audits;

/// <summary>What AWS IoT says of one account's certificates, as a test scripts it.</summary>
internal sealed class PrincipalList
{
    /// <summary>The things by certificate; of another there are none.</summary>
    public ConcurrentDictionary<string, ImmutableArray<string>> Things { get; } = [];

    /// <summary>The certificates that were asked for, in order.</summary>
    public ConcurrentQueue<string> Asked { get; } = [];

    /// <summary>What a call waits for before it answers.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    /// <summary>How a call fails; <see langword="null"/>: it does not.</summary>
    public Func<string, Exception?> Fault { get; set; } = static _ => null;

    public async Task<ImmutableArray<string>> ListAsync(string certificateId, CancellationToken cancellationToken)
    {
        Asked.Enqueue(certificateId);
        var things = Things.GetValueOrDefault(certificateId, []);
        await Gate.WaitAsync(cancellationToken);
        return Fault(certificateId) is { } fault ? throw fault : things;
    }
}
