namespace OrleansDefender.Simulator.SecurityHub;

/// <summary>A finding as it is read for a page.</summary>
/// <param name="Number">Its number in the order of creation.</param>
/// <param name="Body">Its JSON.</param>
internal readonly record struct FindingRow(long Number, string Body);
