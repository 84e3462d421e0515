using System.Globalization;
using System.Text.Json.Nodes;

namespace OrleansDefender.Simulator.Audits;

/// <summary>Findings and details of audits as Device Defender writes them.</summary>
internal static class AuditJson
{
    private const string Compliant = "COMPLETED_COMPLIANT";
    private const string NonCompliant = "COMPLETED_NON_COMPLIANT";

    /// <summary>Epoch seconds, the unit of the API. The addition gives every time three decimals, also a whole second's.</summary>
    public static decimal Seconds(long milliseconds) => (milliseconds / 1000m) + 0.000m;

    /// <summary>A time of the API, in epoch milliseconds; <see langword="null"/> for what is none.</summary>
    /// <remarks>SDKs send numbers in bodies; a text in ISO 8601 is read as well.</remarks>
    public static long? Milliseconds(JsonNode? node) => node is not JsonValue value ? null
        : value.TryGetValue<decimal>(out var seconds) ? (seconds is >= 0 and < 253_402_300_800m ? (long)(seconds * 1000) : null)
        : value.TryGetValue<string>(out var text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time.ToUnixTimeMilliseconds()
            : null;

    /// <summary>A finding with all members; those that are given stay as they are.</summary>
    public static JsonObject Complete(JsonObject given, string taskId, long started, long found, string findingId, bool suppressed)
    {
        var check = AuditCatalog.FindOrMake(given["checkName"]!.GetValue<string>());
        var resource = (JsonObject)given["nonCompliantResource"]!.DeepClone();
        var identifier = (JsonObject)resource["resourceIdentifier"]!;
        var type = resource["resourceType"]?.DeepClone() ?? AuditResource.TypeOfKind(identifier);
        var ordered = new JsonObject { ["resourceType"] = type };
        foreach (var (name, value) in resource.Where(static member => member.Key != "resourceType"))
        {
            ordered[name] = value?.DeepClone();
        }

        var code = given["reasonForNonComplianceCode"]?.GetValue<string>() ?? (check.Reasons.Count > 0 ? check.Reasons[0].Code : "UNKNOWN");
        var finding = new JsonObject
        {
            ["findingId"] = given["findingId"]?.DeepClone() ?? findingId,
            ["taskId"] = taskId,
            ["checkName"] = check.Name,
            ["taskStartTime"] = Seconds(started),
            ["findingTime"] = Seconds(found),
            ["severity"] = given["severity"]?.DeepClone() ?? check.Severity,
            ["nonCompliantResource"] = ordered,
        };
        if (given["relatedResources"] is { } related)
        {
            finding["relatedResources"] = related.DeepClone();
        }

        finding["reasonForNonCompliance"] = given["reasonForNonCompliance"]?.DeepClone() ?? TextOf(check, code);
        finding["reasonForNonComplianceCode"] = code;
        finding["isSuppressed"] = suppressed;
        foreach (var (name, value) in given.Where(member => !finding.ContainsKey(member.Key)))
        {
            finding[name] = value?.DeepClone();
        }

        return finding;
    }

    /// <summary>The words of a reason.</summary>
    public static string TextOf(AuditCheck check, string code) => check.Reasons.FirstOrDefault(reason => reason.Code == code).Text ?? $"Not compliant: {code}.";

    /// <summary>An entry of <c>auditDetails</c>; what is given stays as it is, what is not follows from the counts.</summary>
    /// <param name="given">What is given, at least <c>checkName</c>.</param>
    /// <param name="nonCompliant">How many resources do not comply, those counted that AWS counts.</param>
    /// <param name="suppressed">How many resources do not comply and are suppressed.</param>
    /// <param name="total">How many resources the check looks at.</param>
    public static JsonObject Detail(JsonObject given, long nonCompliant, long suppressed, long total)
    {
        var status = given["checkRunStatus"]?.GetValue<string>() ?? (nonCompliant > 0 ? NonCompliant : Compliant);
        var completed = status is Compliant or NonCompliant;
        var detail = new JsonObject
        {
            ["checkName"] = given["checkName"]!.DeepClone(),
            ["checkRunStatus"] = status,
            ["nonCompliantResourcesCount"] = given["nonCompliantResourcesCount"]?.DeepClone() ?? (completed ? nonCompliant : 0),
            ["totalResourcesCount"] = given["totalResourcesCount"]?.DeepClone() ?? (completed ? total : 0),
        };
        if (completed)
        {
            detail["suppressedNonCompliantResourcesCount"] = given["suppressedNonCompliantResourcesCount"]?.DeepClone() ?? suppressed;
        }

        foreach (var (name, value) in given.Where(member => !detail.ContainsKey(member.Key)))
        {
            detail[name] = value?.DeepClone();
        }

        return detail;
    }

    /// <summary>Whether a check came to its end, so that what it says counts.</summary>
    public static bool IsCompleted(JsonObject detail) => (string?)detail["checkRunStatus"] is Compliant or NonCompliant;

    /// <summary>How many checks of a run have a status.</summary>
    public static int Count(JsonArray details, string status) => details.Count(detail => (string?)detail!["checkRunStatus"] == status);
}
