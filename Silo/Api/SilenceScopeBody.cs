using System.ComponentModel;
using System.Text.Json.Serialization;

namespace OrleansDefender.Silo.Api;

/// <summary>What a silence is about, as the API takes and shows it.</summary>
[Description("What a silence is about: all that is given must match, and at least one is given. Each is an exact name, or the begin of one followed by *.")]
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record SilenceScopeBody
{
    [Description("The thing's name; null: any.")]
    public string? Thing { get; init; }

    [Description("A thing group that the thing is in; null: in any or none.")]
    public string? Group { get; init; }

    [Description("The security profile; null: any.")]
    public string? Profile { get; init; }

    [Description("The behavior; null: any.")]
    public string? Behavior { get; init; }
}
