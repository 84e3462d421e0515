using System.Collections.Immutable;
using System.Globalization;

using OrleansDefender.Findings;

namespace OrleansDefender.Audits;

/// <summary>Maps an audit finding to its finding in Security Hub. Pure.</summary>
internal static class AuditFinding
{
    private const int MostResources = 32;

    // Names of checks and codes of reasons are shorter today: room for an identifier is left whatever comes.
    private const int ShortText = 72;

    private static readonly ImmutableArray<string> PracticeType = ["Software and Configuration Checks/AWS Security Best Practices"];
    private static readonly ImmutableArray<string> VulnerabilityType = ["Software and Configuration Checks/Vulnerabilities/CVE"];

    /// <summary>The finding as it is to stand.</summary>
    public static Finding Of(AccountRegion scope, ResourceIdentifier resource, AuditFindingState finding, SuppressionState? suppression)
    {
        var listing = finding.Told ?? finding.Listing;
        var partition = AwsPartition.Of(scope.Region);
        var result = partition.IotConsole(
            scope.Region, $"#/dd/audit/results/{Uri.EscapeDataString(listing.TaskId)}/{Uri.EscapeDataString(finding.Check)}");
        var main = AuditResources.Of(scope, resource, listing.ResourceType, listing.AdditionalInfo);
        return new Finding
        {
            Id = FindingIds.Audit(scope, finding.Check, resource, finding.ReasonCode),
            Scope = scope,
            ProductArn = FindingIds.DefaultProductArn(scope),
            GeneratorId = AsffText.Fit($"audit/{finding.Check}", AsffLimits.GeneratorId),
            Title = Title(resource, finding, listing),
            Description = Describe(scope, resource, finding, listing, suppression),
            Types = finding.ReasonCode.Contains("CVE-", StringComparison.Ordinal) ? VulnerabilityType : PracticeType,
            Severity = finding.Severity,
            CreatedAt = Moment(finding.CreatedMs),
            UpdatedAt = Moment(finding.UpdatedMs),
            FirstObservedAt = Moment(finding.SinceMs),
            LastObservedAt = Moment(Math.Max(listing.FoundMs, finding.SinceMs)),
            RecordState = finding.IsArchived ? RecordState.Archived : RecordState.Active,
            RecommendationText = AsffText.Fit(AuditAdvice.Of(finding.Check), AsffLimits.RecommendationText),
            RecommendationUrl = result,
            SourceUrl = AuditResources.ConsolePage(scope, resource) ?? result,
            ProductFields = ProductFields(resource, finding, listing, suppression),
            Resources =
            [
                main,
                .. listing.Related
                    .Select(related => AuditResources.Of(scope, related.Resource, related.ResourceType, ImmutableSortedDictionary<string, string>.Empty))
                    .DistinctBy(related => (related.Type, related.Id))
                    .Where(related => (related.Type, related.Id) != (main.Type, main.Id))
                    .Take(MostResources - 1),
            ],
            Compliance = finding.IsOpen ? ComplianceStatus.Failed : ComplianceStatus.Passed,
        };
    }

    /// <summary>The finding's state in the words of API and finding.</summary>
    public static string StateText(AuditFindingState finding) =>
        !finding.IsOpen ? "resolved"
        : finding.IsSuppressed ? "suppressed"
        : finding.CleanRuns > 0 ? "open, not listed lately"
        : "open";

    /// <summary>A long identifier is cut, and not what is wrong with it.</summary>
    private static string Title(ResourceIdentifier resource, AuditFindingState finding, AuditListing listing)
    {
        var noun = AsffText.Fit(AuditResources.Noun(resource, listing.ResourceType), ShortText);
        var reason = finding.ReasonCode.Length > 0 ? $" {AsffText.Fit(finding.ReasonCode, ShortText)}" : string.Empty;
        var problem = $": {AsffText.Fit(finding.Check, ShortText)}{reason}";
        return $"{noun} {AsffText.Fit(resource.Id, AsffLimits.Title - noun.Length - 1 - problem.Length)}{problem}";
    }

    private static string Describe(
        AccountRegion scope, ResourceIdentifier resource, AuditFindingState finding, AuditListing listing, SuppressionState? suppression)
    {
        var reason = listing.Reason is { Length: > 0 } text ? text : $"It does not comply with {finding.Check}.";
        var state = !finding.IsOpen ? $"Resolved: the audit {finding.GoneTaskId} of {AsffText.Time(Moment(finding.GoneMs!.Value))} no longer lists it."
            : finding.IsSuppressed ? $"Suppressed in AWS IoT Device Defender{Until(suppression)}."
            : $"Open since the audit of {AsffText.Time(Moment(finding.SinceMs))}.";
        var facts = $"{reason} {AuditResources.Noun(resource, listing.ResourceType)} {resource.Id} ({scope.Account}, {scope.Region}), "
            + $"check {finding.Check}{(finding.ReasonCode.Length > 0 ? $", reason {finding.ReasonCode}" : string.Empty)}.";

        // However long the facts are, the state stays: it is what changes.
        return $"{AsffText.Fit(facts, AsffLimits.Description - 1 - state.Length)} {state}";
    }

    private static string Until(SuppressionState? suppression) =>
        suppression is { IsInForce: true, UntilMs: { } until } ? $" until {AsffText.Time(Moment(until))}" : string.Empty;

    private static ImmutableSortedDictionary<string, string> ProductFields(
        ResourceIdentifier resource, AuditFindingState finding, AuditListing listing, SuppressionState? suppression)
    {
        var mitigation = finding.Mitigations.IsEmpty ? null : finding.Mitigations[0];
        var said = finding.IsSuppressed && suppression is { IsInForce: true } ? suppression : null;
        return FindingPairs.Of(
            AsffLimits.ProductFieldsPairs,
            AsffLimits.ProductFieldsValue,
            ("CheckName", finding.Check),
            ("ReasonForNonComplianceCode", finding.ReasonCode.Length > 0 ? finding.ReasonCode : null),
            ("ReasonForNonCompliance", listing.Reason),
            ("ResourceType", listing.ResourceType),
            ("ResourceKind", resource.Kind),
            ("ResourceIdentifier", resource.Id),
            ("AuditState", StateText(finding)),
            ("TaskId", listing.TaskId),
            ("TaskType", listing.TaskType),
            ("TaskStartTime", AsffText.Time(Moment(listing.StartedMs))),
            ("ScheduledAuditName", listing.Schedule),
            ("FindingId", listing.FindingId),
            ("OpenSince", AsffText.Time(Moment(finding.SinceMs))),
            ("ResolvedAt", finding.IsOpen ? null : AsffText.Time(Moment(finding.GoneMs!.Value))),
            ("ResolvedByTaskId", finding.IsOpen ? null : finding.GoneTaskId),
            ("IsSuppressed", finding.IsSuppressed ? "true" : "false"),
            ("SuppressedBy", said?.Actor),
            ("SuppressedUntil", said?.UntilMs is { } until ? AsffText.Time(Moment(until)) : null),
            ("SuppressionDescription", said?.Description),
            ("MitigationTaskId", mitigation?.TaskId),
            ("MitigationActions", mitigation is { Actions.IsEmpty: false } ? string.Join(", ", mitigation.Actions) : null),
            ("MitigationStartedAt", mitigation is null ? null : AsffText.Time(mitigation.Time)),
            ("MitigationStartedBy", mitigation?.Actor),
            ("MitigationCount", finding.Mitigations.Length > 1 ? finding.Mitigations.Length.ToString(CultureInfo.InvariantCulture) : null));
    }

    private static DateTimeOffset Moment(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms);
}
