namespace OrleansDefender.Audits;

/// <summary>A certificate whose things somebody waits to learn.</summary>
/// <param name="certificateId">The certificate.</param>
internal sealed class WaitingLookup(string certificateId)
{
    /// <summary>The certificate.</summary>
    public string CertificateId { get; } = certificateId;

    /// <summary>The worst severity of those who wait.</summary>
    public Severity Severity { get; set; }

    /// <summary>How many wait.</summary>
    public int Waiters { get; set; }

    /// <summary>Calls that failed.</summary>
    public int Failures { get; set; }

    /// <summary>Whether its call is under way.</summary>
    public bool IsAsked { get; set; }

    /// <summary>Whether the certificate changed while its call was under way, so that the answer may be of before.</summary>
    public bool IsStale { get; set; }

    /// <summary>Ends with the answer.</summary>
    public TaskCompletionSource<PrincipalThings> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
