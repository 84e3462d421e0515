using System.Globalization;
using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace OrleansDefender.Things;

/// <summary>The key of an escalation within its thing.</summary>
/// <remarks>Part of queued messages: never change the form.</remarks>
internal static class EscalationKey
{
    private const string Prefix = "incident/";

    /// <summary><c>incident/rule/group's hash/occurrence</c>.</summary>
    public static string Of(string rule, string group, long occurrenceMs) => string.Create(
        CultureInfo.InvariantCulture, $"{Prefix}{rule}/{XxHash64.HashToUInt64(MemoryMarshal.AsBytes(group.AsSpan())):x16}/{occurrenceMs}");

    /// <summary>Whether a finding's key is an incident's.</summary>
    public static bool IsOf(string key) => key.StartsWith(Prefix, StringComparison.Ordinal);
}
