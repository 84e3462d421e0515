namespace OrleansDefender.Things;

/// <summary>What analysts said of episodes that are no longer remembered one by one. Persisted.</summary>
/// <param name="TimeMs">The moment that the sum is of, in milliseconds since 1970.</param>
/// <param name="Sum">The sum of the votes: −1 for false, −0.5 for benign, 0.5 for true, each decayed to that moment.</param>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Things.AlarmFeedback")]
internal sealed record AlarmFeedback([property: Id(0)] long TimeMs, [property: Id(1)] double Sum);
