using System.Collections.Immutable;

namespace OrleansDefender.Correlation;

/// <summary>What became of a wish for a silence.</summary>
/// <param name="Silence">The silence, durable; absent where there are problems.</param>
/// <param name="Problems">What is wrong with the wish; empty where nothing is.</param>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Correlation.SilenceCreation")]
public sealed record SilenceCreation([property: Id(0)] Silence? Silence, [property: Id(1)] ImmutableArray<SilenceProblem> Problems);
