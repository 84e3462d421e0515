using System.Security.Cryptography;
using System.Text;

namespace OrleansDefender.Correlation;

/// <summary>The identity of one group of one rule: account, Region, rule id, and a hash of the group, whose text may be long and hold anything.</summary>
/// <param name="Scope">The account and Region.</param>
/// <param name="RuleId">The rule.</param>
/// <param name="Hash">32 lower-case hexadecimal digits.</param>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Correlation.CorrelationKey")]
public readonly record struct CorrelationKey([property: Id(0)] AccountRegion Scope, [property: Id(1)] string RuleId, [property: Id(2)] string Hash)
{
    private const int HashCharacters = 32;

    /// <summary>The key of a group.</summary>
    public static CorrelationKey Of(AccountRegion scope, string ruleId, string group) =>
        new(scope, ruleId, Convert.ToHexStringLower(SHA256.HashData(Encoding.Unicode.GetBytes(group)))[..HashCharacters]);

    /// <summary>Reads <c>account/region/rule/hash</c>.</summary>
    /// <exception cref="FormatException">The text has no such form.</exception>
    public static CorrelationKey Parse(string key) =>
        TryParse(key, out var parsed) ? parsed : throw new FormatException($"'{key}' is not of the form account/region/rule/hash.");

    /// <summary>Reads <c>account/region/rule/hash</c>, where the text has that form.</summary>
    public static bool TryParse(string key, out CorrelationKey parsed)
    {
        ArgumentNullException.ThrowIfNull(key);
        var parts = key.Split('/');
        var isKey = parts.Length == 4 && Array.TrueForAll(parts, static part => part.Length > 0) && parts[3].Length == HashCharacters && parts[3].All(char.IsAsciiHexDigitLower);
        parsed = isKey ? new CorrelationKey(new AccountRegion(parts[0], parts[1]), parts[2], parts[3]) : default;
        return isKey;
    }

    /// <summary>The grain key, <c>account/region/rule/hash</c>.</summary>
    public override string ToString() => $"{Scope}/{RuleId}/{Hash}";
}
