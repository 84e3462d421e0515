using System.Globalization;

using Amazon.SecurityHub.Model;

using OrleansDefender.Findings;

using SecurityHubResource = Amazon.SecurityHub.Model.Resource;

namespace OrleansDefender.Silo.Aws;

/// <summary>Writes a finding as ASFF, field by field, and a customer update as Security Hub's request. Pure.</summary>
internal static class AsffMapping
{
    /// <summary>The product's and the company's name in each finding.</summary>
    public const string ProductName = "OrleansDefender";

    private const string SchemaVersion = "2018-10-08";
    private const string UpdatedBy = "orleans-defender";

    // Names, punctuation and fixed values of a finding, of each resource, and of each pair, generously.
    private const int FindingOverhead = 2_000;
    private const int ResourceOverhead = 300;
    private const int PairOverhead = 8;

    /// <summary>The finding as ASFF.</summary>
    /// <remarks>
    /// Severity and types go into <c>FindingProviderFields</c> only: the top-level fields are the customer's to change. Of the fields that an importer may
    /// only set at creation (Workflow, Note, VerificationState) none is written.
    /// </remarks>
    public static AwsSecurityFinding ToAsff(Finding finding) => new()
    {
        SchemaVersion = SchemaVersion,
        Id = finding.Id,
        ProductArn = finding.ProductArn,
        ProductName = ProductName,
        CompanyName = ProductName,
        GeneratorId = finding.GeneratorId,
        AwsAccountId = finding.Scope.Account,
        CreatedAt = Timestamp(finding.CreatedAt),
        UpdatedAt = Timestamp(finding.UpdatedAt),
        FirstObservedAt = Timestamp(finding.FirstObservedAt),
        LastObservedAt = Timestamp(finding.LastObservedAt),
        Title = finding.Title,
        Description = finding.Description,
        SourceUrl = finding.SourceUrl,
        Remediation = new Remediation { Recommendation = new Recommendation { Text = finding.RecommendationText, Url = finding.RecommendationUrl } },
        ProductFields = new Dictionary<string, string>(finding.ProductFields),
        Resources = [.. finding.Resources.Select(ToAsff)],
        RecordState = Words.Of(finding.RecordState),
        Compliance = finding.Compliance is { } compliance ? new Compliance { Status = Words.Of(compliance) } : null,
        FindingProviderFields = new FindingProviderFields
        {
            Severity = new FindingProviderSeverity { Label = Words.Of(finding.Severity), Original = Words.Of(finding.Severity) },
            Types = [.. finding.Types],
            RelatedFindings = finding.RelatedIds is { IsDefaultOrEmpty: false } related
                ? [.. related.Select(id => new RelatedFinding { Id = id, ProductArn = finding.ProductArn })]
                : null,
        },
    };

    /// <summary>The update of findings as a request.</summary>
    public static BatchUpdateFindingsRequest ToRequest(IReadOnlyList<Finding> findings, CustomerUpdate update) => new()
    {
        FindingIdentifiers = [.. findings.Select(static finding => new AwsSecurityFindingIdentifier { Id = finding.Id, ProductArn = finding.ProductArn })],
        Workflow = update.Workflow is { } workflow ? new WorkflowUpdate { Status = Words.Of(workflow) } : null,
        VerificationState = update.Verification is { } verification ? Words.Of(verification) : null,
        Note = update.Note is { } note ? new NoteUpdate { Text = note, UpdatedBy = UpdatedBy } : null,
    };

    /// <summary>An upper bound of the finding's JSON, whatever the encoder escapes.</summary>
    public static int Measure(Finding finding)
    {
        var bytes = (long)FindingOverhead;
        bytes += Text(finding.Id) + Text(finding.ProductArn) + Text(finding.GeneratorId) + Text(finding.Title) + Text(finding.Description);
        bytes += Text(finding.SourceUrl) + Text(finding.RecommendationText) + Text(finding.RecommendationUrl) + Text(finding.Scope.Account);
        bytes += finding.Types.Sum(static type => Text(type) + PairOverhead);
        bytes += Pairs(finding.ProductFields);
        bytes += finding.RelatedIds?.Sum(id => Text(id) + Text(finding.ProductArn) + ResourceOverhead) ?? 0;
        foreach (var resource in finding.Resources)
        {
            bytes += ResourceOverhead + Text(resource.Type) + Text(resource.Id) + Text(resource.Partition) + Text(resource.Region) + Pairs(resource.Details);
        }

        return (int)Math.Min(bytes, int.MaxValue);
    }

    private static SecurityHubResource ToAsff(FindingResource resource) => new()
    {
        Type = resource.Type,
        Id = resource.Id,
        Partition = resource.Partition,
        Region = resource.Region,
        ResourceRole = "Target",
        Details = resource.Details.IsEmpty ? null : new ResourceDetails { Other = new Dictionary<string, string>(resource.Details) },
    };

    private static string Timestamp(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static long Pairs(IEnumerable<KeyValuePair<string, string>> pairs) =>
        pairs.Sum(static pair => Text(pair.Key) + Text(pair.Value) + PairOverhead);

    // An escape takes six bytes at most (backslash, u, four digits), and what no encoder escapes takes one.
    private static long Text(string text)
    {
        var bytes = 0L;
        foreach (var character in text)
        {
            bytes += char.IsAsciiLetterOrDigit(character) || character is ' ' or '.' or ',' or ':' or ';' or '/' or '-' or '_' or '(' or ')' or '=' or '#' or '?' ? 1 : 6;
        }

        return bytes;
    }
}
