namespace OrleansDefender.Things;

/// <summary>Security Hub refused this revision of the finding for good.</summary>
/// <param name="Revision">The refused revision.</param>
/// <param name="Code">The hub's error code.</param>
/// <param name="Message">The hub's message.</param>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Things.RejectionState")]
internal sealed record RejectionState([property: Id(0)] long Revision, [property: Id(1)] string Code, [property: Id(2)] string? Message);
