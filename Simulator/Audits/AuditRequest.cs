using System.Globalization;
using System.Text.Json.Nodes;

namespace OrleansDefender.Simulator.Audits;

/// <summary>An audit that is to run, as <c>POST /_sim/audits</c> describes it.</summary>
internal sealed record AuditRequest
{
    private const string Scheduled = "SCHEDULED_AUDIT_TASK";
    private const string OnDemand = "ON_DEMAND_AUDIT_TASK";
    private const int LongestTaskId = 40;
    private const int LongestName = 128;

    private static readonly string[] Statuses = ["COMPLETED", "FAILED", "CANCELED"];
    private static readonly string[] Members = ["task", "auditDetails", "findings", "omit"];

    /// <summary>The task's id; <see langword="null"/> for a new one.</summary>
    public string? TaskId { get; init; }

    /// <summary>SCHEDULED_AUDIT_TASK or ON_DEMAND_AUDIT_TASK.</summary>
    public required string TaskType { get; init; }

    /// <summary>The schedule's name.</summary>
    public string? Schedule { get; init; }

    /// <summary>COMPLETED, FAILED or CANCELED.</summary>
    public required string Status { get; init; }

    /// <summary>When it started, epoch milliseconds; <see langword="null"/> for just now.</summary>
    public long? Started { get; init; }

    /// <summary>What the notification says of the checks; <see langword="null"/> where it follows from the findings. What an entry does not say follows, too.</summary>
    public JsonArray? Details { get; init; }

    /// <summary>The findings.</summary>
    public required IReadOnlyList<JsonObject> Findings { get; init; }

    /// <summary>Whether nobody is notified.</summary>
    public bool OmitNotification { get; init; }

    /// <summary>How many of the last findings are missing in the list, though the counts include them.</summary>
    public int OmitFindings { get; init; }

    /// <summary>Reads a request.</summary>
    /// <exception cref="FormatException">It breaks a rule; the message says which.</exception>
    public static AuditRequest Parse(JsonObject body)
    {
        foreach (var (name, _) in body)
        {
            Require(Members.Contains(name), $"{name} is no member; there are {string.Join(", ", Members)}.");
        }

        var task = Object(body, "task") ?? [];
        var schedule = Text(task, "scheduledAuditName");
        var type = Text(task, "taskType") ?? (schedule is null ? OnDemand : Scheduled);
        Require(type is Scheduled or OnDemand, $"task.taskType must be {Scheduled} or {OnDemand}.");
        Require(schedule is null || (type == Scheduled && schedule.Length is >= 1 and <= LongestName), "task.scheduledAuditName is for scheduled runs, and must have 1 to 128 characters.");
        var id = Text(task, "taskId");
        Require(
            id is null || (id.Length is >= 1 and <= LongestTaskId && id.All(static c => char.IsAsciiLetterOrDigit(c) || c == '-')),
            "task.taskId must have 1 to 40 of the characters a-z A-Z 0-9 -");
        var status = Text(task, "taskStatus") ?? "COMPLETED";
        Require(Statuses.Contains(status), $"task.taskStatus must be one of {string.Join(", ", Statuses)}.");

        var details = Array(body, "auditDetails");
        foreach (var entry in details ?? [])
        {
            Require(entry is JsonObject check && Text(check, "checkName") is { Length: > 0 }, "Every entry of auditDetails must be an object with a checkName.");
        }

        var findings = new List<JsonObject>();
        foreach (var entry in Array(body, "findings") ?? [])
        {
            Require(entry is JsonObject, "Every finding must be an object.");
            var finding = (JsonObject)entry!;
            var place = $"findings[{findings.Count}]";
            Require(Text(finding, "checkName") is { Length: > 0 }, $"{place}.checkName must be a text.");
            Require(finding["nonCompliantResource"] is JsonObject, $"{place}.nonCompliantResource must be an object.");
            var problem = AuditResource.Problem(finding["nonCompliantResource"]!["resourceIdentifier"]);
            Require(problem is null, $"{place}.nonCompliantResource.resourceIdentifier {problem}.");
            Require(finding["relatedResources"] is null or JsonArray, $"{place}.relatedResources must be an array.");
            Require(finding["isSuppressed"] is null || TryBoolean(finding["isSuppressed"], out _), $"{place}.isSuppressed must be a boolean.");
            foreach (var member in (string[])["findingId", "severity", "reasonForNonCompliance", "reasonForNonComplianceCode"])
            {
                _ = Text(finding, member);
            }

            findings.Add(finding);
        }

        var omit = Object(body, "omit") ?? [];
        var quiet = false;
        Require(omit["notification"] is null || TryBoolean(omit["notification"], out quiet), "omit.notification must be a boolean.");
        var missing = 0;
        Require(
            omit["findings"] is null || (omit["findings"] is JsonValue number && number.TryGetValue(out missing) && missing >= 0 && missing <= findings.Count),
            "omit.findings must be a number from 0 to that of the findings.");
        return new AuditRequest
        {
            TaskId = id,
            TaskType = type,
            Schedule = schedule,
            Status = status,
            Started = task["taskStartTime"] is { } started ? Time(started) : null,
            Details = details,
            Findings = findings,
            OmitNotification = quiet,
            OmitFindings = missing,
        };
    }

    /// <summary>Whether a node is a boolean.</summary>
    public static bool TryBoolean(JsonNode? node, out bool value)
    {
        value = false;
        return node is JsonValue member && member.TryGetValue(out value);
    }

    private static long Time(JsonNode node)
    {
        if (node is JsonValue value)
        {
            if (value.TryGetValue<long>(out var milliseconds) && milliseconds is >= 0 and < 253_402_300_800_000)
            {
                return milliseconds;
            }

            if (value.TryGetValue<string>(out var text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
            {
                return time.ToUnixTimeMilliseconds();
            }
        }

        throw new FormatException("task.taskStartTime must be epoch milliseconds or an ISO 8601 time.");
    }

    private static string? Text(JsonObject parent, string name) => parent[name] switch
    {
        null => null,
        JsonValue value when value.TryGetValue<string>(out var text) => text,
        _ => throw new FormatException($"{name} must be a text."),
    };

    private static JsonObject? Object(JsonObject parent, string name) => parent[name] switch
    {
        null => null,
        JsonObject value => value,
        _ => throw new FormatException($"{name} must be an object."),
    };

    private static JsonArray? Array(JsonObject parent, string name) => parent[name] switch
    {
        null => null,
        JsonArray value => value,
        _ => throw new FormatException($"{name} must be an array."),
    };

    private static void Require(bool holds, string rule)
    {
        if (!holds)
        {
            throw new FormatException(rule);
        }
    }
}
