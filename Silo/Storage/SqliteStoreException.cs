using Microsoft.Data.Sqlite;

namespace OrleansDefender.Silo.Storage;

/// <summary>The store could not do what was asked. Nothing of a failed write is kept.</summary>
/// <remarks>
/// After a failure of the disk during a commit the outcome is known only once the file is opened again; a writer that re-reads and writes with the version
/// it read is right in either case.
/// </remarks>
internal sealed class SqliteStoreException : Exception
{
    /// <summary>Creates the exception.</summary>
    public SqliteStoreException(SqliteStoreFailure failure, string message, Exception? innerException = null)
        : base(message, innerException) => Failure = failure;

    /// <summary>What it was.</summary>
    public SqliteStoreFailure Failure { get; }

    /// <summary>Says of SQLite's error what it means for whoever runs the program.</summary>
    public static SqliteStoreException From(SqliteException error, string path)
    {
        // The primary codes, https://sqlite.org/rescode.html.
        var (failure, meaning) = error.SqliteErrorCode switch
        {
            5 or 6 => (SqliteStoreFailure.Busy, "is held by another process; only one program may write to a data folder"),
            13 => (SqliteStoreFailure.Full, "cannot grow: the disk, or the size allowed for the file, is used up"),
            11 => (SqliteStoreFailure.Corrupt, "is damaged; restore it from a copy or start with an empty data folder"),
            26 => (SqliteStoreFailure.Corrupt, "is not a database; is the data folder the right one?"),
            3 or 8 or 14 or 23 => (SqliteStoreFailure.ReadOnly, "cannot be opened for writing; check that the folder exists and may be written"),
            10 => (SqliteStoreFailure.Io, "could not be read or written: the disk failed"),
            _ => (SqliteStoreFailure.Other, "refused the operation"),
        };
        return new SqliteStoreException(failure, $"{path} {meaning}. ({error.Message})", error);
    }
}
