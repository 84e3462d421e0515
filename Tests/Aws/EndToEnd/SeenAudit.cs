using System.Text.Json.Nodes;

using Amazon.SecurityHub.Model;

using OrleansDefender.Audits;

namespace OrleansDefender.Tests.Aws.EndToEnd;

/// <summary>An audit finding, as the fleet and the hub say of it.</summary>
/// <param name="Check">The check.</param>
/// <param name="Resource">The resource: kind and identifier.</param>
/// <param name="Reason">The reason's code.</param>
/// <param name="State">open, suppressed or resolved; or what the hub says that is none of them.</param>
internal sealed record SeenAudit(string Check, string Resource, string Reason, string State)
{
    /// <summary>Whether a finding of the hub is one of an audit.</summary>
    public static bool IsAudit(AwsSecurityFinding finding) => finding.ProductFields?.ContainsKey("CheckName") == true;

    /// <summary>What the hub says.</summary>
    public static SeenAudit Of(AwsSecurityFinding finding) => new(
        finding.ProductFields["CheckName"],
        $"{finding.ProductFields["ResourceKind"]} {finding.ProductFields["ResourceIdentifier"]}",
        finding.ProductFields.GetValueOrDefault("ReasonForNonComplianceCode", ""),
        (finding.RecordState.Value, finding.Workflow.Status.Value, finding.Compliance.Status.Value) switch
        {
            ("ACTIVE", "NEW", "FAILED") => "open",
            ("ARCHIVED", "SUPPRESSED", "FAILED") => "suppressed",
            ("ARCHIVED", _, "PASSED") => "resolved",
            var other => other.ToString(),
        });

    /// <summary>What the fleet expects: an entry of <c>GET /_sim/expected</c>.</summary>
    public static SeenAudit Of(JsonNode expected)
    {
        var (member, value) = expected["resource"]!.AsObject().Single();
        var resource = member switch
        {
            "policyVersionIdentifier" => ResourceIdentifier.Policy((string)value!["policyName"]!, (string?)value["policyVersionId"]),
            "issuerCertificateIdentifier" => ResourceIdentifier.Issuer(
                (string?)value!["issuerCertificateSubject"], (string?)value["issuerId"], (string?)value["issuerCertificateSerialNumber"]),
            _ => ResourceIdentifier.OfMember(member, (string)value!),
        };
        return new SeenAudit((string)expected["check"]!, $"{resource.Kind} {resource.Id}", (string)expected["reason"]!, (string)expected["state"]!);
    }
}
