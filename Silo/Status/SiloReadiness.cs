namespace OrleansDefender.Silo.Status;

/// <summary>Whether the silo takes calls: it is active, and the host is not stopping.</summary>
internal sealed class SiloReadiness(ISiloStatusOracle oracle, IHostApplicationLifetime lifetime)
{
    /// <summary>The state now.</summary>
    public HealthCheck Check() => Check(oracle.CurrentStatus, lifetime.ApplicationStopping.IsCancellationRequested);

    /// <summary>The rule.</summary>
    internal static HealthCheck Check(SiloStatus status, bool isStopping) => (status, isStopping) switch
    {
        (_, true) => new HealthCheck(HealthState.Unhealthy, "the process is stopping"),
        (SiloStatus.Active, _) => HealthCheck.Healthy,
        _ => new HealthCheck(HealthState.Unhealthy, $"the silo is {status}"),
    };
}
