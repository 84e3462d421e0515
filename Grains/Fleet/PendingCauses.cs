using OrleansDefender.Audits;
using OrleansDefender.Things;

namespace OrleansDefender.Fleet;

/// <summary>Causes for one thing or one resource. Persisted.</summary>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Fleet.PendingCauses")]
internal sealed record PendingCauses
{
    // About a week of them.
    private const int MostFailures = 175;

    /// <summary>The thing's key; absent where they are for a resource.</summary>
    [Id(0)]
    public string? Thing { get; private init; }

    [Id(1)]
    public ThingCauses? Things { get; private init; }

    [Id(2)]
    public ResourceCauses? Resource { get; private init; }

    /// <summary>How often in a row whom they are for did not take them.</summary>
    [Id(3)]
    public int Failures { get; init; }

    /// <summary>When they are tried again after that, in milliseconds since 1970; absent before the first attempt.</summary>
    [Id(4)]
    public long? RetryMs { get; init; }

    /// <summary>Why it did not, in words.</summary>
    [Id(5)]
    public string? Reason { get; init; }

    /// <summary>What a comparison found, by what it is about; absent for causes that no later comparison finds again.</summary>
    public string? Found =>
        Resource is { } resource ? $"{resource.Resource.Kind}/{resource.Resource.Id} {resource.Suppressions[0].Check}"
        : Things is { Withdrawals.IsEmpty: true, Mitigations.IsEmpty: true } ? Thing
        : null;

    /// <summary>Whether they failed for so long that one more failure is the last.</summary>
    public bool IsHopeless => Failures >= MostFailures;

    /// <summary>The causes after an attempt that failed: 2 s until the next, then twice as long each time, up to an hour.</summary>
    public PendingCauses Failed(string reason, DateTimeOffset now) => this with
    {
        Failures = Failures + 1,
        RetryMs = now.ToUnixTimeMilliseconds() + (long)Math.Min(TimeSpan.FromHours(1).TotalMilliseconds, 2_000 * Math.Pow(2, Math.Min(Failures, 16))),
        Reason = reason,
    };

    public static PendingCauses Of(string thing, ThingCauses causes) => new() { Thing = thing, Things = causes };

    public static PendingCauses Of(SuppressionEvent suppression) =>
        new() { Resource = new ResourceCauses { Resource = suppression.Resource, Suppressions = [suppression] } };
}
