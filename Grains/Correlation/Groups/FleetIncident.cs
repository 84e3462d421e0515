using System.Collections.Immutable;
using System.Globalization;

using OrleansDefender.Findings;
using OrleansDefender.Things;

namespace OrleansDefender.Correlation.Groups;

/// <summary>A fleet incident: what a rule across things has opened for a group. Persisted.</summary>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Correlation.FleetIncident")]
internal sealed record FleetIncident
{
    /// <summary>Evidence that is kept: the first <see cref="FirstEvidence"/> signals and the latest.</summary>
    public const int MostEvidence = 10;

    /// <summary>Of the evidence, how much is of the beginning.</summary>
    public const int FirstEvidence = 6;

    /// <summary>Things that are kept of each kind: the first, and the most severe.</summary>
    public const int MostThings = 10;

    /// <summary>Episodes called TRUE_POSITIVE that are kept, the first by name.</summary>
    public const int MostConfirmed = 8;

    /// <summary>Open CRITICAL episodes that are kept, the first by name.</summary>
    public const int MostCritical = 64;

    /// <summary>
    /// How long a CRITICAL episode of which no end is heard keeps it from stepping down: so long AWS IoT tells of one. The group by which its end would be told
    /// may be another by then.
    /// </summary>
    public static readonly TimeSpan CriticalFor = TimeSpan.FromDays(30);

    /// <summary>The time of the firing that opened it, in milliseconds since 1970: part of its identity, and never changed.</summary>
    [Id(0)]
    public required long OccurrenceMs { get; init; }

    /// <summary>The level of the rule.</summary>
    [Id(1)]
    public required Severity Level { get; init; }

    /// <summary>Steps down for want of signals.</summary>
    [Id(2)]
    public int Steps { get; init; }

    [Id(3)]
    public IncidentEnd End { get; init; }

    /// <summary>Why it ended, in words.</summary>
    [Id(4)]
    public string? EndText { get; init; }

    [Id(5)]
    public long FirstSignalMs { get; init; }

    /// <summary>The latest matching signal: quiet counts from it.</summary>
    [Id(6)]
    public long LastSignalMs { get; init; }

    [Id(7)]
    public long LastFiringMs { get; init; }

    /// <summary>Whether a firing of it is settled: then nothing withdraws it any more.</summary>
    [Id(8)]
    public bool IsSettled { get; init; }

    [Id(9)]
    public ImmutableArray<FleetEvidence> Evidence { get; init; } = [];

    /// <summary>By time of their first signal.</summary>
    [Id(10)]
    public ImmutableArray<FleetMember> First { get; init; } = [];

    /// <summary>The worst first.</summary>
    [Id(11)]
    public ImmutableArray<FleetMember> Severest { get; init; } = [];

    /// <summary>Things; see <see cref="DistinctSketch"/>.</summary>
    [Id(12)]
    public byte[] Things { get; init; } = [];

    /// <summary>What the rule counts; see <see cref="DistinctSketch"/>.</summary>
    [Id(13)]
    public byte[] Counted { get; init; } = [];

    /// <summary>Techniques of ATT&amp;CK for ICS, sorted.</summary>
    [Id(14)]
    public ImmutableArray<string> Techniques { get; init; } = [];

    /// <summary>Episodes that analysts called TRUE_POSITIVE, sorted: while there is one, quiet does not close it.</summary>
    [Id(15)]
    public ImmutableArray<string> Confirmed { get; init; } = [];

    /// <summary>The finding as it was stamped last.</summary>
    [Id(16)]
    public Finding? Told { get; init; }

    [Id(17)]
    public ulong ToldHash { get; init; }

    [Id(18)]
    public long Revision { get; init; }

    /// <summary>The greatest revision that has landed.</summary>
    [Id(19)]
    public long LandedRevision { get; init; }

    [Id(20)]
    public RejectionState? Rejection { get; init; }

    /// <summary>Whether it has changed since it was stamped: that is told later, so that not every signal is a new revision.</summary>
    [Id(21)]
    public bool IsDirty { get; init; }

    /// <summary>Things at the last stamp.</summary>
    [Id(22)]
    public long ToldThings { get; init; }

    /// <summary>Open CRITICAL episodes with their beginnings, sorted; absent where there is none.</summary>
    [Id(23)]
    public ImmutableArray<FleetEpisode>? Critical { get; init; }

    /// <summary>When the last of its CRITICAL episodes ended that did, in milliseconds since 1970; 0 where none did.</summary>
    [Id(24)]
    public long CriticalEndedMs { get; init; }

    /// <summary>Since when it is quiet, in milliseconds since 1970: the latest matching signal, or the end of the last CRITICAL episode; ahead where one is open.</summary>
    public long QuietFromMs
    {
        get
        {
            var from = Math.Max(LastSignalMs, CriticalEndedMs);
            foreach (var episode in Critical ?? [])
            {
                from = Math.Max(from, episode.TimeMs + (long)CriticalFor.TotalMilliseconds);
            }

            return from;
        }
    }

    public bool IsOpen => End == IncidentEnd.None;

    /// <summary>The finding's key within the group.</summary>
    public string Key => KeyOf(OccurrenceMs);

    /// <summary>Level and steps down; of a closed one that at its end.</summary>
    public Severity Severity => (Severity)Math.Max((int)Severity.Low, (int)Level - Steps);

    /// <summary>Steps after which it closes.</summary>
    public int StepsToClose => Math.Max(1, (int)Level - (int)Severity.Low + 1);

    public bool IsDelivered => LandedRevision >= Revision || Rejection is not null;

    public static string KeyOf(long occurrenceMs) => $"incident/{occurrenceMs.ToString(CultureInfo.InvariantCulture)}";
}
