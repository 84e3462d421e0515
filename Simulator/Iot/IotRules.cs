using System.Buffers.Text;
using System.Globalization;
using System.Text;

using Microsoft.AspNetCore.Http;

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
    public static int PageSize(HttpRequest request)
    {
        var text = Query(request, "maxResults");
        if (text is null)
        {
            return DefaultPage;
        }

        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var size) && size is >= 1 and <= LargestPage
            ? size
            : throw Broken(text, "maxResults", $"Member must be between 1 and {LargestPage}");
    }

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

    /// <summary>Where a page begins. A token is good for the operation that gave it.</summary>
    public static (long Time, long Row) Token(HttpRequest request, string operation)
    {
        if (Query(request, "nextToken") is not { } token)
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

    private static string? Query(HttpRequest request, string member) => request.Query.TryGetValue(member, out var values) ? values.ToString() : null;

    // The name of a device that the registry does not know is an MQTT client id, which may hold almost anything.
    private static string ClientName(string value, string member) =>
        value.Length is >= 1 and <= LongestName && !value.Any(char.IsControl)
            ? value
            : throw Broken(value, member, "Member must have length between 1 and 128 and no control characters");

    private static string OneOf(string value, string member, IReadOnlyList<string> values) =>
        values.Contains(value) ? value : throw Broken(value, member, $"Member must satisfy enum value set: [{string.Join(", ", values)}]");
}
