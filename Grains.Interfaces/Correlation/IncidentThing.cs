namespace OrleansDefender.Correlation;

/// <summary>A thing of a fleet incident.</summary>
/// <param name="Name">The thing's name.</param>
/// <param name="FirstSignalAt">Its first matching signal.</param>
/// <param name="Severity">The worst severity of its matching signals.</param>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Correlation.IncidentThing")]
public sealed record IncidentThing([property: Id(0)] string Name, [property: Id(1)] DateTimeOffset FirstSignalAt, [property: Id(2)] Severity Severity);
