using OrleansDefender.Correlation.Engine;
using OrleansDefender.Correlation.Rules;

namespace OrleansDefender.Things;

/// <summary>What a thing's reaction depends on besides its state and its causes.</summary>
internal sealed record ThingRules
{
    /// <summary>No rules and no silences.</summary>
    public static ThingRules None => new() { Match = new RuleMatch(RuleSet.Empty) };

    /// <summary>The rules in force; for one call only.</summary>
    public required RuleMatch Match { get; init; }

    /// <summary>The lateness.</summary>
    public EngineSettings Settings { get; init; } = EngineSettings.Default;

    /// <summary>What is silenced.</summary>
    public IWithholder Withholder { get; init; } = NoWithholder.Instance;

    /// <summary>How risk is weighed.</summary>
    public RiskOptions Risk { get; init; } = new();

    /// <summary>How long after a FALSE_POSITIVE or BENIGN_POSITIVE a new episode of the same alarm is held back; CRITICAL never is.</summary>
    public TimeSpan HoldFor { get; init; }
}
