using System.Text.Json.Nodes;

namespace OrleansDefender.Simulator.Audits;

/// <summary>One finding of a list.</summary>
/// <param name="Run">The run's number.</param>
/// <param name="Position">Its place in the run's list; those left out by a filter count as well.</param>
/// <param name="Body">The finding as the API has it, with all of its related resources.</param>
internal sealed record AuditPiece(long Run, long Position, JsonObject Body);
