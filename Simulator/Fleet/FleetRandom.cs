namespace OrleansDefender.Simulator.Fleet;

/// <summary>A random sequence from a seed, the same on every machine.</summary>
internal sealed class FleetRandom(ulong seed)
{
    private ulong _count;

    /// <summary>Uniform in [0, 1).</summary>
    public double NextDouble() => FleetHash.Share(FleetHash.Mix(seed, _count++));

    /// <summary>Uniform in [<paramref name="from"/>, <paramref name="to"/>).</summary>
    public double Between(double from, double to) => from + ((to - from) * NextDouble());

    /// <summary>Uniform in 0 to <paramref name="below"/> - 1.</summary>
    public int Next(int below) => (int)(NextDouble() * below);

    /// <summary>Puts a list into random order.</summary>
    public void Shuffle<T>(IList<T> items)
    {
        for (var i = items.Count - 1; i > 0; i--)
        {
            var j = Next(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }
}
