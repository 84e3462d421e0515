namespace OrleansDefender.Ingress.Queues;

/// <summary>The pumps, by the names of their configuration sections, health entries and metric attribute.</summary>
internal static class PumpNames
{
    /// <summary>Notifications and CloudTrail events.</summary>
    public const string Events = "Events";

    /// <summary>Deliveries of HIGH and CRITICAL findings and of analysts' words.</summary>
    public const string Urgent = "Urgent";

    /// <summary>All other deliveries.</summary>
    public const string Bulk = "Bulk";

    /// <summary>Look-ups of the things of resources with HIGH and CRITICAL findings.</summary>
    public const string UrgentLinks = "UrgentLinks";

    /// <summary>All other look-ups of the things of resources.</summary>
    public const string Links = "Links";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Events, Urgent, Bulk, UrgentLinks, Links];
}
