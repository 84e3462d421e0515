namespace OrleansDefender.Ingress.Events;

/// <summary>A grain's call failed; never leaves <see cref="EventsHandler"/>.</summary>
internal sealed class GrainFailedException(Exception inner) : Exception(inner.Message, inner)
{
    /// <summary>The name of what failed.</summary>
    public string Error => InnerException!.GetType().Name;
}
