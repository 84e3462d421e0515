using OrleansDefender.Correlation;

namespace OrleansDefender.Things;

/// <summary>The port to the registry of AWS IoT. Keeps the operations' quotas; retries what passes (throttling, lost answers, 5xx).</summary>
public interface IThingRegistry
{
    /// <summary>
    /// What the registry says of a thing, within the bounds of <see cref="ThingContext"/>, with the time of the question; not registered where it knows no such
    /// thing.
    /// </summary>
    /// <param name="thing">The thing, or an unregistered device by its client id.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<ThingContext> DescribeAsync(ThingKey thing, CancellationToken cancellationToken);
}
