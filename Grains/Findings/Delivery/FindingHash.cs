using System.IO.Hashing;
using System.Text;

namespace OrleansDefender.Findings.Delivery;

/// <summary>The hash by which landed findings are remembered.</summary>
internal static class FindingHash
{
    private const int StackLimit = 1024;

    /// <summary>XxHash128 of the Id's UTF-8 bytes.</summary>
    public static UInt128 Of(string id)
    {
        var most = Encoding.UTF8.GetMaxByteCount(id.Length);
        var bytes = most <= StackLimit ? stackalloc byte[most] : new byte[most];
        return XxHash128.HashToUInt128(bytes[..Encoding.UTF8.GetBytes(id, bytes)]);
    }
}
