using OrleansDefender.Audits;

namespace OrleansDefender.Fleet;

/// <summary>A suppression that AWS IoT listed. Persisted.</summary>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Fleet.ListedSuppression")]
internal sealed record ListedSuppression([property: Id(0)] string Check, [property: Id(1)] ResourceIdentifier Resource);
