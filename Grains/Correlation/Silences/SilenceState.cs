using System.Collections.Immutable;

namespace OrleansDefender.Correlation;

/// <summary>The silences of an account and Region, and what their ends still ask for. Persisted.</summary>
[GenerateSerializer, Alias("OrleansDefender.Correlation.SilenceState")]
internal sealed record SilenceState
{
    public static SilenceState Empty { get; } = new();

    /// <summary>Rises whenever a silence is made or ended by hand.</summary>
    [Id(0)]
    public long Revision { get; init; }

    /// <summary>The due row's revision.</summary>
    [Id(1)]
    public long RowRevision { get; init; }

    /// <summary>Those kept, the latest first.</summary>
    [Id(2)]
    public ImmutableArray<Silence> Silences { get; init; } = [];

    /// <summary>When things are to be made due next; absent where nothing was ended early.</summary>
    [Id(3)]
    public long? SweepMs { get; init; }

    /// <summary>When once more, after every silo has heard of the end.</summary>
    [Id(4)]
    public long? ResweepMs { get; init; }

    /// <summary>Whether things are being made due now.</summary>
    [Id(5)]
    public bool IsSweeping { get; init; }

    /// <summary>The last thing that was made due; absent at the begin.</summary>
    [Id(6)]
    public string? After { get; init; }
}
