using System.ComponentModel;

namespace OrleansDefender.Silo.Api;

/// <summary>Whether the process can do its work, and what hinders it.</summary>
/// <param name="Status">Healthy, Degraded or Unhealthy: the worst of the checks.</param>
/// <param name="Checks">The checks by name.</param>
internal sealed record HealthAnswer(
    [property: Description("The worst of the checks: Healthy, Degraded (something fails or waits; nothing is lost) or Unhealthy.")] string Status,
    [property: Description("The checks by name.")] IReadOnlyDictionary<string, HealthCheckAnswer> Checks);
