using System.Collections.Immutable;

namespace OrleansDefender.Correlation.Rules;

/// <summary>A rule that selects single signals. Immutable.</summary>
internal sealed class BaseRule
{
    public required string Id { get; init; }

    public string? Name { get; init; }

    public required string Title { get; init; }

    /// <summary>Signals of other categories never match.</summary>
    public required SignalCategory Category { get; init; }

    public required SignalCondition Condition { get; init; }

    public ImmutableArray<string> Tags { get; init; } = [];

    public bool Matches(Signal signal) => signal.Category == Category && Condition.Matches(signal);
}
