using System.Collections.Immutable;

namespace OrleansDefender.Things;

/// <summary>Findings that a wake has changed and that may not be delivered yet: until that wake is complete the thing stays due. Persisted.</summary>
/// <param name="DueMs">When the wake was, in milliseconds since 1970.</param>
/// <param name="Keys">The keys of the findings.</param>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Things.WokenKeys")]
internal sealed record WokenKeys([property: Id(0)] long DueMs, [property: Id(1)] ImmutableArray<string> Keys);
