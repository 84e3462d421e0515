using System.Collections.Immutable;
using System.Text.Json;

using OrleansDefender.Audits;

namespace OrleansDefender.Ingress.Parsing;

/// <summary>Reads what audit notifications say of a run, and how calls name the resources of audits.</summary>
internal static class AuditText
{
    // AWS IoT has some two dozen checks.
    private const int MostChecks = 1000;
    private const int LongestIdentifier = 2048;
    private const int LongestText = 2048;

    private static readonly string[] OneTextMembers =
    [
        "deviceCertificateId", "deviceCertificateArn", "caCertificateId", "cognitoIdentityPoolId", "clientId", "roleAliasArn", "iamRoleArn", "account",
    ];

    /// <summary>The run of a notification.</summary>
    public static AuditRun Run(JsonElement root, AccountRegion scope)
    {
        if (Members.Require(root, "auditDetails") is not { ValueKind: JsonValueKind.Array } details)
        {
            throw new UnreadableException("invalid-member", "The member 'auditDetails' is no array.");
        }

        if (details.GetArrayLength() > MostChecks)
        {
            throw new UnreadableException("invalid-member", $"{details.GetArrayLength()} checks are more than an audit can have.");
        }

        var checks = details.EnumerateArray().Select(Check).ToImmutableArray();
        if (checks.GroupBy(check => check.Check, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            // Which of the two is true? A run that resolves findings by a guess is worse than one that somebody has to look at.
            throw new UnreadableException("duplicate-check", $"The check '{twice.Key}' is there more than once.");
        }

        return new AuditRun
        {
            Scope = scope,
            TaskId = Members.RequireCode(root, "taskId"),
            StartedAt = EventTimes.TryReadEpochMilliseconds(Members.Require(root, "taskStartTime"), out var time)
                ? time
                : throw new UnreadableException(
                    "invalid-time", "The member 'taskStartTime' must be a time between 2015 and 2100, in milliseconds since 1970."),
            Status = Members.RequireName(root, "taskStatus"),
            Type = Members.RequireName(root, "taskType"),
            Schedule = Members.Find(root, "scheduledAuditName") is null ? null : Members.RequireName(root, "scheduledAuditName"),
            Checks = checks,
        };
    }

    /// <summary>The resource that a <c>resourceIdentifier</c> names.</summary>
    public static ResourceIdentifier Resource(JsonElement identifier)
    {
        foreach (var member in OneTextMembers)
        {
            if (Members.FindText(identifier, member) is { Length: > 0 } value)
            {
                return Checked(ResourceIdentifier.OfMember(member, value));
            }
        }

        if (Members.FindObject(identifier, "policyVersionIdentifier") is { } policy && Members.FindText(policy, "policyName") is { Length: > 0 } name)
        {
            return Checked(ResourceIdentifier.Policy(name, Members.FindText(policy, "policyVersionId")));
        }

        if (Members.FindObject(identifier, "issuerCertificateIdentifier") is { } issuer)
        {
            var (subject, id, serial) =
                (Members.FindText(issuer, "issuerCertificateSubject"), Members.FindText(issuer, "issuerId"), Members.FindText(issuer, "issuerCertificateSerialNumber"));
            return string.IsNullOrEmpty(subject) && string.IsNullOrEmpty(id) && string.IsNullOrEmpty(serial)
                ? throw new UnreadableException("missing-member", "The member 'issuerCertificateIdentifier' names no issuer.")
                : Checked(ResourceIdentifier.Issuer(subject, id, serial));
        }

        foreach (var member in identifier.EnumerateObject())
        {
            if (member.Value.ValueKind == JsonValueKind.String && member.Value.GetString() is { Length: > 0 } value && IsMemberName(member.Name))
            {
                return Checked(ResourceIdentifier.OfMember(member.Name, value));
            }
        }

        throw new UnreadableException("unknown-resource", "The member 'resourceIdentifier' names no resource in a form that is known.");
    }

    private static bool IsMemberName(string name) => name is { Length: >= 1 and <= 64 } && name.All(char.IsAsciiLetterOrDigit);

    private static ResourceIdentifier Checked(ResourceIdentifier resource) =>
        resource.Id.Length == 0 || resource.Id.Length > LongestIdentifier || resource.Id.Any(char.IsControl)
            ? throw new UnreadableException(
                "invalid-member", $"A resource's identifier must have 1 to {LongestIdentifier} characters, none of them a control character.")
            : resource;

    private static AuditCheckRun Check(JsonElement detail)
    {
        if (detail.ValueKind != JsonValueKind.Object)
        {
            throw new UnreadableException("invalid-member", "A member of 'auditDetails' is no object.");
        }

        return new AuditCheckRun
        {
            Check = Members.RequireCode(detail, "checkName"),
            Status = Status(Members.RequireName(detail, "checkRunStatus")),
            NonCompliantResources = Members.RequireCount(detail, "nonCompliantResourcesCount"),
            TotalResources = Members.RequireCount(detail, "totalResourcesCount"),
            SuppressedResources = Members.Find(detail, "suppressedNonCompliantResourcesCount") is null
                ? null
                : Members.RequireCount(detail, "suppressedNonCompliantResourcesCount"),
            ErrorCode = Members.FindText(detail, "errorCode") is { } code ? SafeText.Cut(code, LongestText) : null,
            Message = Members.FindText(detail, "message") is { } message ? SafeText.Cut(message, LongestText) : null,
        };
    }

    private static AuditCheckStatus Status(string text) => text switch
    {
        "COMPLETED_COMPLIANT" => AuditCheckStatus.CompletedCompliant,
        "COMPLETED_NON_COMPLIANT" => AuditCheckStatus.CompletedNonCompliant,
        "FAILED" => AuditCheckStatus.Failed,
        "CANCELED" => AuditCheckStatus.Canceled,
        _ => AuditCheckStatus.Other,
    };
}
