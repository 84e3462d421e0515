namespace OrleansDefender.Silo.Storage;

/// <summary>That nothing can be written at present.</summary>
/// <param name="Since">Since when.</param>
/// <param name="Error">What the last write that failed for it met.</param>
internal sealed record SqliteWriteTrouble(DateTimeOffset Since, Exception Error);
