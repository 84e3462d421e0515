namespace OrleansDefender.Tests.Oracle;

/// <summary>A firing and what was special about it: the tests demand that enough of their streams hold such firings.</summary>
/// <param name="Firing">The firing.</param>
/// <param name="AtCap">A slot that holds an entry of its window has lost entries to the caps.</param>
/// <param name="OnWindowEdge">The condition holds only because entries that are exactly the timespan old still belong to the window.</param>
public sealed record OracleResult(OracleFiring Firing, bool AtCap, bool OnWindowEdge);
