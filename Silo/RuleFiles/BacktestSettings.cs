using OrleansDefender.Correlation.Engine;
using OrleansDefender.Things;

namespace OrleansDefender.Silo.RuleFiles;

/// <summary>What a backtest depends on besides rules and records.</summary>
internal sealed record BacktestSettings
{
    /// <summary>The base severities.</summary>
    public SeverityPolicy Severities { get; init; } = SeverityPolicy.Default;

    /// <summary>The lateness.</summary>
    public EngineSettings Engine { get; init; } = EngineSettings.Default;

    /// <summary>How risk is weighed.</summary>
    public RiskOptions Risk { get; init; } = new();

    /// <summary>What analysts' words do.</summary>
    public VerdictOptions Verdicts { get; init; } = new();

    /// <summary>Things that are kept in memory for one set of rules. One more ends the backtest: it must not take the machine's memory.</summary>
    public int MostThings { get; init; } = 200_000;

    /// <summary>Groups of rules across things that are kept in memory for one set of rules; one more ends the backtest.</summary>
    public int MostGroups { get; init; } = 50_000;

    /// <summary>Analysts' words and mitigations that are kept until their episode is known; what comes on top is counted as about an unknown episode.</summary>
    public int MostWaiting { get; init; } = 10_000;
}
