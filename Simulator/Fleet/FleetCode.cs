namespace OrleansDefender.Simulator.Fleet;

/// <summary>Numbers that look random and can be read back: what has such a number in its id needs no table to be found by it.</summary>
internal static class FleetCode
{
    private const ulong Factor = 0x9E3779B97F4A7C15;

    private static readonly ulong Inverse = InverseOf(Factor);

    /// <summary>Hides a number.</summary>
    public static ulong Write(ulong number, ulong key) => (number ^ key) * Factor;

    /// <summary>The number that <see cref="Write"/> hid with the same key.</summary>
    public static ulong Read(ulong code, ulong key) => (code * Inverse) ^ key;

    // Newton's iteration: every round doubles the number of right bits, and an odd number is its own inverse in the first three.
    private static ulong InverseOf(ulong odd)
    {
        var inverse = odd;
        for (var bits = 3; bits < 64; bits *= 2)
        {
            inverse *= 2 - (odd * inverse);
        }

        return inverse;
    }
}
