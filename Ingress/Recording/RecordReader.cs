using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace OrleansDefender.Ingress.Recording;

/// <summary>Reads what <see cref="EventRecorder"/> wrote.</summary>
public static class RecordReader
{
    /// <summary>The messages of a file, or of all files of a folder, in the order in which they were recorded; one line in memory at a time.</summary>
    /// <param name="path">A file, or a folder of <c>events-*.jsonl</c>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <remarks>The last line of a file may be torn, as a process leaves it that dies while it writes: it is passed over.</remarks>
    /// <exception cref="InvalidDataException">Another line is no recorded message; the error names file and line.</exception>
    /// <exception cref="IOException">There is no such file, or it cannot be read.</exception>
    public static async IAsyncEnumerable<RecordedMessage> ReadAsync(string path, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(path);
        var files = Directory.Exists(path) ? RecordFiles.In(path) : [path];
        foreach (var file in files)
        {
            // Also one that is still being written to.
            using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16, useAsync: true));
            var next = await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false);
            for (var number = 1L; next is { } line; number++)
            {
                next = await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false);
                if (Read(line) is { } message)
                {
                    yield return message;
                }
                else if (next is not null)
                {
                    throw new InvalidDataException(string.Create(
                        CultureInfo.InvariantCulture, $"{file}, line {number}: this is no recorded message, which is {{\"at\":TIME,\"body\":TEXT}}."));
                }
            }
        }
    }

    private static RecordedMessage? Read(string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty(EventRecorder.At, out var at) && at.ValueKind == JsonValueKind.String && at.TryGetDateTimeOffset(out var time)
                && document.RootElement.TryGetProperty(EventRecorder.Body, out var body) && body.ValueKind == JsonValueKind.String
                ? new RecordedMessage(time, body.GetString()!)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
