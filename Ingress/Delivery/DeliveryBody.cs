using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace OrleansDefender.Ingress.Delivery;

/// <summary>A delivery as it is written: version 1 names one owner, version 2 a list of them.</summary>
internal sealed class DeliveryBody
{
    /// <summary>The version of the form.</summary>
    public int V { get; set; }

    /// <summary>The kind of owner; version 1 only.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Owner { get; set; }

    /// <summary>The owner's grain key; version 1 only.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Key { get; set; }

    /// <summary>The keys of findings within the owner; version 1 only.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImmutableArray<string>? Findings { get; set; }

    /// <summary>The owners with their findings; version 2 only.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImmutableArray<DeliveryOwnerBody>? Owners { get; set; }
}
