using System.ComponentModel;

namespace OrleansDefender.Silo.Api;

/// <summary>Findings since the start.</summary>
/// <param name="Sent">Landed in Security Hub.</param>
/// <param name="Failed">Refused by Security Hub for good.</param>
/// <param name="Waiting">Waiting for their turn.</param>
internal sealed record FindingFigures(
    [property: Description("Landed in Security Hub.")] long Sent,
    [property: Description("Refused by Security Hub for good.")] long Failed,
    [property: Description("Waiting: in the delivery queues, or in memory for their turn.")] long Waiting);
