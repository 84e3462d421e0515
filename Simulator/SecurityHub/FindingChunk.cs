namespace OrleansDefender.Simulator.SecurityHub;

/// <summary>Rows read in one go.</summary>
/// <param name="Rows">The rows, in the order of the query.</param>
/// <param name="IsLast">Whether no row follows.</param>
internal sealed record FindingChunk(IReadOnlyList<FindingRow> Rows, bool IsLast);
