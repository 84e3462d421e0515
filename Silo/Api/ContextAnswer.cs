using System.ComponentModel;

using OrleansDefender.Correlation;

namespace OrleansDefender.Silo.Api;

/// <summary>What the registry says of a thing, as the API shows it.</summary>
[Description("What the registry of AWS IoT says of the thing.")]
internal sealed record ContextAnswer
{
    [Description("The thing type; absent where it has none.")]
    public required string? ThingType { get; init; }

    [Description("The thing groups, static and dynamic, by name; the first 20.")]
    public required IReadOnlyList<string> Groups { get; init; }

    [Description("The attributes; the first 50 by name, fewer where they are very long.")]
    public required IReadOnlyDictionary<string, string> Attributes { get; init; }

    [Description("When AWS IoT was asked.")]
    public required DateTimeOffset AskedAt { get; init; }

    [Description("Whether the registry knows the thing: a client id need not be one.")]
    public required bool Registered { get; init; }

    /// <summary>What a grain said, in the API's words.</summary>
    public static ContextAnswer Of(ThingContext context) => new()
    {
        ThingType = context.ThingType,
        Groups = context.Groups,
        Attributes = context.Attributes,
        AskedAt = DateTimeOffset.FromUnixTimeMilliseconds(context.AskedMs),
        Registered = context.IsRegistered,
    };
}
