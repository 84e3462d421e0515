namespace OrleansDefender.Tests.Oracle;

/// <summary>An entry of a group of a rule (section 1), with what the caps made of it (section 2).</summary>
internal sealed class OracleEntry
{
    public required long Time { get; init; }

    public required string EventType { get; init; }

    public required string Id { get; init; }

    public required string? Episode { get; init; }

    /// <summary>What <c>value_count</c> counts.</summary>
    public string? Value { get; init; }

    /// <summary>The inputs that it matches, by their place in the rule.</summary>
    public required List<int> Matches { get; init; }

    /// <summary>Those of <see cref="Matches"/> for which it counts, the caps considered.</summary>
    public List<int> Counts { get; set; } = [];

    public bool IsSameSignal(OracleEntry other) => Order(this, other) == 0;

    /// <summary>The order of signals.</summary>
    public static int Order(OracleEntry one, OracleEntry other) =>
        one.Time != other.Time ? one.Time.CompareTo(other.Time)
        : one.EventType != other.EventType ? string.CompareOrdinal(one.EventType, other.EventType)
        : string.CompareOrdinal(one.Id, other.Id);
}
