namespace OrleansDefender.Tests.Shared;

/// <summary>The recorded AWS messages.</summary>
public static class SampleFiles
{
    private static string Folder => Path.Combine(AppContext.BaseDirectory, "samples");

    /// <summary>The text of a sample.</summary>
    public static string Read(string name) => File.ReadAllText(Path.Combine(Folder, name));

    /// <summary>The names of samples that match a pattern; never none.</summary>
    public static IReadOnlyList<string> Names(string pattern)
    {
        var names = Directory.GetFiles(Folder, pattern).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal).ToList();
        return names.Count > 0 ? names : throw new FileNotFoundException($"No sample is named like {pattern}.");
    }
}
