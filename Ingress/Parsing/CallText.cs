using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;

using OrleansDefender.Audits;
using OrleansDefender.Things;

namespace OrleansDefender.Ingress.Parsing;

/// <summary>Reads the calls of AWS IoT that something follows from.</summary>
internal static class CallText
{
    private const int LongestDescription = 1000;

    // AWS takes 25 findings or violations a task, and 5 actions; a list far longer than that is none of AWS's.
    private const int MostNames = 100;
    private const int MostChecks = 1000;
    private const int LongestThingName = 128;

    /// <summary>The names of the calls that are read here; a rule that feeds the events queue needs to let no others through.</summary>
    public static FrozenSet<string> Names { get; } = FrozenSet.ToFrozenSet(
        [
            "PutVerificationStateOnViolation", "CreateAuditSuppression", "UpdateAuditSuppression", "DeleteAuditSuppression",
            "StartAuditMitigationActionsTask", "StartDetectMitigationActionsTask", "DeleteThing", "DeleteSecurityProfile", "UpdateSecurityProfile",
            "UpdateCertificate", "DeleteCertificate", "AttachThingPrincipal", "DetachThingPrincipal",
            "CreateThing", "UpdateThing", "AddThingToThingGroup", "RemoveThingFromThingGroup", "UpdateThingGroupsForThing",
        ],
        StringComparer.Ordinal);

    /// <summary>What a call means.</summary>
    public static ParsedMessage Read(string eventName, CallHeader call) => eventName switch
    {
        "PutVerificationStateOnViolation" => Verify(call),
        "CreateAuditSuppression" => Suppress(call, isSuppressed: true, order: 0),
        "UpdateAuditSuppression" => Suppress(call, isSuppressed: true, order: 1),
        "DeleteAuditSuppression" => Suppress(call, isSuppressed: false, order: 2),
        "StartAuditMitigationActionsTask" => MitigateAudit(call),
        "StartDetectMitigationActionsTask" => MitigateDetect(call),
        "DeleteThing" => new ThingWithdrawalMessage(new ThingKey(call.Scope, Members.RequireName(call.Parameters, "thingName")), Withdraw(call)),
        "DeleteSecurityProfile" => new ProfileWithdrawalMessage(call.Scope, Withdraw(call) with { Profile = ProfileName(call) }),
        "UpdateSecurityProfile" => UpdateProfile(call),
        "UpdateCertificate" or "DeleteCertificate" => new CertificateMessage(call.Scope, Members.RequireCode(call.Parameters, "certificateId"), call.Time),
        "AttachThingPrincipal" or "DetachThingPrincipal" => ChangePrincipal(call),
        "CreateThing" or "UpdateThing" or "AddThingToThingGroup" or "RemoveThingFromThingGroup" or "UpdateThingGroupsForThing" =>
            new RegistryChangeMessage(new ThingKey(call.Scope, ThingName(call)), call.Time),
        _ => throw new UnreadableException("unknown-message", $"The call '{eventName}' is not read here."),
    };

    /// <summary>What an analyst's word says, by its name in AWS IoT; absent for names that are not known.</summary>
    public static Verification? State(string text) => text switch
    {
        "UNKNOWN" => Verification.Unknown,
        "TRUE_POSITIVE" => Verification.TruePositive,
        "BENIGN_POSITIVE" => Verification.BenignPositive,
        "FALSE_POSITIVE" => Verification.FalsePositive,
        _ => null,
    };

    private static VerificationMessage Verify(CallHeader call)
    {
        var state = Members.RequireName(call.Parameters, "verificationState");
        return new VerificationMessage(call.Scope, new VerificationEvent
        {
            ViolationId = Members.RequireName(call.Parameters, "violationId"),
            State = State(state) ?? throw new UnreadableException("unknown-verification-state", $"The verification state '{state}' is not known."),
            Description = Description(call.Parameters, "verificationStateDescription"),
            Actor = call.Actor,
            Time = call.Time,
            EventId = call.EventId,
        });
    }

    private static SuppressionMessage Suppress(CallHeader call, bool isSuppressed, int order) => new(call.Scope, new SuppressionEvent
    {
        Check = Members.RequireCode(call.Parameters, "checkName"),
        Resource = AuditText.Resource(Members.RequireObject(call.Parameters, "resourceIdentifier")),
        IsSuppressed = isSuppressed,
        Until = isSuppressed ? Until(call.Parameters) : null,
        LeavesEnd = order == 1 && Members.Find(call.Parameters, "suppressIndefinitely") is null && Members.Find(call.Parameters, "expirationDate") is null,
        Description = Description(call.Parameters, "description"),
        Actor = call.Actor,
        Time = call.Time,
        EventId = call.EventId,
        Order = order,
    });

    private static DateTimeOffset? Until(JsonElement parameters)
    {
        if (Members.Find(parameters, "suppressIndefinitely") is { ValueKind: JsonValueKind.True } || Members.Find(parameters, "expirationDate") is not { } date)
        {
            return null;
        }

        return EventTimes.TryReadExpiration(date, out var time)
            ? time
            : throw new UnreadableException(
                "invalid-time", "The member 'expirationDate' must be a time between 2015 and 2100: seconds since 1970, ISO 8601, or 'Jan 5, 2026 10:00:00 AM'.");
    }

    private static AuditMitigationMessage MitigateAudit(CallHeader call)
    {
        var target = Members.RequireObject(call.Parameters, "target");
        var actions = ByCheck(Members.RequireObject(call.Parameters, "auditCheckToActionsMapping"), "auditCheckToActionsMapping");
        var findings = Members.FindNames(target, "findingIds", MostNames);
        var task = Members.Find(target, "auditTaskId") is null ? null : Members.RequireCode(target, "auditTaskId");
        if (findings.IsEmpty && task is null)
        {
            // A filter alone says of which findings of a run, but of which run nobody knows.
            throw new UnreadableException("missing-member", "The member 'target' names neither findings nor an audit task.");
        }

        var mitigation = Mitigation(call, [.. actions.Values.SelectMany(names => names).Distinct(StringComparer.Ordinal)]);
        return new AuditMitigationMessage(call.Scope, mitigation)
        {
            Actions = actions,
            FindingIds = findings,
            AuditTaskId = findings.IsEmpty ? task : null,
            ReasonCodes = Members.FindObject(target, "auditCheckToReasonCodeFilter") is { } filter
                ? ByCheck(filter, "auditCheckToReasonCodeFilter")
                : ImmutableSortedDictionary<string, ImmutableArray<string>>.Empty,
        };
    }

    private static DetectMitigationMessage MitigateDetect(CallHeader call)
    {
        var target = Members.RequireObject(call.Parameters, "target");
        var message = new DetectMitigationMessage(call.Scope, Mitigation(call, Members.FindNames(call.Parameters, "actions", MostNames)));
        var violations = Members.FindNames(target, "violationIds", MostNames);
        return !violations.IsEmpty
            ? message with { ViolationIds = violations }
            : message with
            {
                Profile = Members.RequireName(target, "securityProfileName"),
                Behavior = Members.Find(target, "behaviorName") is null ? null : Members.RequireName(target, "behaviorName"),
            };
    }

    private static ParsedMessage UpdateProfile(CallHeader call)
    {
        var change = Withdraw(call) with { Profile = ProfileName(call) };
        if (Members.Find(call.Parameters, "deleteBehaviors") is { ValueKind: JsonValueKind.True })
        {
            return new ProfileWithdrawalMessage(call.Scope, change with { KeptBehaviors = [] });
        }

        if (Members.Find(call.Parameters, "behaviors") is not { } behaviors)
        {
            // Its behaviors stay as they are.
            return new IgnoredMessage("unrelated-call");
        }

        return behaviors.ValueKind == JsonValueKind.Array
            ? new ProfileWithdrawalMessage(
                call.Scope, change with { KeptBehaviors = [.. behaviors.EnumerateArray().Select(behavior => Members.RequireName(behavior, "name"))] })
            : throw new UnreadableException("invalid-member", "The member 'behaviors' is no array.");
    }

    private static ParsedMessage ChangePrincipal(CallHeader call)
    {
        const string Certificate = ":cert/";
        if (Members.Require(call.Parameters, "principal") is not { ValueKind: JsonValueKind.String } principal)
        {
            throw new UnreadableException("invalid-member", "The member 'principal' is no string.");
        }

        var arn = principal.GetString()!;
        var at = arn.LastIndexOf(Certificate, StringComparison.Ordinal);
        if (!arn.StartsWith("arn:", StringComparison.Ordinal) || at < 0)
        {
            // A Cognito identity: audits speak of certificates only where things are concerned.
            return new IgnoredMessage("other-principal");
        }

        var id = arn[(at + Certificate.Length)..];
        return Members.IsCode(id)
            ? new CertificateMessage(call.Scope, id, call.Time)
            : throw new UnreadableException("invalid-member", "The member 'principal' names no certificate.");
    }

    /// <summary>The thing's name: given as such, or as the end of its ARN.</summary>
    private static string ThingName(CallHeader call)
    {
        const string Thing = ":thing/";
        if (Members.Find(call.Parameters, "thingName") is not null || Members.Find(call.Parameters, "thingArn") is null)
        {
            return Members.RequireName(call.Parameters, "thingName");
        }

        var arn = Members.FindText(call.Parameters, "thingArn") ?? "";
        var at = arn.IndexOf(Thing, StringComparison.Ordinal);
        return arn.StartsWith("arn:", StringComparison.Ordinal) && at > 0 && arn.Length - at - Thing.Length is > 0 and <= LongestThingName
            ? arn[(at + Thing.Length)..]
            : throw new UnreadableException("invalid-member", "The member 'thingArn' names no thing.");
    }

    private static string ProfileName(CallHeader call) => Members.RequireName(call.Parameters, "securityProfileName");

    private static WithdrawalEvent Withdraw(CallHeader call) => new() { Actor = call.Actor, Time = call.Time, EventId = call.EventId };

    private static MitigationEvent Mitigation(CallHeader call, ImmutableArray<string> actions) => new()
    {
        TaskId = Members.RequireName(call.Parameters, "taskId"),
        Actions = actions,
        Actor = call.Actor,
        Time = call.Time,
        EventId = call.EventId,
    };

    private static ImmutableSortedDictionary<string, ImmutableArray<string>> ByCheck(JsonElement owner, string name)
    {
        var checks = owner.EnumerateObject().Select(member => member.Name).ToList();
        if (checks.Count > MostChecks || !checks.TrueForAll(Members.IsCode))
        {
            throw new UnreadableException("invalid-member", $"The member '{name}' must have names of checks, {MostChecks} at most.");
        }

        return checks.ToImmutableSortedDictionary(check => check, check => Members.FindNames(owner, check, MostNames), StringComparer.Ordinal);
    }

    private static string? Description(JsonElement parameters, string name) =>
        Members.FindText(parameters, name) is { } text ? SafeText.Cut(text, LongestDescription) : null;
}
