namespace OrleansDefender.Things;

/// <summary>What keeps a finding from being published: state and firing stay as they are. Persisted.</summary>
/// <param name="UntilMs">When it is looked at again, in milliseconds since 1970.</param>
/// <param name="Reason">Why, in words.</param>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Things.Withholding")]
internal sealed record Withholding([property: Id(0)] long UntilMs, [property: Id(1)] string Reason)
{
    /// <summary>Of what came and went while it was withheld: it was never published, and nothing is until it comes again.</summary>
    public static Withholding ForGood { get; } = new(long.MaxValue, "it was over before it could be published");

    /// <summary>Whether there is a moment at which it is looked at again.</summary>
    public bool IsPending => UntilMs != long.MaxValue;

    /// <summary>This one where it says the same and has not run out, else the other: a moment that moves with every look would be a change each time.</summary>
    public static Withholding? Keep(Withholding? known, Withholding? found, long nowMs) =>
        known is not null && found is not null && known.Reason == found.Reason && known.IsPending && known.UntilMs > nowMs ? known : found;
}
