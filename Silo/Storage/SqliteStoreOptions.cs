namespace OrleansDefender.Silo.Storage;

/// <summary>Where the local store is and how much it may use.</summary>
internal sealed class SqliteStoreOptions
{
    /// <summary>The name of the file in the data folder.</summary>
    public const string FileName = "defender.db";

    /// <summary>The folder of the file; created where it is missing. Relative to the working directory.</summary>
    /// <value>Default: <c>data</c>.</value>
    public string DataFolder { get; set; } = "data";

    /// <summary>Connections for reading, and so the reads that run at the same time; further ones wait.</summary>
    /// <value>1 to 64; default: 4.</value>
    public int ReadConnections { get; set; } = 4;

    /// <summary>Writes that may wait for the writer; callers beyond that wait for a place.</summary>
    /// <value>1 to 1,000,000; default: 8,192.</value>
    public int QueueCapacity { get; set; } = 8192;

    /// <summary>The most writes that share a transaction. More are worth little, as the cost of the disk is spread thin already; fewer answer the first one sooner.</summary>
    /// <value>1 to 10,000; default: 512. One makes every write its own transaction.</value>
    public int MostPerTransaction { get; set; } = 512;

    /// <summary>How long a write waits for another process that holds the file.</summary>
    /// <value>Default: 5 seconds.</value>
    public TimeSpan BusyTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The most pages (of 4 KiB) the file may have; absent for as many as the disk holds.</summary>
    public int? MostPages { get; set; }

    /// <summary>The file.</summary>
    public string Path => System.IO.Path.Combine(System.IO.Path.GetFullPath(DataFolder), FileName);
}
