using Microsoft.Extensions.Options;

namespace OrleansDefender.Ingress.Recording;

/// <summary>Checks <see cref="RecordOptions"/> at start, and that the folder can be written to.</summary>
internal sealed class RecordOptionsValidator : IValidateOptions<RecordOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, RecordOptions options)
    {
        var failures = new List<string>();
        Check(nameof(RecordOptions.MaxFileMegabytes), options.MaxFileMegabytes, 1_024);
        Check(nameof(RecordOptions.MaxFiles), options.MaxFiles, 1_000);
        if (options.Path is { } path && Trouble(path) is { } trouble)
        {
            failures.Add($"{RecordOptions.Section}:{nameof(RecordOptions.Path)} must be a folder that can be written to: {trouble}");
        }

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);

        void Check(string key, int value, int most)
        {
            if (value < 1 || value > most)
            {
                failures.Add($"{RecordOptions.Section}:{key} must be 1 to {most}, but is {value}.");
            }
        }
    }

    private static string? Trouble(string path)
    {
        if (string.IsNullOrWhiteSpace(path))
        {
            return "it is empty. Leave it out to record nothing.";
        }

        try
        {
            Directory.CreateDirectory(path);
            using var file = new FileStream(
                Path.Combine(path, $".write-{Environment.ProcessId}"), FileMode.Create, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return error.Message;
        }
    }
}
