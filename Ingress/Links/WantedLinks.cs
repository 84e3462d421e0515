using OrleansDefender.Audits;

namespace OrleansDefender.Ingress.Links;

/// <summary>A resource whose things are to be looked up.</summary>
/// <param name="Resource">The resource.</param>
/// <param name="Severity">The worst of its findings: the more severe is looked up first.</param>
internal sealed record WantedLinks(ResourceIdentifier Resource, Severity Severity);
