namespace OrleansDefender.Silo.Storage;

/// <summary>What the store has done since it was opened.</summary>
/// <param name="Writes">Writes committed.</param>
/// <param name="Transactions">Transactions committed; fewer than writes where many were made at the same time.</param>
/// <param name="FailedWrites">Writes that failed.</param>
/// <param name="Reads">Reads answered.</param>
internal readonly record struct SqliteStoreStatistics(long Writes, long Transactions, long FailedWrites, long Reads);
