using System.Collections.Immutable;

namespace OrleansDefender.Findings;

/// <summary>The answer to a batch of snapshots: one outcome each, in the batch's order.</summary>
/// <param name="Outcomes">The outcomes.</param>
/// <param name="Hub">How it stands with the hub.</param>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Findings.SubmitAnswer")]
public sealed record SubmitAnswer(
    [property: Id(0)] ImmutableArray<DeliveryOutcome> Outcomes,
    [property: Id(1)] HubStatus Hub);
