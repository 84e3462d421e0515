namespace OrleansDefender.Silo.Hosting;

/// <summary>Keeps a second process out of a data folder: two writers of one database would each be slow, and <c>--fresh</c> would pull the files from under the other.</summary>
internal sealed class FolderLock : IDisposable
{
    private const string FileName = "defender.lock";

    private readonly FileStream _file;

    private FolderLock(FileStream file) => _file = file;

    /// <summary>Takes the folder for this process. The operating system gives it back when the process ends, however it ends.</summary>
    /// <exception cref="StartupException">Another process has it.</exception>
    public static FolderLock Take(string folder)
    {
        try
        {
            return new FolderLock(new FileStream(Path.Combine(folder, FileName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException error)
        {
            throw new StartupException(
                $"{DefenderOptions.Section}:{nameof(DefenderOptions.DataPath)}: {folder} is in use by another process; stop that one, or choose another folder.", error);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
