namespace OrleansDefender.Silo.Status;

/// <summary>How well something is. The worse, the greater.</summary>
internal enum HealthState
{
    /// <summary>As it should be.</summary>
    Healthy = 0,

    /// <summary>It fails or waits; nothing is lost, and other instances would fare no better.</summary>
    Degraded = 1,

    /// <summary>This process cannot do its work.</summary>
    Unhealthy = 2,
}
