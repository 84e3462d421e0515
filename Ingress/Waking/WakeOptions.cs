namespace OrleansDefender.Ingress.Waking;

/// <summary>How things and other grains are woken whose time has come; section <c>Wake</c>.</summary>
public sealed class WakeOptions
{
    /// <summary>Time between two looks at the watch list and at the due list, in seconds, 1 to 3,600.</summary>
    public int IntervalSeconds { get; set; } = 60;

    /// <summary>How long a claimed thing or other grain is left to this process, in seconds, 10 to 3,600. What failed is tried again after it.</summary>
    public int LeaseSeconds { get; set; } = 120;

    /// <summary>Things, and other grains, claimed at a time, 1 to 1,000: the lists give no more at once.</summary>
    public int ClaimLimit { get; set; } = 200;

    /// <summary>Things, and other grains, woken at once, 1 to 256.</summary>
    public int Parallelism { get; set; } = 16;
}
