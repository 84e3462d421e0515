namespace OrleansDefender.Fleet;

/// <summary>When a grain that is no thing wants to be woken. The grain owns and writes it; of two, the greater revision holds.</summary>
/// <param name="Kind">The kind of grain.</param>
/// <param name="Key">Its key.</param>
/// <param name="Revision">Rises with every change.</param>
/// <param name="DueAt">When; absent: not at all.</param>
public sealed record DueRow(DueKind Kind, string Key, long Revision, DateTimeOffset? DueAt);
