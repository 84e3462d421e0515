namespace OrleansDefender.Things;

/// <summary>What keeps a finding from being published: state and firing stay as they are. Persisted.</summary>
/// <param name="UntilMs">When it is looked at again, in milliseconds since 1970.</param>
/// <param name="Reason">Why, in words.</param>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Things.Withholding")]
internal sealed record Withholding([property: Id(0)] long UntilMs, [property: Id(1)] string Reason);
