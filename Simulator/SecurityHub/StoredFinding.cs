using System.Text.Json.Nodes;

namespace OrleansDefender.Simulator.SecurityHub;

/// <summary>A finding as the hub keeps it.</summary>
/// <param name="Finding">What GetFindings shows.</param>
/// <param name="Owned">The fields that the customer has taken over.</param>
internal sealed record StoredFinding(JsonObject Finding, CustomerFields Owned);
