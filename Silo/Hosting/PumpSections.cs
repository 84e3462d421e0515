using OrleansDefender.Ingress.Queues;

namespace OrleansDefender.Silo.Hosting;

/// <summary>The shape of section <c>Pumps</c>.</summary>
internal sealed class PumpSections
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Pumps";

    /// <summary>Notifications and CloudTrail events.</summary>
    public PumpOptions Events { get; set; } = new();

    /// <summary>Deliveries that must not wait behind others.</summary>
    public PumpOptions Urgent { get; set; } = new();

    /// <summary>All other deliveries.</summary>
    public PumpOptions Bulk { get; set; } = new();

    /// <summary>Look-ups of the things of resources with HIGH and CRITICAL findings.</summary>
    public PumpOptions UrgentLinks { get; set; } = new();

    /// <summary>All other look-ups of the things of resources.</summary>
    public PumpOptions Links { get; set; } = new();
}
