namespace OrleansDefender.Fleet;

/// <summary>A page of the watch list: the most severe first, then by thing.</summary>
/// <param name="Rows">The rows.</param>
/// <param name="Cursor">Where the next page begins; absent on the last.</param>
public sealed record WatchPage(IReadOnlyList<WatchRow> Rows, string? Cursor);
