using OrleansDefender.Things;

namespace OrleansDefender.Ingress.Parsing;

/// <summary>A thing was registered, or its type, its attributes or its groups were changed.</summary>
/// <param name="Thing">The thing.</param>
/// <param name="Time">When.</param>
internal sealed record RegistryChangeMessage(ThingKey Thing, DateTimeOffset Time) : ParsedMessage
{
    /// <inheritdoc/>
    public override DateTimeOffset? SpokenAt => Time;
}
