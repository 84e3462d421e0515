namespace OrleansDefender.Ingress.Links;

/// <summary>A thing of which the registry is to be asked what it is.</summary>
/// <param name="ThingName">The name, or the client id.</param>
/// <param name="Severity">The worst of its standing alarms: the more severe is asked for first.</param>
internal sealed record WantedContext(string ThingName, Severity Severity);
