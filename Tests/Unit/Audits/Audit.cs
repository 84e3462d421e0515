using OrleansDefender.Audits;

namespace OrleansDefender.Tests.Unit.Audits;

/// <summary>Causes of one certificate, briefly.</summary>
internal static class Audit
{
    public const string Expiring = "DEVICE_CERTIFICATE_EXPIRING_CHECK";
    public const string SharedCheck = "DEVICE_CERTIFICATE_SHARED_CHECK";

    public static readonly AccountRegion Scope = new("111122223333", "us-east-1");
    public static readonly DateTimeOffset Start = new(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);
    public static readonly ResourceIdentifier Certificate = ResourceIdentifier.DeviceCertificate("4e1c0b7a9d8f6e5c4b3a2918f7e6d5c4b3a29180f7e6d5c4b3a29180f7e6d5c4");

    public static RunStamp Run(int day, int segment = 0, string? task = null) => new()
    {
        TaskId = task ?? $"task-{day}",
        StartedAt = Start.AddDays(day),
        Type = "SCHEDULED_AUDIT_TASK",
        Schedule = "DailyAudit",
        Segment = segment,
    };

    public static ListedFinding Finding(int day, string check = Expiring, string reason = "CERTIFICATE_PAST_EXPIRATION", bool suppressed = false, string? words = null) => new()
    {
        Check = check,
        Resource = Certificate,
        ReasonCode = reason,
        Reason = words ?? "Certificate is past its expiration.",
        Severity = Severity.Medium,
        ResourceType = "DEVICE_CERTIFICATE",
        FindingId = $"finding-{day}-{reason}",
        FoundAt = Start.AddDays(day).AddMinutes(1),
        IsSuppressed = suppressed,
    };

    public static ResourceCauses Listed(int day, params ReadOnlySpan<ListedFinding> findings) => new()
    {
        Resource = Certificate,
        Run = Run(day),
        Listed = [.. findings],
    };

    public static ResourceCauses Missed(int day, string check = Expiring, bool resolves = true) => new()
    {
        Resource = Certificate,
        Run = Run(day, segment: 9),
        Missed = [new MissedCheck(check, resolves, WindowedChecks.Contains(check))],
    };

    public static ResourceCauses Suppression(double day, bool isSuppressed, double? untilDay = null, string check = Expiring) => new()
    {
        Resource = Certificate,
        Suppressions =
        [
            new SuppressionEvent
            {
                Check = check,
                Resource = Certificate,
                IsSuppressed = isSuppressed,
                Until = untilDay is { } until ? Start.AddDays(until) : null,
                Description = "Replacement ordered",
                Actor = "SecOps/alice",
                Time = Start.AddDays(day),
                EventId = $"event-{day}",
            },
        ],
    };

    public static ResourceCauses Links(double day, params ReadOnlySpan<string> things) => new()
    {
        Resource = Certificate,
        Links = new ResourceLinks([.. things], Start.AddDays(day)),
    };

    /// <summary>Applies causes, each at the start of its day or at the moment given.</summary>
    public static ResourceTransition Apply(this ResourceState state, ResourceCauses causes, double day) =>
        ResourceLogic.Apply(state, Scope, causes, Start.AddDays(day));

    public static ResourceState After(params ReadOnlySpan<(ResourceCauses Causes, double Day)> steps)
    {
        var state = ResourceState.Empty;
        foreach (var (causes, day) in steps)
        {
            state = state.Apply(causes, day).State;
        }

        return state;
    }

    public static AuditFindingState Only(this ResourceState state) => state.Findings.Single();
}
