using System.Collections.Immutable;

using OrleansDefender.Correlation;

namespace OrleansDefender.Things;

/// <summary>All that a thing remembers. Persisted in one piece; replaced, never changed.</summary>
[GenerateSerializer, Alias("OrleansDefender.Things.ThingState")]
internal sealed record ThingState
{
    /// <summary>
    /// The most alarms that a thing keeps. Five profiles of a hundred behaviors is what AWS allows on one target (service quotas), so the bound is met only
    /// by names that come and go.
    /// </summary>
    public const int MostAlarms = 512;

    public static ThingState Empty { get; } = new();

    [Id(0)]
    public ImmutableArray<AlarmState> Alarms { get; init; } = [];

    /// <summary>Rises with every persisted change; the watch row's revision.</summary>
    [Id(1)]
    public long Revision { get; init; }

    /// <summary>The greatest finding revision of alarms that were forgotten: one that comes back starts above it.</summary>
    [Id(2)]
    public long RevisionFloor { get; init; }

    /// <summary>The open audit findings of its resources; absent where none ever told of any.</summary>
    [Id(3)]
    public PostureState? Posture { get; init; }

    /// <summary>Deletions of what alarms are about, the latest first; absent where none was.</summary>
    [Id(4)]
    public ImmutableArray<WithdrawalState>? Withdrawals { get; init; }

    /// <summary>What correlation remembers; absent where it has nothing to.</summary>
    [Id(6)]
    public CorrelationState? Correlation { get; init; }

    /// <summary>What the registry says of the thing: of all answers the latest. Absent where there is none yet.</summary>
    [Id(5)]
    public ThingContext? Context { get; init; }

    /// <summary>When the registry's record was changed since <see cref="Context"/> was asked for, in milliseconds since 1970; absent where it was not.</summary>
    [Id(10)]
    public long? ContextChangedMs { get; init; }

    /// <summary>Whether there is nothing to show of the thing.</summary>
    public bool IsUnheardOf => Alarms.IsEmpty && Posture is null;

    public AlarmState? Find(string key) => Alarms.FirstOrDefault(alarm => alarm.Key == key);

    /// <summary>The revision of a finding; 0 where there is none.</summary>
    public long RevisionOf(string key) => Find(key)?.Revision ?? Correlation?.Find(key)?.Revision ?? 0;
}
