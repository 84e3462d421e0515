using System.Collections.Immutable;

namespace OrleansDefender.Findings;

/// <summary>Pairs of a finding's <c>ProductFields</c> or of a resource's details.</summary>
internal static class FindingPairs
{
    /// <summary>Those pairs that have a value, cut to ASFF's limits.</summary>
    public static ImmutableSortedDictionary<string, string> Of(int mostPairs, int mostCharacters, params ReadOnlySpan<(string Key, string? Value)> pairs)
    {
        var builder = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in pairs)
        {
            if (value is not null && builder.Count < mostPairs)
            {
                builder[key] = AsffText.Fit(value, mostCharacters);
            }
        }

        return builder.ToImmutable();
    }
}
