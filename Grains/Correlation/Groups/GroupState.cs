using System.Collections.Immutable;

namespace OrleansDefender.Correlation.Groups;

/// <summary>All that a group of a rule across things remembers. Persisted in one piece; replaced, never changed.</summary>
/// <remarks>
/// Bounded: entries by <see cref="Engine.SlotCaps"/> over the slots that are not settled (at most 27), words by what is kept of their episodes and
/// <see cref="GroupLogic.MostLooseWords"/> others, incidents by <see cref="MostIncidents"/>.
/// </remarks>
[GenerateSerializer, Alias("OrleansDefender.Correlation.GroupState")]
internal sealed record GroupState
{
    /// <summary>Incidents that are remembered: the open one, and those whose archived finding has not landed yet.</summary>
    public const int MostIncidents = 8;

    public static GroupState Empty { get; } = new();

    /// <summary>The values of the group-by fields; absent as long as nothing came.</summary>
    [Id(0)]
    public string? Group { get; init; }

    [Id(1)]
    public RuleFacts? Rule { get; init; }

    /// <summary>Entries and words; see <see cref="GroupBook"/>.</summary>
    [Id(2)]
    public byte[] Book { get; init; } = [];

    /// <summary>Firings before it are settled, and signals of before it come too late; in milliseconds since 1970.</summary>
    [Id(3)]
    public long HorizonMs { get; init; } = long.MinValue;

    /// <summary>The newest signal.</summary>
    [Id(4)]
    public long NewestMs { get; init; } = long.MinValue;

    /// <summary>The last settled firing; absent where there is none that later ones must keep their distance from.</summary>
    [Id(5)]
    public long? SettledMs { get; init; }

    /// <summary>Firings until then belong to incidents that are over.</summary>
    [Id(6)]
    public long ClosedThroughMs { get; init; } = long.MinValue;

    /// <summary>The latest first; only the first may be open.</summary>
    [Id(7)]
    public ImmutableArray<FleetIncident> Incidents { get; init; } = [];

    /// <summary>The greatest revision of incidents that were forgotten: one with the same Id starts above it.</summary>
    [Id(8)]
    public long RevisionFloor { get; init; }

    /// <summary>Rises with every persisted change.</summary>
    [Id(9)]
    public long Revision { get; init; }

    /// <summary>What the row on the due list says, in milliseconds since 1970; absent: nothing.</summary>
    [Id(10)]
    public long? DueMs { get; init; }

    [Id(11)]
    public long RowRevision { get; init; }

    /// <summary>Ends of CRITICAL episodes that have no entry: it may still be under way. The latest first; absent where there is none.</summary>
    [Id(12)]
    public ImmutableArray<FleetEpisode>? Ends { get; init; }

    public FleetIncident? Open => Incidents.IsEmpty || !Incidents[0].IsOpen ? null : Incidents[0];

    public FleetIncident? Find(string key) => Incidents.FirstOrDefault(incident => incident.Key == key);
}
