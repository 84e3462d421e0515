namespace OrleansDefender.Findings.Delivery;

/// <summary>How it stands with a hub, in the monotonic time of <see cref="HubDelivery"/>.</summary>
/// <param name="IsFailing">Whether the last attempts failed.</param>
/// <param name="Reason">Why, for people.</param>
/// <param name="Since">Since when.</param>
/// <param name="RetryAt">When the next attempt is due.</param>
internal readonly record struct HubHealth(bool IsFailing, string? Reason, TimeSpan? Since, TimeSpan? RetryAt);
