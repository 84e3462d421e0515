using System.Security.Cryptography;
using System.Text;

using OrleansDefender.Audits;
using OrleansDefender.Things;

namespace OrleansDefender.Findings;

/// <summary>Makes finding Ids: stable, globally unique, of URL-unreserved characters and <c>:</c> and <c>/</c> only.</summary>
/// <remarks>
/// An Id decides whether Security Hub creates or updates, so the form never changes. It holds partition, Region and account because early documentation asks
/// for global uniqueness (medium confidence), and escapes with <c>~</c> because <c>%</c> is not unreserved.
/// </remarks>
internal static class FindingIds
{
    // With account, Region and the rest an Id so stays within ASFF's 512 characters.
    private const int MostThing = 160;
    private const int MostName = 128;
    private const int MostCheck = 100;
    private const int MostKind = 48;
    private const int MostReason = 100;
    private const int HashCharacters = 32;

    /// <summary>The Id of an alarm's finding.</summary>
    public static string Alarm(ThingKey thing, string profile, string behavior) =>
        $"arn:{AwsPartition.Of(thing.Scope.Region).Name}:orleans-defender:{thing.Scope.Region}:{thing.Scope.Account}:alarm/"
        + $"{Segment(thing.Name, MostThing)}/{Segment(profile, MostName)}/{Segment(behavior, MostName)}";

    /// <summary>The Id of the finding of an alarm that is named by its key, <c>alarm/profile/behavior</c>.</summary>
    public static string OfAlarmKey(ThingKey thing, string key)
    {
        var parts = key.Split('/', 3);
        return Alarm(thing, parts[1], parts[2]);
    }

    /// <summary>The Id of an audit finding: check, resource and reason; never AWS's finding id, which is another one in each run.</summary>
    public static string Audit(AccountRegion scope, string check, ResourceIdentifier resource, string reasonCode) =>
        $"arn:{AwsPartition.Of(scope.Region).Name}:orleans-defender:{scope.Region}:{scope.Account}:audit/"
        + $"{Segment(check, MostCheck)}/{Segment(resource.Kind, MostKind)}/{Segment(resource.Id, MostName)}/{Segment(reasonCode, MostReason)}";

    /// <summary>The Id of an incident: rule, thing, group within the thing, and when it opened.</summary>
    public static string Incident(ThingKey thing, string rule, string group, long occurrenceMs) =>
        $"arn:{AwsPartition.Of(thing.Scope.Region).Name}:orleans-defender:{thing.Scope.Region}:{thing.Scope.Account}:incident/"
        + $"{Segment(rule, MostKind)}/{Segment(thing.Name, MostThing)}/{(group == thing.Name ? "" : $"{Segment(group.Replace('\u001f', '/'), MostName)}/")}"
        + occurrenceMs.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The Id of a fleet incident: the rule, the group's values, and the time of the firing that opened it.</summary>
    /// <param name="scope">The account and Region.</param>
    /// <param name="ruleId">The rule.</param>
    /// <param name="group">The group's values, joined by U+001F.</param>
    /// <param name="occurrenceMs">The firing, in milliseconds since 1970.</param>
    public static string Incident(AccountRegion scope, string ruleId, string group, long occurrenceMs) =>
        $"arn:{AwsPartition.Of(scope.Region).Name}:orleans-defender:{scope.Region}:{scope.Account}:incident/"
        + $"{Segment(ruleId, MostName)}/{Segment(group, MostThing)}/{occurrenceMs.ToString(System.Globalization.CultureInfo.InvariantCulture)}";

    /// <summary>The ARN of the account's own product, which custom findings are imported under.</summary>
    public static string DefaultProductArn(AccountRegion scope) =>
        $"arn:{AwsPartition.Of(scope.Region).Name}:securityhub:{scope.Region}:{scope.Account}:product/{scope.Account}/default";

    /// <summary>
    /// Escapes all but <c>A-Z a-z 0-9 . _ -</c> as <c>~HH</c> for each UTF-8 byte. What gets too long keeps its beginning and ends in a hash of the whole.
    /// </summary>
    private static string Segment(string name, int most)
    {
        var builder = new StringBuilder(name.Length);
        Span<byte> bytes = stackalloc byte[4];
        foreach (var rune in name.EnumerateRunes())
        {
            if (rune.IsAscii && (char.IsAsciiLetterOrDigit((char)rune.Value) || rune.Value is '.' or '_' or '-'))
            {
                builder.Append((char)rune.Value);
                continue;
            }

            var length = rune.EncodeToUtf8(bytes);
            foreach (var value in bytes[..length])
            {
                builder.Append('~').Append(value.ToString("X2", System.Globalization.CultureInfo.InvariantCulture));
            }
        }

        if (builder.Length <= most)
        {
            return builder.ToString();
        }

        var hash = Convert.ToHexString(SHA256.HashData(Encoding.Unicode.GetBytes(name)))[..HashCharacters];
        return $"{builder.ToString(0, most - HashCharacters - 2)}~~{hash}";
    }
}
