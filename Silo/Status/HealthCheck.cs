namespace OrleansDefender.Silo.Status;

/// <summary>The state of one part.</summary>
/// <param name="State">How well it is.</param>
/// <param name="Reason">Why it is not healthy, for people.</param>
/// <param name="Since">Since when it has been in this state, where the part knows it itself.</param>
internal sealed record HealthCheck(HealthState State, string? Reason = null, DateTimeOffset? Since = null)
{
    /// <summary>As it should be.</summary>
    public static HealthCheck Healthy { get; } = new(HealthState.Healthy);
}
