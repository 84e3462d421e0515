namespace OrleansDefender.Things;

/// <summary>How what the registry says of things is kept (section <c>Context</c>).</summary>
public sealed class ContextOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Context";

    /// <summary>
    /// How old an answer of the registry may be when something happens to the thing: an older one is asked for anew. 5 minutes to 30 days; default 24 hours.
    /// Most changes are learned at once from CloudTrail; nothing tells of those of dynamic groups.
    /// </summary>
    public TimeSpan MaxAge { get; set; } = TimeSpan.FromHours(24);
}
