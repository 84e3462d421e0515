namespace OrleansDefender.Tests.Cluster.Storage;

/// <summary>An empty folder of its own for a test, removed at its end.</summary>
internal sealed class TestFolder : IDisposable
{
    /// <summary>Makes it.</summary>
    public TestFolder() => Path = Directory.CreateTempSubdirectory("defender-test-").FullName;

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Path, recursive: true);
}
