using OrleansDefender.Correlation;

namespace OrleansDefender.Things;

/// <summary>One Device Defender Detect event of a thing, whatever envelope it came in.</summary>
/// <remarks>Identity is (<see cref="ViolationId"/>, <see cref="Kind"/>, <see cref="Time"/>): an event with the same three is a repeat.</remarks>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Things.DetectEvent")]
public sealed record DetectEvent
{
    /// <summary>The security profile's name.</summary>
    [Id(0)]
    public required string Profile { get; init; }

    /// <summary>The behavior's name within the profile.</summary>
    [Id(1)]
    public required string Behavior { get; init; }

    /// <summary>What happened to the alarm.</summary>
    [Id(2)]
    public required TransitionKind Kind { get; init; }

    /// <summary>When it happened, by AWS's clock, in whole milliseconds.</summary>
    [Id(3)]
    public required DateTimeOffset Time { get; init; }

    /// <summary>The episode's id: the same from in-alarm to clear or invalidate.</summary>
    [Id(4)]
    public required string ViolationId { get; init; }

    /// <summary>The metric, for example <c>aws:num-authorization-failures</c>; a custom metric has no prefix. Absent where the event names none.</summary>
    [Id(5)]
    public string? Metric { get; init; }

    /// <summary>The kind of criteria: <c>STATIC</c>, <c>STATISTICAL</c> or <c>MACHINE_LEARNING</c>.</summary>
    [Id(6)]
    public string? CriteriaType { get; init; }

    /// <summary>The normal behavior in words, for example <c>less-than-equals 5 in 300 s</c>. At most 256 characters, visibly cut.</summary>
    [Id(7)]
    public string? Criteria { get; init; }

    /// <summary>The metric's dimension in words, for example <c>topics IN dim-1</c>.</summary>
    [Id(8)]
    public string? Dimension { get; init; }

    /// <summary>The value that was seen, in words. At most 256 characters, visibly cut. Absent where the event has none.</summary>
    [Id(9)]
    public string? Value { get; init; }

    /// <summary>The confidence of an ML alarm (<c>LOW</c>, <c>MEDIUM</c>, <c>HIGH</c>).</summary>
    [Id(10)]
    public string? Confidence { get; init; }

    /// <summary>The value that was seen, as rules see it. Absent where the event has none.</summary>
    [Id(11)]
    public MetricValue? MetricValue { get; init; }
}
