using System.Globalization;
using System.Text;

using OrleansDefender.Correlation.Rules;

namespace OrleansDefender.Silo.RuleFiles;

/// <summary>Reads rule files from where they lie.</summary>
internal static class RuleFolder
{
    /// <summary>The most files of a folder.</summary>
    public const int MostFiles = 200;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The folder of the rules that come with the product.</summary>
    public static string Shipped => Path.Combine(AppContext.BaseDirectory, "rules");

    /// <summary>Reads a folder's files, those of folders in it aside, or one file.</summary>
    /// <param name="path">The folder or the file.</param>
    /// <param name="isShipped">Whether they come with the product.</param>
    /// <param name="problems">What cannot be read is told here.</param>
    public static List<RuleFile> Read(string path, bool isShipped, List<RuleProblem> problems)
    {
        var files = new List<RuleFile>();
        try
        {
            foreach (var file in Files(path))
            {
                if (files.Count == MostFiles)
                {
                    problems.Add(new RuleProblem(path, 0, FormattableString.Invariant($"The folder has more than {MostFiles} rule files.")));
                    break;
                }

                if (ReadFile(file, problems) is { } text)
                {
                    files.Add(new RuleFile(file.Name, text, isShipped));
                }
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            problems.Add(new RuleProblem(path, 0, $"It cannot be read: {error.Message.ReplaceLineEndings(" ")}"));
        }

        return files;
    }

    /// <summary>Names, sizes and times of a folder's files as one text; another one where something has changed.</summary>
    public static string Fingerprint(string path)
    {
        try
        {
            return string.Join('|', Files(path).Take(MostFiles + 1).Select(static file =>
                string.Create(CultureInfo.InvariantCulture, $"{file.Name}/{file.Length}/{file.LastWriteTimeUtc.Ticks}")));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return error.GetType().Name;
        }
    }

    private static IEnumerable<FileInfo> Files(string path) => File.Exists(path)
        ? [new FileInfo(path)]
        : new DirectoryInfo(path).EnumerateFiles()
            .Where(static file => !file.Name.StartsWith('.') && file.Extension is ".yml" or ".yaml")
            .OrderBy(static file => file.Name, StringComparer.Ordinal);

    private static string? ReadFile(FileInfo file, List<RuleProblem> problems)
    {
        try
        {
            // Not File.ReadAllText: what stands there may be anything, and may grow while it is read.
            using var stream = file.OpenRead();
            var bytes = new byte[RuleYaml.MostBytes + 1];
            var length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            if (length > RuleYaml.MostBytes)
            {
                problems.Add(new RuleProblem(file.Name, 0, FormattableString.Invariant($"The file has more than {RuleYaml.MostBytes / 1024} KiB.")));
                return null;
            }

            return Strict.GetString(bytes, 0, length).TrimStart('\ufeff');
        }
        catch (DecoderFallbackException)
        {
            problems.Add(new RuleProblem(file.Name, 0, "The file is not UTF-8."));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            problems.Add(new RuleProblem(file.Name, 0, $"It cannot be read: {error.Message.ReplaceLineEndings(" ")}"));
        }

        return null;
    }
}
