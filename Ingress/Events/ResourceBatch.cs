using OrleansDefender.Audits;

namespace OrleansDefender.Ingress.Events;

/// <summary>What one batch of messages holds for one resource, and which of them said it.</summary>
internal sealed class ResourceBatch(AccountRegion scope, ResourceIdentifier resource)
{
    /// <summary>The account and Region.</summary>
    public AccountRegion Scope { get; } = scope;

    /// <summary>The resource.</summary>
    public ResourceIdentifier Resource { get; } = resource;

    /// <summary>Suppressions, each with the place of its message in the batch.</summary>
    public List<(int Place, SuppressionEvent Event)> Suppressions { get; } = [];

    /// <summary>Mitigations, each with the place of its message in the batch.</summary>
    public List<(int Place, ResourceMitigation Mitigation)> Mitigations { get; } = [];

    /// <summary>The causes.</summary>
    public ResourceCauses Causes => new()
    {
        Resource = Resource,
        Suppressions = [.. Suppressions.Select(entry => entry.Event).Distinct()],
        Mitigations = [.. Mitigations.Select(entry => entry.Mitigation).Distinct()],
    };

    /// <summary>The place of the message of each of its suppressions and, once for a message, of its mitigations.</summary>
    public IEnumerable<int> Places => Suppressions.Select(entry => entry.Place).Concat(Mitigations.Select(entry => entry.Place).Distinct());
}
