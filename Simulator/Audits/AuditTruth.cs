namespace OrleansDefender.Simulator.Audits;

/// <summary>The final truth about one audit finding, as the fleet sees it.</summary>
/// <param name="Check">The check.</param>
/// <param name="Resource">The resource's identifier as JSON.</param>
/// <param name="Reason">The reason's code.</param>
/// <param name="State">open, suppressed or resolved.</param>
internal sealed record AuditTruth(string Check, string Resource, string Reason, string State)
{
    /// <summary>It stands.</summary>
    public const string Open = "open";

    /// <summary>It stands, and is suppressed.</summary>
    public const string Suppressed = "suppressed";

    /// <summary>It is gone.</summary>
    public const string Resolved = "resolved";

    /// <summary>The state that follows.</summary>
    public static string StateOf(bool resolved, bool suppressed) => resolved ? Resolved : suppressed ? Suppressed : Open;
}
