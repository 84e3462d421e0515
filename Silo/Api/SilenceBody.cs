using System.ComponentModel;
using System.Text.Json.Serialization;

namespace OrleansDefender.Silo.Api;

/// <summary>A silence that is asked for. Members that are not known are refused: a condition that is silently ignored silences too much.</summary>
[Description("A silence: a time for which new activations and escalations are withheld.")]
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record SilenceBody
{
    [Description("The account, twelve digits; the configured one where null.")]
    public string? Account { get; init; }

    [Description("The Region's code; the configured one where null.")]
    public string? Region { get; init; }

    [Description("What it is about.")]
    public SilenceScopeBody? Scope { get; init; }

    [Description("Whether it withholds what is CRITICAL as well.")]
    public bool IncludeCritical { get; init; }

    [Description("Who answers for it, 1 to 256 characters.")]
    public string? Owner { get; init; }

    [Description("Why, 1 to 1024 characters.")]
    public string? Reason { get; init; }

    [Description("When it ends by itself, within 30 days.")]
    public DateTimeOffset? ExpiresAt { get; init; }
}
