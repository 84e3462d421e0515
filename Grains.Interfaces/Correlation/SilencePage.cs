using System.Collections.Immutable;

namespace OrleansDefender.Correlation;

/// <summary>The silences of an account and Region that were not over at one revision of its list.</summary>
/// <param name="Revision">Rises whenever a silence is made or ended by hand.</param>
/// <param name="Silences">Those not over then; one that expires meanwhile needs no new revision.</param>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Correlation.SilencePage")]
public sealed record SilencePage([property: Id(0)] long Revision, [property: Id(1)] ImmutableArray<Silence> Silences);
