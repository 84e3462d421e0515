using System.ComponentModel;

using OrleansDefender.Correlation;

namespace OrleansDefender.Silo.Api;

/// <summary>A risk score with its terms.</summary>
[Description("The risk of a thing, 0 to 100, with every term. It is shown, and is no input of any rule.")]
internal sealed record RiskAnswer
{
    [Description("100 x (1 - e^(-sum of the terms x criticality / 60)).")]
    public required double Score { get; init; }

    [Description("How much the thing matters.")]
    public required double Criticality { get; init; }

    [Description("What says so.")]
    public required string CriticalityReason { get; init; }

    [Description("The terms, the greatest first.")]
    public required IReadOnlyList<RiskTermAnswer> Terms { get; init; }

    /// <summary>What a grain said, in the API's words.</summary>
    public static RiskAnswer Of(RiskView view) => new()
    {
        Score = view.Score,
        Criticality = view.Criticality,
        CriticalityReason = view.CriticalityReason,
        Terms = [.. view.Terms.Select(static term => new RiskTermAnswer(term.What, term.Points, term.Reason))],
    };
}
