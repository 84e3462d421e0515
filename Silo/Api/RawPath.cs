using System.Diagnostics.CodeAnalysis;

namespace OrleansDefender.Silo.Api;

/// <summary>Reads the parts of a request's path as it came over the wire.</summary>
internal static class RawPath
{
    /// <summary>Takes the target apart. The last part is all that is left, slashes included, encoded or not; no part is empty.</summary>
    /// <param name="rawTarget">The request's target.</param>
    /// <param name="prefix">The path before the parts, with its last slash.</param>
    /// <param name="parts">How many there must be.</param>
    /// <param name="values">The parts, decoded.</param>
    public static bool TryRead(string rawTarget, string prefix, int parts, [NotNullWhen(true)] out string[]? values)
    {
        values = null;
        var target = rawTarget.AsSpan();
        if (target.IndexOf("://", StringComparison.Ordinal) is var scheme and > 0 && target[0] != '/')
        {
            // The absolute form, which proxies send.
            target = target[(scheme + 3)..];
            var path = target.IndexOf('/');
            target = path < 0 ? [] : target[path..];
        }

        if (target.IndexOf('?') is var query and >= 0)
        {
            target = target[..query];
        }

        if (!target.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        target = target[prefix.Length..];
        var read = new string[parts];
        for (var i = 0; i < parts; i++)
        {
            var end = i < parts - 1 ? target.IndexOf('/') : target.Length;
            if (end < 1)
            {
                return false;
            }

            read[i] = Uri.UnescapeDataString(target[..end]);
            target = i < parts - 1 ? target[(end + 1)..] : [];
        }

        values = read;
        return true;
    }
}
