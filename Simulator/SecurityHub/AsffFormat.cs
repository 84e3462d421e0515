using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace OrleansDefender.Simulator.SecurityHub;

/// <summary>The AWS Security Finding Format as far as the service checks it, and the form of a customer's update.</summary>
/// <remarks>
/// Sources: service model 2018-10-26 for required members, enums and, in its descriptions, lengths (high); the ASFF syntax page of the user guide
/// for the lengths that the model leaves out, which are <c>Resource.Id</c> and <c>Details.Other</c> (medium, hence the switch). Lengths are counted in UTF-16 units, the
/// strictest reading of "characters".
/// </remarks>
internal static partial class AsffFormat
{
    /// <summary>The largest finding, in bytes of compact UTF-8 JSON.</summary>
    /// <remarks>Source: BatchImportFindings documentation, "240 Kb" (high that it exists, low whether K is 1000 or 1024; the stricter is taken).</remarks>
    public const int LargestFinding = 240_000;

    /// <summary>The values of <c>RecordState</c> (service model, high).</summary>
    public static readonly IReadOnlyList<string> RecordStates = ["ACTIVE", "ARCHIVED"];

    /// <summary>The values of <c>Workflow.Status</c> (service model, high).</summary>
    public static readonly IReadOnlyList<string> WorkflowStatuses = ["NEW", "NOTIFIED", "RESOLVED", "SUPPRESSED"];

    // Service model, description of Types (high that it says so, medium that it is enforced).
    private static readonly string[] TypeNamespaces =
        ["Software and Configuration Checks", "TTPs", "Effects", "Unusual Behaviors", "Sensitive Data Identifications"];

    private static readonly string[] VerificationStates = ["UNKNOWN", "TRUE_POSITIVE", "FALSE_POSITIVE", "BENIGN_POSITIVE"];

    private static readonly AsffShape Text = AsffShape.Text();
    private static readonly AsffShape Ratio = AsffShape.Integer(0, 100);
    private static readonly AsffShape Label = AsffShape.OneOf(AsffSeverity.Labels);

    // Service model, description of AwsSecurityFinding.Types: at most 50 (high).
    private static readonly AsffShape Types = AsffShape.List(Text, most: 50);

    // Service model, descriptions of ProductFields and UserDefinedFields (high).
    private static readonly AsffShape ProductFields = AsffShape.Map(50, 128, 2048);
    private static readonly AsffShape UserDefinedFields = AsffShape.Map(50, 128, 1024);

    // Service model, description of RelatedFindings: 1 to 10 (high).
    private static readonly AsffShape RelatedFindings = AsffShape.List(
        AsffShape.Structure(new Dictionary<string, AsffShape> { ["ProductArn"] = Text, ["Id"] = Text }, "ProductArn", "Id"),
        fewest: 1,
        most: 10);

    private static readonly AsffShape Workflow =
        AsffShape.Structure(new Dictionary<string, AsffShape> { ["Status"] = AsffShape.OneOf(WorkflowStatuses) });

    private static readonly AsffShape Resource = AsffShape.Structure(
        new Dictionary<string, AsffShape>
        {
            ["Type"] = AsffShape.Text(256),
            ["Id"] = AsffShape.Where(static rules => rules.StrictResourceLengths, AsffShape.Text(512), Text),
            ["Partition"] = AsffShape.OneOf("aws", "aws-cn", "aws-us-gov"),
            ["Region"] = AsffShape.Text(16),
            ["ResourceRole"] = Text,
            ["Tags"] = AsffShape.Map(50, 128, 256),
            ["DataClassification"] = AsffShape.AnyStructure(),
            ["Details"] = AsffShape.AnyStructure(),
            ["ApplicationName"] = Text,
            ["ApplicationArn"] = Text,
        },
        "Type",
        "Id");

    // The syntax page says "fewer than 128" and "fewer than 1024" here, where it says "up to" elsewhere (medium, hence the switch).
    private static readonly AsffShape DetailsOther =
        AsffShape.Where(static rules => rules.StrictResourceLengths, AsffShape.Map(50, 127, 1023), AsffShape.Map(50, 128, 1024));

    private static readonly AsffShape Finding = AsffShape.Structure(
        new Dictionary<string, AsffShape>
        {
            ["SchemaVersion"] = AsffShape.OneOf("2018-10-08"),
            ["Id"] = AsffShape.Text(512),
            ["ProductArn"] = AsffShape.Text(2048, 12),
            ["ProductName"] = AsffShape.Text(128),
            ["CompanyName"] = AsffShape.Text(128),
            ["Region"] = AsffShape.Text(16),
            ["GeneratorId"] = AsffShape.Text(512),
            ["AwsAccountId"] = AsffShape.Text(AccountId()),
            ["AwsAccountName"] = AsffShape.Text(50),
            ["Types"] = Types,
            ["FirstObservedAt"] = AsffShape.Timestamp(),
            ["LastObservedAt"] = AsffShape.Timestamp(),
            ["CreatedAt"] = AsffShape.Timestamp(),
            ["UpdatedAt"] = AsffShape.Timestamp(),
            ["ProcessedAt"] = AsffShape.Timestamp(),
            ["Severity"] = AsffShape.Structure(new Dictionary<string, AsffShape>
            {
                ["Product"] = AsffShape.Number(),
                ["Label"] = Label,
                ["Normalized"] = Ratio,
                ["Original"] = AsffShape.Text(64),
            }),
            ["Confidence"] = Ratio,
            ["Criticality"] = Ratio,
            ["Title"] = AsffShape.Text(256),
            ["Description"] = AsffShape.Text(1024),
            ["Remediation"] = AsffShape.Structure(new Dictionary<string, AsffShape>
            {
                ["Recommendation"] = AsffShape.Structure(new Dictionary<string, AsffShape> { ["Text"] = AsffShape.Text(512), ["Url"] = Text }),
            }),
            ["SourceUrl"] = Text,
            ["ProductFields"] = ProductFields,
            ["UserDefinedFields"] = UserDefinedFields,
            ["Malware"] = AsffShape.List(AsffShape.AnyStructure(), most: 5),
            ["Network"] = AsffShape.AnyStructure(),
            ["NetworkPath"] = AsffShape.List(AsffShape.AnyStructure()),
            ["Process"] = AsffShape.AnyStructure(),
            ["Threats"] = AsffShape.List(AsffShape.AnyStructure(), 1, 32),
            ["ThreatIntelIndicators"] = AsffShape.List(AsffShape.AnyStructure(), 1, 5),
            ["Resources"] = AsffShape.List(Resource, 1, 32),
            ["Compliance"] = AsffShape.Structure(new Dictionary<string, AsffShape>
            {
                ["Status"] = AsffShape.OneOf("PASSED", "WARNING", "FAILED", "NOT_AVAILABLE"),
                ["RelatedRequirements"] = AsffShape.List(Text, most: 32),
                ["StatusReasons"] = AsffShape.List(
                    AsffShape.Structure(new Dictionary<string, AsffShape> { ["ReasonCode"] = Text, ["Description"] = Text }, "ReasonCode")),
                ["SecurityControlId"] = Text,
                ["AssociatedStandards"] = AsffShape.List(AsffShape.AnyStructure()),
                ["SecurityControlParameters"] = AsffShape.List(AsffShape.AnyStructure()),
            }),
            ["VerificationState"] = AsffShape.OneOf(VerificationStates),
            ["WorkflowState"] = AsffShape.OneOf("NEW", "ASSIGNED", "IN_PROGRESS", "DEFERRED", "RESOLVED"),
            ["Workflow"] = Workflow,
            ["RecordState"] = AsffShape.OneOf(RecordStates),
            ["RelatedFindings"] = RelatedFindings,
            ["Note"] = AsffShape.Structure(
                new Dictionary<string, AsffShape> { ["Text"] = AsffShape.Text(512), ["UpdatedBy"] = AsffShape.Text(512), ["UpdatedAt"] = AsffShape.Timestamp() },
                "Text",
                "UpdatedBy",
                "UpdatedAt"),
            ["Vulnerabilities"] = AsffShape.List(AsffShape.AnyStructure()),
            ["PatchSummary"] = AsffShape.AnyStructure(),
            ["Action"] = AsffShape.AnyStructure(),
            ["FindingProviderFields"] = AsffShape.Structure(new Dictionary<string, AsffShape>
            {
                ["Confidence"] = Ratio,
                ["Criticality"] = Ratio,
                ["RelatedFindings"] = RelatedFindings,
                ["Severity"] = AsffShape.Structure(new Dictionary<string, AsffShape> { ["Label"] = Label, ["Original"] = AsffShape.Text(64) }),
                ["Types"] = Types,
            }),
            ["Sample"] = AsffShape.Boolean(),
            ["GeneratorDetails"] = AsffShape.AnyStructure(),
            ["Detection"] = AsffShape.AnyStructure(),
        },
        "SchemaVersion",
        "Id",
        "ProductArn",
        "GeneratorId",
        "AwsAccountId",
        "CreatedAt",
        "UpdatedAt",
        "Title",
        "Description",
        "Resources");

    // BatchUpdateFindings has no RecordState: only an import archives (service model, high).
    private static readonly AsffShape Update = AsffShape.Structure(
        new Dictionary<string, AsffShape>
        {
            // Service model, description of FindingIdentifiers: at most 100 (high).
            ["FindingIdentifiers"] = AsffShape.List(
                AsffShape.Structure(new Dictionary<string, AsffShape> { ["Id"] = Text, ["ProductArn"] = Text }, "Id", "ProductArn"),
                1,
                100),
            ["Note"] = AsffShape.Structure(
                new Dictionary<string, AsffShape> { ["Text"] = AsffShape.Text(512), ["UpdatedBy"] = AsffShape.Text(512) },
                "Text",
                "UpdatedBy"),
            ["Severity"] = AsffShape.Structure(new Dictionary<string, AsffShape>
            {
                ["Normalized"] = Ratio,
                ["Product"] = AsffShape.Number(),
                ["Label"] = Label,
            }),
            ["VerificationState"] = AsffShape.OneOf(VerificationStates),
            ["Confidence"] = Ratio,
            ["Criticality"] = Ratio,
            ["Types"] = Types,
            ["UserDefinedFields"] = UserDefinedFields,
            ["Workflow"] = Workflow,
            ["RelatedFindings"] = RelatedFindings,
        },
        "FindingIdentifiers");

    /// <summary>The first thing wrong with an imported finding; <see langword="null"/> where the format is kept.</summary>
    public static string? FaultOf(JsonNode finding, SimulatorRules rules)
    {
        if ((JsonReading.BlankFault(finding) ?? Finding.Fault(finding, rules)) is { } fault)
        {
            return $"data{fault}";
        }

        var members = finding.AsObject();
        return IdFault(members, rules)
            ?? DetailsFault(members, rules)
            ?? SeverityFault(members)
            ?? TypesFault(members, rules)
            ?? (SizeOf(members) > LargestFinding ? "data should NOT be larger than 240 KB" : null);
    }

    /// <summary>The first thing wrong with an update of findings; <see langword="null"/> where the form is kept.</summary>
    public static string? UpdateFaultOf(JsonObject update, SimulatorRules rules) =>
        (JsonReading.BlankFault(update) ?? Update.Fault(update, rules)) is { } fault ? $"data{fault}" : TypesFault(update["Types"], "data.Types", rules);

    /// <summary>A finding's size as the limit counts it, in bytes.</summary>
    public static int SizeOf(JsonObject finding) => System.Text.Encoding.UTF8.GetByteCount(finding.ToCompactJson());

    // Early documentation asked for URI-unreserved characters, AWS's own findings add "/" and ":"; "aws:" is a reserved start (medium, hence the switch).
    private static string? IdFault(JsonObject finding, SimulatorRules rules) =>
        rules.StrictFindingIds && finding.Text("Id") is { } id && (!UnreservedId().IsMatch(id) || id.StartsWith("aws:", StringComparison.Ordinal))
            ? "data.Id should hold only unreserved URI characters, '/' and ':', and should NOT start with 'aws:'"
            : null;

    private static string? DetailsFault(JsonObject finding, SimulatorRules rules)
    {
        var resources = finding["Resources"]!.AsArray();
        for (var index = 0; index < resources.Count; index++)
        {
            if (resources[index]?["Details"]?["Other"] is { } other && DetailsOther.Fault(other, rules) is { } fault)
            {
                return $"data.Resources[{index}].Details.Other{fault}";
            }
        }

        return null;
    }

    // User guide, required attributes: severity and types must come one way or the other (high).
    private static string? SeverityFault(JsonObject finding) =>
        finding["FindingProviderFields"]?["Severity"]?["Label"] is null &&
        finding["Severity"]?["Label"] is null &&
        finding["Severity"]?["Normalized"] is null
            ? "data.FindingProviderFields should have required property 'Severity' with 'Label'"
            : null;

    private static string? TypesFault(JsonObject finding, SimulatorRules rules)
    {
        if (finding["FindingProviderFields"]?["Types"] is not JsonArray { Count: > 0 } && finding["Types"] is not JsonArray { Count: > 0 })
        {
            return "data.FindingProviderFields should have required property 'Types' with at least one type";
        }

        return TypesFault(finding["FindingProviderFields"]?["Types"], "data.FindingProviderFields.Types", rules)
            ?? TypesFault(finding["Types"], "data.Types", rules);
    }

    private static string? TypesFault(JsonNode? types, string path, SimulatorRules rules)
    {
        if (!rules.StrictTypes || types is not JsonArray items)
        {
            return null;
        }

        foreach (var item in items)
        {
            var parts = item.Text()!.Split('/');
            if (parts.Length > 3 || parts.Any(string.IsNullOrWhiteSpace) || !TypeNamespaces.Contains(parts[0]))
            {
                return $"{path} should be namespace, namespace/category or namespace/category/classifier of a known namespace";
            }
        }

        return null;
    }

    [GeneratedRegex(@"\A[0-9]{12}\z")]
    private static partial Regex AccountId();

    [GeneratedRegex(@"\A[A-Za-z0-9\-._~/:]+\z")]
    private static partial Regex UnreservedId();
}
