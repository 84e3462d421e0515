using OrleansDefender.Correlation;

namespace OrleansDefender.Silo.Aws;

/// <summary>Maps what the registry says of a thing, within bounds. Pure.</summary>
internal static class ThingContextMapping
{
    /// <summary>Characters of all attributes that are kept together, names included: a thing's state is read and written with each event.</summary>
    public const int MostAttributeCharacters = 8_192;

    /// <summary>The context of a registered thing: of groups and attributes the first by name, as many as fit.</summary>
    public static ThingContext Of(string? thingType, IEnumerable<string> groups, IReadOnlyDictionary<string, string> attributes, DateTimeOffset askedAt)
    {
        var kept = ThingContext.None.Attributes.ToBuilder();
        var left = MostAttributeCharacters;
        foreach (var (name, value) in attributes.OrderBy(static attribute => attribute.Key, StringComparer.Ordinal))
        {
            left -= name.Length + (value?.Length ?? 0);
            if (left < 0 || kept.Count == ThingContext.MostAttributes)
            {
                break;
            }

            kept[name] = value ?? "";
        }

        return new ThingContext
        {
            ThingType = string.IsNullOrEmpty(thingType) ? null : thingType,
            Groups = [.. groups.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Take(ThingContext.MostGroups)],
            Attributes = kept.ToImmutable(),
            AskedMs = askedAt.ToUnixTimeMilliseconds(),
            IsRegistered = true,
        };
    }
}
