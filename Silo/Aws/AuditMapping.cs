using System.Collections.Immutable;
using System.Globalization;

using OrleansDefender.Audits;

using Sdk = Amazon.IoT.Model;

namespace OrleansDefender.Silo.Aws;

/// <summary>Reads what the IoT API says of audits. Pure, and never throws: what has no identity is <see langword="null"/>.</summary>
internal static class AuditMapping
{
    private const string Never = "never";

    /// <summary>A run.</summary>
    /// <remarks>A run without a time of start is of 1970: it then overrules nothing that is known.</remarks>
    public static AuditRun Read(AccountRegion scope, string taskId, Sdk.DescribeAuditTaskResponse task) => new()
    {
        Scope = scope,
        TaskId = taskId,
        StartedAt = task.TaskStartTime is { } start ? SdkTime.WholeMilliseconds(start) : DateTimeOffset.UnixEpoch,
        Status = task.TaskStatus?.Value ?? "",
        Type = task.TaskType?.Value ?? "",
        Schedule = Text(task.ScheduledAuditName),
        Checks =
        [
            .. (task.AuditDetails ?? [])
                .Where(static check => check.Key.Length > 0)
                .OrderBy(static check => check.Key, StringComparer.Ordinal)
                .Select(static check => Read(check.Key, check.Value)),
        ],
    };

    /// <summary>A finding. <see langword="null"/> where AWS IoT leaves out the check, or names the resource by nothing that is known here.</summary>
    /// <param name="finding">The finding.</param>
    /// <param name="check">The check that was asked for; absent where any was.</param>
    /// <param name="now">When it counts as found where AWS IoT gives no time at all.</param>
    public static ListedFinding? Read(Sdk.AuditFinding finding, string? check, DateTimeOffset now)
    {
        if ((Text(finding.CheckName) ?? Text(check)) is not { } name || Read(finding.NonCompliantResource?.ResourceIdentifier) is not { } resource)
        {
            return null;
        }

        return new ListedFinding
        {
            Check = name,
            Resource = resource,
            ReasonCode = finding.ReasonForNonComplianceCode ?? "",
            Reason = Text(finding.ReasonForNonCompliance),
            Severity = SeverityOf(finding.Severity?.Value),
            ResourceType = Text(finding.NonCompliantResource!.ResourceType?.Value),
            FindingId = finding.FindingId ?? "",
            FoundAt = (finding.FindingTime ?? finding.TaskStartTime) is { } time ? SdkTime.WholeMilliseconds(time) : now,
            IsSuppressed = finding.IsSuppressed ?? false,
            AdditionalInfo = (finding.NonCompliantResource.AdditionalInfo ?? [])
                .Where(static pair => pair.Value is not null)
                .ToImmutableSortedDictionary(StringComparer.Ordinal),
            Related = [.. (finding.RelatedResources ?? []).Select(Read).OfType<RelatedResource>()],
        };
    }

    /// <summary>A related resource. <see langword="null"/> where it is named by nothing that is known here.</summary>
    public static RelatedResource? Read(Sdk.RelatedResource? related) =>
        Read(related?.ResourceIdentifier) is { } resource ? new RelatedResource(resource, Text(related!.ResourceType?.Value)) : null;

    /// <summary>A suppression as an event that happens now. <see langword="null"/> where it has ended, or has no check or no known resource.</summary>
    /// <param name="suppression">The suppression.</param>
    /// <param name="now">The event's time.</param>
    public static SuppressionEvent? Read(Sdk.AuditSuppression suppression, DateTimeOffset now)
    {
        if (Text(suppression.CheckName) is not { } check || Read(suppression.ResourceIdentifier) is not { } resource)
        {
            return null;
        }

        DateTimeOffset? until = suppression.SuppressIndefinitely != true && suppression.ExpirationDate is { } end ? SdkTime.WholeMilliseconds(end) : null;
        var ends = until?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture) ?? Never;
        return until <= now
            ? null
            : new SuppressionEvent
            {
                Check = check,
                Resource = resource,
                IsSuppressed = true,
                Until = until,
                Description = Text(suppression.Description),
                Time = now,
                EventId = $"list:{check}:{resource.Kind}:{resource.Id}:{ends}",
            };
    }

    /// <summary>A resource. <see langword="null"/> where no member is set that is known here: the SDK drops those that it does not know.</summary>
    public static ResourceIdentifier? Read(Sdk.ResourceIdentifier? identifier) =>
        identifier is null
            ? null
            : Member("deviceCertificateId", identifier.DeviceCertificateId)
                ?? Member("deviceCertificateArn", identifier.DeviceCertificateArn)
                ?? Member("caCertificateId", identifier.CaCertificateId)
                ?? Member("cognitoIdentityPoolId", identifier.CognitoIdentityPoolId)
                ?? Member("clientId", identifier.ClientId)
                ?? Policy(identifier.PolicyVersionIdentifier)
                ?? Member("account", identifier.Account)
                ?? Member("iamRoleArn", identifier.IamRoleArn)
                ?? Member("roleAliasArn", identifier.RoleAliasArn)
                ?? Issuer(identifier.IssuerCertificateIdentifier);

    private static AuditCheckRun Read(string name, Sdk.AuditCheckDetails? check) => new()
    {
        Check = name,
        Status = check?.CheckRunStatus?.Value switch
        {
            "COMPLETED_COMPLIANT" => AuditCheckStatus.CompletedCompliant,
            "COMPLETED_NON_COMPLIANT" => AuditCheckStatus.CompletedNonCompliant,
            "FAILED" => AuditCheckStatus.Failed,
            "CANCELED" => AuditCheckStatus.Canceled,
            _ => AuditCheckStatus.Other,
        },
        NonCompliantResources = check?.NonCompliantResourcesCount ?? 0,
        SuppressedResources = check?.SuppressedNonCompliantResourcesCount,
        TotalResources = check?.TotalResourcesCount ?? 0,
        ErrorCode = Text(check?.ErrorCode),
        Message = Text(check?.Message),
    };

    private static ResourceIdentifier? Member(string name, string? value) =>
        Text(value) is { } text && ResourceIdentifier.OfMember(name, text) is { Id.Length: > 0 } resource ? resource : null;

    private static ResourceIdentifier? Policy(Sdk.PolicyVersionIdentifier? policy) =>
        Text(policy?.PolicyName) is { } name ? ResourceIdentifier.Policy(name, policy!.PolicyVersionId) : null;

    private static ResourceIdentifier? Issuer(Sdk.IssuerCertificateIdentifier? issuer) =>
        Text(issuer?.IssuerCertificateSubject) is null && Text(issuer?.IssuerId) is null && Text(issuer?.IssuerCertificateSerialNumber) is null
            ? null
            : ResourceIdentifier.Issuer(issuer!.IssuerCertificateSubject, issuer.IssuerId, issuer.IssuerCertificateSerialNumber);

    private static Severity SeverityOf(string? severity) => severity switch
    {
        "CRITICAL" => Severity.Critical,
        "HIGH" => Severity.High,
        "LOW" => Severity.Low,
        _ => Severity.Medium,
    };

    // Empty says no more than absent.
    private static string? Text(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
