namespace OrleansDefender.Silo.Hosting;

/// <summary>The folder of the databases.</summary>
internal static class DataFolder
{
    // SQLite's companions of a database file.
    private static readonly string[] Suffixes = ["", "-wal", "-shm", "-journal"];

    /// <summary>Makes the folder and proves that it can be written to.</summary>
    /// <exception cref="StartupException">It cannot.</exception>
    public static void Prepare(string path)
    {
        var probe = Path.Combine(path, $".write-{Environment.ProcessId}");
        try
        {
            Directory.CreateDirectory(path);
            using var file = new FileStream(probe, FileMode.Create, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"{DefenderOptions.Section}:{nameof(DefenderOptions.DataPath)} must be a folder that can be written to: {error.Message}", error);
        }
    }

    /// <summary>Deletes databases, and nothing else that lies beside them.</summary>
    /// <exception cref="StartupException">A file cannot be deleted.</exception>
    public static void Forget(IEnumerable<string> databases)
    {
        foreach (var file in databases.SelectMany(static database => Suffixes.Select(suffix => database + suffix)))
        {
            try
            {
                File.Delete(file);
            }
            catch (DirectoryNotFoundException)
            {
                // As empty as can be.
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                throw new StartupException($"--fresh cannot delete {file}: {error.Message}", error);
            }
        }
    }
}
