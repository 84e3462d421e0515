namespace OrleansDefender.Things;

/// <summary>How the risk score of a thing comes about (section <c>Risk</c>).</summary>
public sealed class RiskOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Risk";

    /// <summary>After how many hours a closed alarm counts half, 1 to 8,760. Default 72.</summary>
    public double HalfLifeHours { get; set; } = 72;

    /// <summary>After how many days an analyst's word on an earlier episode counts half, 1 to 3,650. Default 30.</summary>
    public double FeedbackHalfLifeDays { get; set; } = 30;

    /// <summary>The least that words of false and benign can make of a behavior's weight, 0.01 to 1. Default 0.2.</summary>
    public double FeedbackFloor { get; set; } = 0.2;
}
