using System.Collections.Immutable;

namespace OrleansDefender.Correlation;

/// <summary>Whether something is silenced. Pure.</summary>
internal static class Silencing
{
    private const char Wildcard = '*';

    /// <summary>The silence that withholds a new activation or escalation; of several the one that ends last.</summary>
    /// <param name="silences">The silences of the thing's account and Region.</param>
    /// <param name="thing">The thing's name.</param>
    /// <param name="context">What is known of the thing.</param>
    /// <param name="profile">The security profile; absent where it is about none, or about several: then no silence of a profile matches.</param>
    /// <param name="behavior">The behavior; absent likewise.</param>
    /// <param name="severity">How severe it is: what is CRITICAL breaks through unless the silence includes it.</param>
    /// <param name="now">The moment.</param>
    public static Silence? Find(
        ImmutableArray<Silence> silences, string thing, ThingContext context, string? profile, string? behavior, Severity severity, DateTimeOffset now)
    {
        Silence? found = null;
        foreach (var silence in silences)
        {
            if (silence.IsActive(now)
                && (severity < Severity.Critical || silence.IncludesCritical)
                && IsMatch(silence.Target, thing, context, profile, behavior)
                && (found is null || silence.OverAt > found.OverAt || (silence.OverAt == found.OverAt && string.CompareOrdinal(silence.Id, found.Id) < 0)))
            {
                found = silence;
            }
        }

        return found;
    }

    private static bool IsMatch(SilenceTarget target, string thing, ThingContext context, string? profile, string? behavior) =>
        IsMatch(target.Thing, thing)
        && (target.Group is not { } group || context.Groups.Any(known => IsMatch(group, known)))
        && IsMatch(target.Profile, profile)
        && IsMatch(target.Behavior, behavior);

    /// <summary>Whether a name is one that a silence means; a trailing <c>*</c> stands for any end, and an absent pattern for any name.</summary>
    internal static bool IsMatch(string? pattern, string? name) =>
        pattern is null
        || (name is not null
            && (pattern.EndsWith(Wildcard) ? name.AsSpan().StartsWith(pattern.AsSpan(0, pattern.Length - 1), StringComparison.Ordinal) : name == pattern));
}
