using System.Text.Json.Nodes;

namespace OrleansDefender.Simulator.Audits;

/// <summary>What a list of findings is asked for; what is <see langword="null"/> is not asked.</summary>
internal sealed record AuditFilter
{
    /// <summary>The run.</summary>
    public string? TaskId { get; init; }

    /// <summary>Findings from this time on, epoch milliseconds.</summary>
    public long From { get; init; } = long.MinValue;

    /// <summary>Findings up to this time, epoch milliseconds.</summary>
    public long To { get; init; } = long.MaxValue;

    /// <summary>The check.</summary>
    public string? Check { get; init; }

    /// <summary>The resource's identifier.</summary>
    public JsonObject? Resource { get; init; }

    /// <summary>Only suppressed ones, or only others.</summary>
    public bool? Suppressed { get; init; }

    /// <summary>Where the page begins: in the run of this number, at this position.</summary>
    public (long Run, long Position) Start { get; init; } = (0, 0);

    /// <summary>The most findings.</summary>
    public int Limit { get; init; } = 25;
}
