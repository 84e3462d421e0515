namespace OrleansDefender.Silo.Storage;

/// <summary>What kept the store from doing its work, as far as somebody can act on it.</summary>
internal enum SqliteStoreFailure
{
    /// <summary>Something else; the message says what SQLite said.</summary>
    Other,

    /// <summary>Another process holds the file.</summary>
    Busy,

    /// <summary>The disk, or the size the file may have, is used up.</summary>
    Full,

    /// <summary>The file is damaged, or is no database at all.</summary>
    Corrupt,

    /// <summary>The file or its folder cannot be written or opened.</summary>
    ReadOnly,

    /// <summary>Reading or writing the disk failed.</summary>
    Io,

    /// <summary>A newer program wrote the file, in a form that this one does not know.</summary>
    NewerSchema,
}
