namespace OrleansDefender.Audits;

/// <summary>A suppression as an operator sees it.</summary>
/// <param name="Check">The check.</param>
/// <param name="Until">When it ends; absent: never by itself, or AWS IoT did not say.</param>
/// <param name="Description">Why, in the customer's words.</param>
/// <param name="Actor">Who; absent where an audit said so.</param>
/// <param name="Since">Since when it is known.</param>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Audits.SuppressionView")]
public sealed record SuppressionView(
    [property: Id(0)] string Check,
    [property: Id(1)] DateTimeOffset? Until,
    [property: Id(2)] string? Description,
    [property: Id(3)] string? Actor,
    [property: Id(4)] DateTimeOffset Since);
