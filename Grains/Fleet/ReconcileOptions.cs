namespace OrleansDefender.Fleet;

/// <summary>Settings of reconciliation, section <c>Reconcile</c>.</summary>
public sealed class ReconcileOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Reconcile";

    /// <summary>Minutes between the end of a run and the next, 15 to 10,080 (a week).</summary>
    public int IntervalMinutes { get; set; } = 360;

    /// <summary>Active violations that a run remembers, 8 octets each: of more nobody knows what is not among them. No setting; tests make it small.</summary>
    internal int MostActive { get; set; } = 2_000_000;

    /// <summary>Alarms found to be no longer active after which a run looks for no more and asks for another. No setting; tests make it small.</summary>
    internal int MostClosings { get; set; } = 10_000;
}
