using System.Collections.Immutable;
using System.IO.Hashing;
using System.Runtime.InteropServices;

using OrleansDefender.Findings;

namespace OrleansDefender.Things;

/// <summary>A withdrawal as a thing remembers it, for events of before that come later. Persisted.</summary>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Things.WithdrawalState")]
internal sealed record WithdrawalState
{
    /// <summary>The most that a thing remembers: the latest.</summary>
    public const int Most = 16;

    /// <summary>How long it remembers them: AWS IoT lists violations of 30 days.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromDays(31);

    /// <summary>The security profile; absent: the whole thing.</summary>
    [Id(0)]
    public string? Profile { get; init; }

    /// <summary>Hashes of the behaviors that the profile still has; absent: none.</summary>
    [Id(1)]
    public ImmutableArray<ulong>? Kept { get; init; }

    [Id(2)]
    public required AlarmWithdrawal Withdrawal { get; init; }

    public static WithdrawalState Of(WithdrawalEvent withdrawal) => new()
    {
        Profile = withdrawal.Profile,
        Kept = withdrawal.Profile is null ? null : withdrawal.KeptBehaviors is { } kept ? [.. kept.Select(HashOf).Order()] : null,
        Withdrawal = new AlarmWithdrawal
        {
            Reason = withdrawal.Profile is null ? WithdrawalReason.Thing
                : withdrawal.KeptBehaviors is null ? WithdrawalReason.Profile
                : WithdrawalReason.Behavior,
            Actor = withdrawal.Actor is { Length: > 0 } actor ? AsffText.Fit(actor, 128) : null,
            TimeMs = withdrawal.Time.ToUnixTimeMilliseconds(),
            EventId = withdrawal.EventId,
        },
    };

    /// <summary>Adds one to those that are remembered: what a later one covers, what is old, and the oldest beyond the bound are dropped.</summary>
    /// <returns>The latest first; the same array where it changes nothing.</returns>
    public static ImmutableArray<WithdrawalState> Add(ImmutableArray<WithdrawalState> known, WithdrawalState added, DateTimeOffset now)
    {
        var from = (now - KeptFor).ToUnixTimeMilliseconds();
        if (added.Withdrawal.TimeMs < from || known.Any(other => other.Covers(added)))
        {
            return known;
        }

        ImmutableArray<WithdrawalState> next =
        [
            .. known
                .Where(other => other.Withdrawal.TimeMs >= from && !added.Covers(other)).Append(added)
                .OrderByDescending(other => other.Withdrawal.TimeMs).ThenByDescending(other => other.Withdrawal.EventId, StringComparer.Ordinal)
                .Take(Most),
        ];
        return next.SequenceEqual(known) ? known : next;
    }

    /// <summary>Whether it is about an alarm.</summary>
    public bool IsAbout(AlarmState alarm) =>
        Profile is null || (Profile == alarm.Profile && Kept?.Contains(HashOf(alarm.Behavior)) != true);

    /// <summary>Whether it is no earlier than another one, and about every alarm that the other is about.</summary>
    private bool Covers(WithdrawalState other) =>
        AlarmWithdrawal.Later(Withdrawal, other.Withdrawal) == Withdrawal
        && (Profile is null || (Profile == other.Profile && (Kept is not { } kept || (other.Kept is { } others && kept.All(others.Contains)))));

    // Stored: never change it.
    private static ulong HashOf(string behavior) => XxHash64.HashToUInt64(MemoryMarshal.AsBytes(behavior.AsSpan()));
}
