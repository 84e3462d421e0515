using Orleans.Concurrency;

namespace OrleansDefender.Audits;

/// <summary>Which things a certificate belongs to: the one place that asks AWS IoT for an account and Region, and remembers. Key: <see cref="AccountRegion"/>.</summary>
/// <remarks>
/// Keeps the quota of <c>ListPrincipalThings</c>, 10 calls a second; asks for the more severe first; remembers a bounded number of answers for a day. Keeps
/// nothing durable: who asked and got no answer asks again.
/// </remarks>
[Alias("OrleansDefender.Audits.IPrincipalThingsGrain")]
public interface IPrincipalThingsGrain : IGrainWithStringKey
{
    /// <summary>The things of a certificate, or "busy" after some seconds.</summary>
    /// <param name="certificateId">The certificate.</param>
    /// <param name="severity">The worst finding that waits for the answer: the more severe is asked for first.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    [Alias("Find"), AlwaysInterleave]
    ValueTask<PrincipalThings> Find(string certificateId, Severity severity, CancellationToken cancellationToken = default);

    /// <summary>Forgets what it remembers of a certificate: its attachments have changed.</summary>
    [Alias("Forget"), AlwaysInterleave]
    ValueTask Forget(string certificateId, CancellationToken cancellationToken = default);
}
