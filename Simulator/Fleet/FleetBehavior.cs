using System.Globalization;

namespace OrleansDefender.Simulator.Fleet;

/// <summary>A behavior of a security profile: what is normal, and plausible values on both sides of it.</summary>
internal sealed class FleetBehavior
{
    private static readonly int[] BadPorts = [23, 2323, 4444, 5555, 8080];

    /// <summary>Makes a behavior.</summary>
    /// <param name="profile">The security profile.</param>
    /// <param name="name">The behavior's name; its last part is the severity.</param>
    /// <param name="metric">The metric.</param>
    /// <param name="kind">The metric's value member.</param>
    /// <param name="limit">The largest normal value of a number; also sets the size of values where the criterion has no number.</param>
    /// <param name="criteriaType">STATIC, STATISTICAL or MACHINE_LEARNING, as the API's filter names them.</param>
    /// <param name="behaviorJson">The behavior as Device Defender's messages and answers hold it.</param>
    /// <param name="confidence">The model's confidence level, for a machine-learning behavior only.</param>
    /// <param name="suppressed">Whether alerts are suppressed: the violation exists, and no notification is sent.</param>
    public FleetBehavior(
        string profile,
        string name,
        string metric,
        FleetValueKind kind,
        int limit,
        string criteriaType,
        string behaviorJson,
        string? confidence = null,
        bool suppressed = false)
    {
        Profile = profile;
        Name = name;
        Metric = metric;
        Kind = kind;
        Limit = limit;
        CriteriaType = criteriaType;
        Json = behaviorJson;
        Confidence = confidence;
        Suppressed = suppressed;
    }

    /// <summary>The security profile.</summary>
    public string Profile { get; }

    /// <summary>The behavior's name.</summary>
    public string Name { get; }

    /// <summary>The metric.</summary>
    public string Metric { get; }

    /// <summary>The metric's value member.</summary>
    public FleetValueKind Kind { get; }

    /// <summary>The largest normal value.</summary>
    public int Limit { get; }

    /// <summary>STATIC, STATISTICAL or MACHINE_LEARNING.</summary>
    public string CriteriaType { get; }

    /// <summary>The <c>behavior</c> object as JSON.</summary>
    public string Json { get; }

    /// <summary>The model's confidence level, or <see langword="null"/>.</summary>
    public string? Confidence { get; }

    /// <summary>Whether alerts are suppressed.</summary>
    public bool Suppressed { get; }

    /// <summary>A value that violates the behavior, as the JSON of a metric value.</summary>
    public string BadValue(ulong hash) => Kind switch
    {
        FleetValueKind.Number => Number(Limit + (0.25 * (1 + (hash % 60)))),
        FleetValueKind.Ports => $$"""{"ports":[{{BadPorts[hash % (ulong)BadPorts.Length]}},443]}""",
        FleetValueKind.Cidrs => $$"""{"cidrs":["198.51.100.{{1 + (hash % 254)}}/32"]}""",
        _ => Count((ulong)Limit + 1 + (hash % (10UL * (ulong)Limit))),
    };

    /// <summary>A value that satisfies the behavior, as the JSON of a metric value.</summary>
    public string GoodValue(ulong hash) => Kind switch
    {
        FleetValueKind.Number => Number(Limit - (0.25 * (1 + (hash % 60)))),
        FleetValueKind.Ports => """{"ports":[443,8883]}""",
        FleetValueKind.Cidrs => $$"""{"cidrs":["203.0.113.{{1 + (hash % 254)}}/32"]}""",
        _ => Count(hash % (ulong)Limit),
    };

    private static string Count(ulong value) => $$"""{"count":{{value}}}""";

    private static string Number(double value) => $$"""{"number":{{value.ToString(CultureInfo.InvariantCulture)}}}""";
}
