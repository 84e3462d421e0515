using Amazon.SecurityHub.Model;

namespace OrleansDefender.Tests.Aws.EndToEnd;

/// <summary>What Security Hub says of a finding, as far as scenarios compare it.</summary>
internal sealed record SeenFinding(string Id, string RecordState, string Workflow, string Severity)
{
    /// <summary>A finding as GetFindings gave it.</summary>
    public static SeenFinding Of(AwsSecurityFinding finding) =>
        new(finding.Id, finding.RecordState.Value, finding.Workflow.Status.Value, finding.Severity.Label.Value);
}
