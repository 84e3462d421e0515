namespace OrleansDefender.Things;

/// <summary>What the newest event said of the behavior; replaced only by a newer one, so that the order of arrival does not matter.</summary>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Things.AlarmFacts")]
internal sealed record AlarmFacts
{
    [Id(0)]
    public required long TimeMs { get; init; }

    [Id(1)]
    public string? Metric { get; init; }

    [Id(2)]
    public string? CriteriaType { get; init; }

    [Id(3)]
    public string? Criteria { get; init; }

    [Id(4)]
    public string? Dimension { get; init; }

    [Id(5)]
    public string? Confidence { get; init; }

    public static AlarmFacts Of(DetectEvent detectEvent) => new()
    {
        TimeMs = detectEvent.Time.ToUnixTimeMilliseconds(),
        Metric = detectEvent.Metric,
        CriteriaType = detectEvent.CriteriaType,
        Criteria = detectEvent.Criteria,
        Dimension = detectEvent.Dimension,
        Confidence = detectEvent.Confidence,
    };

    /// <summary>The later of two; of one instant the greater text, so that every order of arrival agrees.</summary>
    public static AlarmFacts Later(AlarmFacts? left, AlarmFacts right) =>
        left is null || Compare(left, right) < 0 ? right : left;

    private static int Compare(AlarmFacts left, AlarmFacts right) =>
        left.TimeMs != right.TimeMs
            ? left.TimeMs.CompareTo(right.TimeMs)
            : string.CompareOrdinal(left.ToString(), right.ToString());
}
