namespace OrleansDefender;

/// <summary>The names under which grain storage must be registered.</summary>
public static class GrainStorageNames
{
    /// <summary>The things' state: kept for ever.</summary>
    public const string Things = "things";

    /// <summary>The index from violation to thing: entries may expire after 45 days, a margin over AWS's own 30 days of violations.</summary>
    public const string Violations = "violations";

    /// <summary>Resources, the books of checks, and audit imports: kept for ever, but for what their grains delete.</summary>
    public const string Audits = "audits";

    /// <summary>Groups of rules across things, and the lists of their incidents: kept for ever, but for what their grains delete.</summary>
    public const string Correlation = "correlation";
}
