namespace OrleansDefender.Silo.RuleFiles;

/// <summary>What a backtest counts: of one rule, of one thing, or in all. Of a difference they may be negative.</summary>
/// <param name="Escalations">Raises of alarms that began.</param>
/// <param name="Incidents">Incidents of single things that were opened; one that a fleet incident stands for is not.</param>
/// <param name="FleetIncidents">Incidents across things that were opened.</param>
/// <param name="FindingChanges">New revisions of findings, of alarms and of incidents: each is one entry of an import.</param>
/// <param name="Updates">Changes of the customer's fields that were asked for, by analysts' words.</param>
internal readonly record struct BacktestCounts(long Escalations, long Incidents, long FleetIncidents, long FindingChanges, long Updates)
{
    /// <summary>Findings of one call of <c>BatchImportFindings</c> and of <c>BatchUpdateFindings</c>.</summary>
    public const int OfCall = 100;

    /// <summary>The calls that imports take at the least, all batches being full: an estimate from below.</summary>
    public long ImportCalls => Calls(FindingChanges);

    /// <summary>The calls that updates take at the least.</summary>
    public long UpdateCalls => Calls(Updates);

    /// <summary>Whether nothing was counted.</summary>
    public bool IsNone => this == default;

    public static BacktestCounts operator +(BacktestCounts left, BacktestCounts right) => new(
        left.Escalations + right.Escalations,
        left.Incidents + right.Incidents,
        left.FleetIncidents + right.FleetIncidents,
        left.FindingChanges + right.FindingChanges,
        left.Updates + right.Updates);

    public static BacktestCounts operator -(BacktestCounts left, BacktestCounts right) => new(
        left.Escalations - right.Escalations,
        left.Incidents - right.Incidents,
        left.FleetIncidents - right.FleetIncidents,
        left.FindingChanges - right.FindingChanges,
        left.Updates - right.Updates);

    private static long Calls(long findings) => (findings + OfCall - 1) / OfCall;
}
