namespace OrleansDefender.Silo.Status;

/// <summary>Remembers since when each check has been in its state.</summary>
internal sealed class HealthTracker
{
    // As many as there are checks: a fixed handful.
    private readonly Dictionary<string, (HealthState State, DateTimeOffset Since)> _states = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    /// <summary>Since when a check has been in its state: what it says itself, else when the state was first seen here.</summary>
    public DateTimeOffset Since(string name, HealthCheck check, DateTimeOffset now)
    {
        lock (_lock)
        {
            if (!_states.TryGetValue(name, out var known) || known.State != check.State)
            {
                known = (check.State, now);
                _states[name] = known;
            }

            return check.Since ?? known.Since;
        }
    }
}
