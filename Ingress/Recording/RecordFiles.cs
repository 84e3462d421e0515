using System.Globalization;

namespace OrleansDefender.Ingress.Recording;

/// <summary>The names of recorded files: their order is that of their times.</summary>
internal static class RecordFiles
{
    private const string Pattern = "events-*.jsonl";
    private const string Form = "'events-'yyyyMMdd'T'HHmmss'.'fff'Z.jsonl'";

    /// <summary>The name of a file that begins at a moment.</summary>
    public static string NameOf(DateTimeOffset at) => at.UtcDateTime.ToString(Form, CultureInfo.InvariantCulture);

    /// <summary>The moment at which a file begins by its name; absent where the name is another's.</summary>
    public static DateTimeOffset? TimeOf(string name) =>
        DateTimeOffset.TryParseExact(name, Form, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;

    /// <summary>The files of a folder, the oldest first; others' files are left alone.</summary>
    public static IReadOnlyList<string> In(string folder) =>
    [
        .. Directory.EnumerateFiles(folder, Pattern).Where(static file => TimeOf(Path.GetFileName(file)) is not null).Order(StringComparer.Ordinal),
    ];
}
