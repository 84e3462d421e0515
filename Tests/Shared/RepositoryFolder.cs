namespace OrleansDefender.Tests.Shared;

/// <summary>The checked-out repository that the tests were built in.</summary>
public static class RepositoryFolder
{
    /// <summary>The path of something in it.</summary>
    /// <param name="parts">The path below the repository's folder, in parts.</param>
    /// <remarks>Not by the compiler's path of a source file: a deterministic build has none that exists.</remarks>
    /// <exception cref="DirectoryNotFoundException">The tests run outside of a repository.</exception>
    public static string PathOf(params string[] parts)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "OrleansDefender.sln")))
            {
                return Path.Combine([folder.FullName, .. parts]);
            }
        }

        throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds OrleansDefender.sln.");
    }
}
