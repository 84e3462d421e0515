using System.Collections.Concurrent;

using OrleansDefender.Audits;

namespace OrleansDefender.Tests.Aws.Ingress;

/// <summary>Look-ups of the things of certificates that answer as a test says.</summary>
public sealed class ScriptedPrincipalThings : IPrincipalThingsGrain
{
    /// <summary>The answers by certificate; of another there is no answer now.</summary>
    public ConcurrentDictionary<string, ResourceLinks> Answers { get; } = [];

    /// <summary>What was asked.</summary>
    public ConcurrentQueue<(string CertificateId, Severity Severity)> Asked { get; } = [];

    /// <summary>What was forgotten.</summary>
    public ConcurrentQueue<string> Forgotten { get; } = [];

    public ValueTask<PrincipalThings> Find(string certificateId, Severity severity, CancellationToken cancellationToken)
    {
        Asked.Enqueue((certificateId, severity));
        return ValueTask.FromResult(Answers.TryGetValue(certificateId, out var links) ? new PrincipalThings(links) : new PrincipalThings(null, "busy"));
    }

    public ValueTask Forget(string certificateId, CancellationToken cancellationToken)
    {
        Forgotten.Enqueue(certificateId);
        return ValueTask.CompletedTask;
    }
}
