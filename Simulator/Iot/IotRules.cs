using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

using Microsoft.AspNetCore.Http;

using OrleansDefender.Simulator.Audits;
using OrleansDefender.Simulator.Fleet;
using OrleansDefender.Simulator.Http;

namespace OrleansDefender.Simulator.Iot;

/// <summary>The rules of request members, and the page tokens.</summary>
/// <remarks>Lengths, patterns, enums and ranges are the service model's (high); that a broken one is an InvalidRequestException is the model's too.</remarks>
internal static class IotRules
{
    private const int DefaultPage = 25;
    private const int LargestPage = 250;
    private const int LongestName = 128;
    private const int LongestDescription = 1000;

    private static readonly string[] CriteriaTypes = ["STATIC", "STATISTICAL", "MACHINE_LEARNING"];

    /// <summary>The page size that a request asks for: 1 to 250, 25 where it does not say.</summary>
    public static int PageSize(HttpRequest request) => Query(request, "maxResults") is { } text ? PageSize(text) : DefaultPage;

    /// <summary>The page size that a body asks for: 1 to 250, 25 where it does not say.</summary>
    public static int PageSize(JsonObject body) => body["maxResults"] is { } node ? PageSize(node.ToJsonString()) : DefaultPage;

    /// <summary>The filter of ListActiveViolations and ListViolationEvents.</summary>
    public static FleetFilter Filter(HttpRequest request, string operation) => new()
    {
        Thing = Query(request, "thingName") is { } thing ? ClientName(thing, "thingName") : null,
        Profile = Query(request, "securityProfileName") is { } profile ? Name(profile, "securityProfileName") : null,
        CriteriaType = Query(request, "behaviorCriteriaType") is { } type ? OneOf(type, "behaviorCriteriaType", CriteriaTypes) : null,
        Suppressed = Query(request, "listSuppressedAlerts") switch
        {
            // Absent means both kinds. Known for the list of audit findings, assumed here (medium).
            null => null,
            "true" => true,
            "false" => false,
            var text => throw Broken(text, "listSuppressedAlerts", "Member must be a boolean"),
        },
        Verification = Query(request, "verificationState") is { } state ? State(state) : null,
        After = Token(request, operation),
        Limit = PageSize(request) + 1,
    };

    /// <summary>A required time of the query string: ISO 8601 as SDKs send it, or epoch seconds. In epoch milliseconds.</summary>
    public static long Time(HttpRequest request, string member)
    {
        var text = Query(request, member) ?? throw Broken("null", member, "Member must not be null");
        if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds < 253_402_300_800m)
        {
            return (long)(seconds * 1000);
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time.ToUnixTimeMilliseconds()
            : throw Broken(text, member, "Member must be a timestamp");
    }

    /// <summary>A name of the registry: 1 to 128 of <c>a-z A-Z 0-9 : _ -</c>.</summary>
    public static string Name(string value, string member) =>
        value.Length is >= 1 and <= LongestName && value.All(static c => char.IsAsciiLetterOrDigit(c) || c is ':' or '_' or '-')
            ? value
            : throw Broken(value, member, "Member must satisfy regular expression pattern: [a-zA-Z0-9:_-]+ and have length less than or equal to 128");

    /// <summary>A violation's id: 1 to 128 of <c>a-z A-Z 0-9 -</c>.</summary>
    public static string ViolationId(string value) =>
        value.Length is >= 1 and <= LongestName && value.All(static c => char.IsAsciiLetterOrDigit(c) || c == '-')
            ? value
            : throw Broken(value, "violationId", @"Member must satisfy regular expression pattern: [a-zA-Z0-9\-]+ and have length less than or equal to 128");

    /// <summary>A verification state.</summary>
    public static string State(string value) => OneOf(value, "verificationState", FleetVerification.States);

    /// <summary>An analyst's reason: at most 1000 characters, none of them a control character.</summary>
    public static string Description(string value) =>
        value.Length <= LongestDescription && !value.Any(char.IsControl)
            ? value
            : throw Broken(
                value.Length > 64 ? value[..64] : value,
                "verificationStateDescription",
                "Member must have length less than or equal to 1000 and no control characters");

    /// <summary>A text of the body; <see langword="null"/> where it is absent.</summary>
    public static string? Text(JsonObject body, string member) => body[member] switch
    {
        null => null,
        JsonValue value when value.TryGetValue<string>(out var text) => text,
        _ => throw Broken("…", member, "Member must be a string"),
    };

    /// <summary>A text of the body that must be there.</summary>
    public static string Required(JsonObject body, string member) => Text(body, member) ?? throw Broken("null", member, "Member must not be null");

    /// <summary>A boolean of the body; <see langword="null"/> where it is absent.</summary>
    public static bool? Boolean(JsonObject body, string member) => body[member] switch
    {
        null => null,
        JsonValue value when value.TryGetValue<bool>(out var boolean) => boolean,
        _ => throw Broken("…", member, "Member must be a boolean"),
    };

    /// <summary>A time of the body in epoch milliseconds; <see langword="null"/> where it is absent.</summary>
    public static long? BodyTime(JsonObject body, string member) => body[member] is { } node
        ? AuditJson.Milliseconds(node) ?? throw Broken(node.ToJsonString(), member, "Member must be a timestamp")
        : null;

    /// <summary>A resource's identifier in the body.</summary>
    public static JsonObject Resource(JsonObject body) => AuditResource.Problem(body["resourceIdentifier"]) is { } problem
        ? throw IotErrors.Invalid($"resourceIdentifier {problem}.")
        : (JsonObject)body["resourceIdentifier"]!;

    /// <summary>An id: 1 to <paramref name="longest"/> of <c>a-z A-Z 0-9 _ -</c>.</summary>
    public static string Id(string value, string member, int longest) =>
        value.Length >= 1 && value.Length <= longest && value.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-')
            ? value
            : throw Broken(value, member, $"Member must satisfy regular expression pattern: [a-zA-Z0-9_-]+ and have length less than or equal to {longest}");

    /// <summary>Where a page begins. A token is good for the operation that gave it.</summary>
    public static (long Time, long Row) Token(HttpRequest request, string operation) => Token(Query(request, "nextToken"), operation);

    /// <inheritdoc cref="Token(HttpRequest, string)"/>
    public static (long Time, long Row) Token(string? token, string operation)
    {
        if (token is null)
        {
            return (long.MinValue, 0);
        }

        try
        {
            var parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token)).Split('/');
            if (parts is [var name, var time, var row]
                && name == operation
                && long.TryParse(time, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var at)
                && long.TryParse(row, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                return (at, number);
            }
        }
        catch (FormatException)
        {
            // No token of ours.
        }

        throw IotErrors.Invalid("The nextToken is not valid.");
    }

    /// <summary>The token of the page after a row.</summary>
    public static string NextToken(string operation, long time, long row) =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes(FormattableString.Invariant($"{operation}/{time}/{row}")));

    /// <summary>The refusal of a value.</summary>
    public static AwsErrorException Broken(string value, string member, string rule) =>
        IotErrors.Invalid($"1 validation error detected: Value '{value}' at '{member}' failed to satisfy constraint: {rule}");

    /// <summary>A member of the query string; <see langword="null"/> where it is absent.</summary>
    public static string? Query(HttpRequest request, string member) => request.Query.TryGetValue(member, out var values) ? values.ToString() : null;

    private static int PageSize(string text) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var size) && size is >= 1 and <= LargestPage
            ? size
            : throw Broken(text, "maxResults", $"Member must be between 1 and {LargestPage}");

    // The name of a device that the registry does not know is an MQTT client id, which may hold almost anything.
    private static string ClientName(string value, string member) =>
        value.Length is >= 1 and <= LongestName && !value.Any(char.IsControl)
            ? value
            : throw Broken(value, member, "Member must have length between 1 and 128 and no control characters");

    /// <summary>One of a set of values.</summary>
    public static string OneOf(string value, string member, IReadOnlyList<string> values) =>
        values.Contains(value) ? value : throw Broken(value, member, $"Member must satisfy enum value set: [{string.Join(", ", values)}]");
}
