using System.ComponentModel;

namespace OrleansDefender.Silo.Api;

/// <summary>One check.</summary>
/// <param name="Status">Healthy, Degraded or Unhealthy.</param>
/// <param name="Reason">What fails, and why.</param>
/// <param name="Since">Since when it has been so.</param>
internal sealed record HealthCheckAnswer(
    [property: Description("Healthy, Degraded or Unhealthy.")] string Status,
    [property: Description("What fails, and why; null where nothing does.")] string? Reason,
    [property: Description("Since when it has been so.")] DateTimeOffset Since);
