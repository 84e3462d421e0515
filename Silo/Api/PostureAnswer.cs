using System.ComponentModel;

using OrleansDefender.Things;

namespace OrleansDefender.Silo.Api;

/// <summary>A thing's posture, as the API shows it.</summary>
[Description("The open audit findings of the resources that the thing belongs to, for example its certificates.")]
internal sealed record PostureAnswer
{
    [Description("The worst severity: CRITICAL, HIGH, MEDIUM, LOW, INFORMATIONAL; NONE where there is no finding.")]
    public required string Severity { get; init; }

    [Description("Open audit findings.")]
    public required int Findings { get; init; }

    [Description("The findings, the most severe first; fewer than the number of findings where there are very many.")]
    public required IReadOnlyList<PostureReferenceAnswer> References { get; init; }

    /// <summary>What a grain said, in the API's words.</summary>
    public static PostureAnswer Of(PostureView view) => new()
    {
        Severity = Words.Of(view.Severity),
        Findings = view.Findings,
        References = [.. view.References.Select(PostureReferenceAnswer.Of)],
    };
}
