using System.ComponentModel;

namespace OrleansDefender.Silo.Api;

/// <summary>One term of a risk score.</summary>
/// <param name="What">What it is about.</param>
/// <param name="Points">What it adds.</param>
/// <param name="Reason">How the points come about.</param>
[Description("One term of a risk score.")]
internal sealed record RiskTermAnswer(
    [property: Description("What it is about.")] string What,
    [property: Description("What it adds.")] double Points,
    [property: Description("How the points come about.")] string Reason);
