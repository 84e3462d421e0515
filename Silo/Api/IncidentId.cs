using System.Globalization;

using OrleansDefender.Correlation;

namespace OrleansDefender.Silo.Api;

/// <summary>The id of a fleet incident within its account and Region: rule, hash of the group, and occurrence, joined by tildes.</summary>
internal static class IncidentId
{
    /// <summary>Writes an id.</summary>
    public static string Of(CorrelationKey group, DateTimeOffset firedAt) =>
        $"{group.RuleId}~{group.Hash}~{firedAt.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)}";

    /// <summary>Reads an id, where the text is one.</summary>
    public static bool TryParse(AccountRegion scope, string id, out CorrelationKey group, out DateTimeOffset firedAt)
    {
        (group, firedAt) = (default, default);
        var parts = id.Split('~');
        if (parts.Length != 3
            || !long.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var ms)
            || ms > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            || parts[0].Length > 128
            || parts[0].Contains('/', StringComparison.Ordinal))
        {
            return false;
        }

        firedAt = DateTimeOffset.FromUnixTimeMilliseconds(ms);
        return CorrelationKey.TryParse($"{scope}/{parts[0]}/{parts[1]}", out group);
    }
}
