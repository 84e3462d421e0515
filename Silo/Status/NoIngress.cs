namespace OrleansDefender.Silo.Status;

/// <summary>No pumps.</summary>
internal sealed class NoIngress : IIngressSource
{
    /// <inheritdoc/>
    public IReadOnlyList<PumpState> Read() => [];
}
