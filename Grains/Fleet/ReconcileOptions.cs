namespace OrleansDefender.Fleet;

/// <summary>Settings of reconciliation, section <c>Reconcile</c>.</summary>
public sealed class ReconcileOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Reconcile";

    /// <summary>Minutes between the end of a run and the next, 15 to 10,080 (a week).</summary>
    public int IntervalMinutes { get; set; } = 360;
}
