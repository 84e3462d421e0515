using System.Text.Json.Nodes;

namespace OrleansDefender.Simulator.SecurityHub;

/// <summary>An attribute that GetFindings filters or sorts by, and where a finding holds it.</summary>
/// <param name="Kind">How its filter values are written.</param>
/// <param name="Path">The member names that lead to it; a list on the way means each of its items.</param>
internal sealed record FindingAttribute(FilterKind Kind, IReadOnlyList<string> Path)
{
    // Service model, AwsSecurityFindingFilters, without the attributes of products that no IoT finding has (addresses, malware, EC2 and its like): a filter
    // by one of those is refused rather than ignored.
    private static readonly Dictionary<string, FindingAttribute> All = new()
    {
        ["ProductArn"] = Of(FilterKind.Text, "ProductArn"),
        ["AwsAccountId"] = Of(FilterKind.Text, "AwsAccountId"),
        ["AwsAccountName"] = Of(FilterKind.Text, "AwsAccountName"),
        ["Id"] = Of(FilterKind.Text, "Id"),
        ["GeneratorId"] = Of(FilterKind.Text, "GeneratorId"),
        ["Region"] = Of(FilterKind.Text, "Region"),
        ["Type"] = Of(FilterKind.Text, "Types"),
        ["FirstObservedAt"] = Of(FilterKind.Date, "FirstObservedAt"),
        ["LastObservedAt"] = Of(FilterKind.Date, "LastObservedAt"),
        ["CreatedAt"] = Of(FilterKind.Date, "CreatedAt"),
        ["UpdatedAt"] = Of(FilterKind.Date, "UpdatedAt"),
        ["SeverityProduct"] = Of(FilterKind.Number, "Severity", "Product"),
        ["SeverityNormalized"] = Of(FilterKind.Number, "Severity", "Normalized"),
        ["SeverityLabel"] = Of(FilterKind.Text, "Severity", "Label"),
        ["Confidence"] = Of(FilterKind.Number, "Confidence"),
        ["Criticality"] = Of(FilterKind.Number, "Criticality"),
        ["Title"] = Of(FilterKind.Text, "Title"),
        ["Description"] = Of(FilterKind.Text, "Description"),
        ["RecommendationText"] = Of(FilterKind.Text, "Remediation", "Recommendation", "Text"),
        ["SourceUrl"] = Of(FilterKind.Text, "SourceUrl"),
        ["ProductFields"] = Of(FilterKind.Map, "ProductFields"),
        ["ProductName"] = Of(FilterKind.Text, "ProductName"),
        ["CompanyName"] = Of(FilterKind.Text, "CompanyName"),
        ["UserDefinedFields"] = Of(FilterKind.Map, "UserDefinedFields"),
        ["ResourceType"] = Of(FilterKind.Text, "Resources", "Type"),
        ["ResourceId"] = Of(FilterKind.Text, "Resources", "Id"),
        ["ResourcePartition"] = Of(FilterKind.Text, "Resources", "Partition"),
        ["ResourceRegion"] = Of(FilterKind.Text, "Resources", "Region"),
        ["ResourceTags"] = Of(FilterKind.Map, "Resources", "Tags"),
        ["ResourceDetailsOther"] = Of(FilterKind.Map, "Resources", "Details", "Other"),
        ["ResourceApplicationName"] = Of(FilterKind.Text, "Resources", "ApplicationName"),
        ["ResourceApplicationArn"] = Of(FilterKind.Text, "Resources", "ApplicationArn"),
        ["ComplianceStatus"] = Of(FilterKind.Text, "Compliance", "Status"),
        ["ComplianceSecurityControlId"] = Of(FilterKind.Text, "Compliance", "SecurityControlId"),
        ["VerificationState"] = Of(FilterKind.Text, "VerificationState"),
        ["WorkflowState"] = Of(FilterKind.Text, "WorkflowState"),
        ["WorkflowStatus"] = Of(FilterKind.Text, "Workflow", "Status"),
        ["RecordState"] = Of(FilterKind.Text, "RecordState"),
        ["RelatedFindingsProductArn"] = Of(FilterKind.Text, "RelatedFindings", "ProductArn"),
        ["RelatedFindingsId"] = Of(FilterKind.Text, "RelatedFindings", "Id"),
        ["NoteText"] = Of(FilterKind.Text, "Note", "Text"),
        ["NoteUpdatedAt"] = Of(FilterKind.Date, "Note", "UpdatedAt"),
        ["NoteUpdatedBy"] = Of(FilterKind.Text, "Note", "UpdatedBy"),
        ["FindingProviderFieldsConfidence"] = Of(FilterKind.Number, "FindingProviderFields", "Confidence"),
        ["FindingProviderFieldsCriticality"] = Of(FilterKind.Number, "FindingProviderFields", "Criticality"),
        ["FindingProviderFieldsRelatedFindingsId"] = Of(FilterKind.Text, "FindingProviderFields", "RelatedFindings", "Id"),
        ["FindingProviderFieldsRelatedFindingsProductArn"] = Of(FilterKind.Text, "FindingProviderFields", "RelatedFindings", "ProductArn"),
        ["FindingProviderFieldsSeverityLabel"] = Of(FilterKind.Text, "FindingProviderFields", "Severity", "Label"),
        ["FindingProviderFieldsSeverityOriginal"] = Of(FilterKind.Text, "FindingProviderFields", "Severity", "Original"),
        ["FindingProviderFieldsTypes"] = Of(FilterKind.Text, "FindingProviderFields", "Types"),
        ["Sample"] = Of(FilterKind.Flag, "Sample"),
    };

    /// <summary>The SQL that gives the attribute's value for sorting; the first resource's where there are many. <see langword="null"/> for lists and maps.</summary>
    /// <remarks>Made of this table's names only, never of what a caller sends.</remarks>
    public string? SortExpression
    {
        get
        {
            if (Kind is FilterKind.Map or FilterKind.Flag || Path.Contains("RelatedFindings") || Path[^1] == "Types")
            {
                return null;
            }

            var value = $"json_extract(body, '$.{string.Join('.', Path.Select(name => name == "Resources" ? "Resources[0]" : name))}')";
            return Kind == FilterKind.Date ? $"{FindingStore.TimeFunction}({value})" : value;
        }
    }

    /// <summary>Finds an attribute by the name it has in a request.</summary>
    public static bool TryGet(string name, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out FindingAttribute? attribute) =>
        All.TryGetValue(name, out attribute);

    /// <summary>All values that a finding has for the attribute.</summary>
    public IEnumerable<JsonNode> ValuesOf(JsonObject finding) => Follow(finding, 0);

    private static FindingAttribute Of(FilterKind kind, params string[] path) => new(kind, path);

    private IEnumerable<JsonNode> Follow(JsonNode? node, int depth) => node switch
    {
        null => [],
        JsonArray items => items.SelectMany(item => Follow(item, depth)),
        _ when depth == Path.Count => [node],
        JsonObject members => Follow(members[Path[depth]], depth + 1),
        _ => [],
    };
}
