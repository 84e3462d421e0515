using System.ComponentModel;

namespace OrleansDefender.Silo.Api;

/// <summary>A thing of a fleet incident.</summary>
[Description("A thing of a fleet incident.")]
internal sealed record IncidentThingAnswer(
    [property: Description("The thing's name.")] string Name,
    [property: Description("Its first matching signal.")] DateTimeOffset FirstSignalAt,
    [property: Description("The worst severity of its matching signals.")] string Severity);
