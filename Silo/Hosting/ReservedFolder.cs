using OrleansDefender.Silo.Storage;
using OrleansDefender.Simulator;

namespace OrleansDefender.Silo.Hosting;

/// <summary>Holds the data folder for this process, from before the first database opens until after the last has closed.</summary>
/// <remarks>A service of its own, so that the container that closes the databases gives the folder back.</remarks>
internal sealed class ReservedFolder(DefenderOptions options, SimulatorOptions? simulator) : IDisposable
{
    /// <summary>The simulator's file in its data folder.</summary>
    private const string SimulatorFile = "simulator.db";

    private FolderLock? _lock;

    /// <summary>Takes the folder, and forgets what is in it where that is wanted.</summary>
    /// <exception cref="StartupException">It cannot be written to, or is in use.</exception>
    public void Take()
    {
        DataFolder.Prepare(options.DataPath);
        _lock = FolderLock.Take(options.DataPath);
        if (!options.Fresh)
        {
            return;
        }

        var databases = new List<string> { Path.Combine(options.DataPath, SqliteStoreOptions.FileName) };
        if (simulator is { } embedded && embedded.DataPath != SimulatorOptions.InMemory)
        {
            databases.Add(Path.Combine(embedded.DataPath, SimulatorFile));
        }

        DataFolder.Forget(databases);
    }

    /// <inheritdoc/>
    public void Dispose() => _lock?.Dispose();
}
