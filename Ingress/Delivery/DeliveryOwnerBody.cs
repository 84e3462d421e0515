using System.Collections.Immutable;

namespace OrleansDefender.Ingress.Delivery;

/// <summary>One of several owners of a delivery as it is written.</summary>
internal sealed class DeliveryOwnerBody
{
    /// <summary>The kind of owner.</summary>
    public string? Owner { get; set; }

    /// <summary>The owner's grain key.</summary>
    public string? Key { get; set; }

    /// <summary>The keys of findings within the owner.</summary>
    public ImmutableArray<string>? Findings { get; set; }
}
