using System.Diagnostics.CodeAnalysis;

namespace OrleansDefender.Silo.Api;

/// <summary>Reads a thing out of a request's path as it came over the wire.</summary>
/// <remarks>
/// A thing name may hold slashes, percent signs and whatever else prints. The server hands on a path of which some escapes are decoded and
/// <c>%2F</c> is not, so that <c>a%2Fb</c> and <c>a%252Fb</c> look alike there; only the raw target tells them apart.
/// </remarks>
internal static class ThingPath
{
    /// <summary>The path before account, Region and thing.</summary>
    public const string Prefix = "/api/v1/things/";

    /// <summary>Takes the target apart. What comes after the second slash is the name, slashes included, encoded or not.</summary>
    public static bool TryParse(
        string rawTarget, [NotNullWhen(true)] out string? account, [NotNullWhen(true)] out string? region, [NotNullWhen(true)] out string? thing)
    {
        (account, region, thing) = (null, null, null);
        if (!RawPath.TryRead(rawTarget, Prefix, parts: 3, out var parts))
        {
            return false;
        }

        (account, region, thing) = (parts[0], parts[1], parts[2]);
        return true;
    }

    /// <summary>Takes the end off a target that asks for more than the thing itself; a thing whose name ends like that has to be asked for with its slash encoded.</summary>
    /// <param name="rawTarget">The target.</param>
    /// <param name="end">The last part, without its slash.</param>
    /// <param name="rest">The target without it, and without the query.</param>
    public static bool TryTakeEnd(string rawTarget, string end, [NotNullWhen(true)] out string? rest)
    {
        var query = rawTarget.IndexOf('?', StringComparison.Ordinal);
        var path = query < 0 ? rawTarget : rawTarget[..query];
        rest = path.EndsWith("/" + end, StringComparison.Ordinal) ? path[..^(end.Length + 1)] : null;
        return rest is not null && TryParse(rest, out _, out _, out _);
    }

    /// <summary>The path of a thing.</summary>
    public static string Of(string account, string region, string thing) =>
        $"{Prefix}{Uri.EscapeDataString(account)}/{Uri.EscapeDataString(region)}/{Uri.EscapeDataString(thing)}";
}
