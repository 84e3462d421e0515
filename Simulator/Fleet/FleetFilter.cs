namespace OrleansDefender.Simulator.Fleet;

/// <summary>What a list of violations is asked for; what is <see langword="null"/> is not asked.</summary>
internal sealed record FleetFilter
{
    /// <summary>The thing's name or client id.</summary>
    public string? Thing { get; init; }

    /// <summary>The security profile.</summary>
    public string? Profile { get; init; }

    /// <summary>STATIC, STATISTICAL or MACHINE_LEARNING.</summary>
    public string? CriteriaType { get; init; }

    /// <summary>Only suppressed ones, or only others.</summary>
    public bool? Suppressed { get; init; }

    /// <summary>The verification state.</summary>
    public string? Verification { get; init; }

    /// <summary>Events from this time on, epoch milliseconds.</summary>
    public long From { get; init; }

    /// <summary>Events up to this time, epoch milliseconds.</summary>
    public long To { get; init; } = long.MaxValue;

    /// <summary>Where the page begins: after the row of this time and number.</summary>
    public (long Time, long Row) After { get; init; } = (long.MinValue, 0);

    /// <summary>The most rows.</summary>
    public int Limit { get; init; } = 25;
}
