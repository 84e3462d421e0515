using System.Globalization;

namespace OrleansDefender.Audits;

/// <summary>Keys of the grains of a check's book.</summary>
internal static class CheckShardKey
{
    /// <summary>The key of a check: <c>account/region/check</c>.</summary>
    public static string Check(AccountRegion scope, string check) => $"{scope}/{check}";

    /// <summary>The key of a shard: <c>account/region/check/generation/shard</c>.</summary>
    public static string Of(string checkKey, string generation, int shard) =>
        $"{checkKey}/{generation}/{shard.ToString(CultureInfo.InvariantCulture)}";
}
