namespace OrleansDefender.Audits;

/// <summary>The result of applying causes to a resource's state.</summary>
/// <param name="State">The new state; the same object where nothing durable changed.</param>
/// <param name="Consequences">What has to follow.</param>
/// <param name="Refused">Listed findings that there was no room for.</param>
internal readonly record struct ResourceTransition(ResourceState State, ResourceConsequences Consequences, int Refused);
