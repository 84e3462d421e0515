namespace OrleansDefender.Audits;

/// <summary>A resource that a finding is related to, for example a client id that uses a shared certificate.</summary>
/// <param name="Resource">The resource.</param>
/// <param name="ResourceType">Its type as AWS IoT names it.</param>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Audits.RelatedResource")]
public sealed record RelatedResource(
    [property: Id(0)] ResourceIdentifier Resource,
    [property: Id(1)] string? ResourceType);
