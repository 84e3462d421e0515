using System.Globalization;

using OrleansDefender.Findings;

namespace OrleansDefender.Things;

/// <summary>Evidence in the words of findings and API.</summary>
internal static class EvidenceText
{
    private const int MostItems = 5;

    /// <summary>What a rule fired on, with times, in one line.</summary>
    public static string Of(FiringState firing)
    {
        var items = firing.Evidence.TakeLast(MostItems).Select(Of);
        var more = firing.Evidence.Length > MostItems ? string.Create(CultureInfo.InvariantCulture, $"; {firing.Evidence.Length - MostItems} more") : "";
        return string.Join("; ", items) + more;
    }

    /// <summary>One piece of evidence.</summary>
    public static string Of(EvidenceItem item) =>
        $"{item.EventType} {item.Subject} at {AsffText.Time(DateTimeOffset.FromUnixTimeMilliseconds(item.TimeMs))}{(item.IsWithdrawn ? " (withdrawn)" : "")}";
}
