namespace OrleansDefender.Ingress.Waking;

/// <summary>Wakes a resource and carries out what follows.</summary>
internal interface IResourceWaker
{
    /// <summary>Has the resource do what is due by time alone; what follows is durable when this returns, and its due time has moved.</summary>
    /// <param name="key">The resource's grain key.</param>
    /// <param name="cancellationToken">Gives up; the resource stays due.</param>
    ValueTask WakeAsync(string key, CancellationToken cancellationToken);
}
