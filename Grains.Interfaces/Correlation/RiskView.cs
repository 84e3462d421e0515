using System.Collections.Immutable;

namespace OrleansDefender.Correlation;

/// <summary>A thing's risk: shown and explained, and no input of any rule.</summary>
/// <param name="Score">0 to 100: 100 · (1 − e^(−evidence · criticality / 60)), one decimal.</param>
/// <param name="Criticality">How much the thing matters: 1 where nothing says otherwise.</param>
/// <param name="CriticalityReason">What says so.</param>
/// <param name="Terms">The evidence, the greatest first.</param>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Correlation.RiskView")]
public sealed record RiskView(
    [property: Id(0)] double Score,
    [property: Id(1)] double Criticality,
    [property: Id(2)] string CriticalityReason,
    [property: Id(3)] ImmutableArray<RiskTerm> Terms)
{
    /// <summary>Nothing is held against the thing.</summary>
    public static RiskView None { get; } = new(0, 1, "no entry names it", []);
}
