namespace OrleansDefender.Ingress.Recording;

/// <summary>The recording of received events, section <c>Record</c>.</summary>
public sealed class RecordOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Record";

    /// <summary>The folder of the files; absent: nothing is recorded. The files hold what devices and analysts said, unabridged.</summary>
    public string? Path { get; set; }

    /// <summary>The size at which a file is followed by the next, in mebibytes, 1 to 1,024.</summary>
    public int MaxFileMegabytes { get; set; } = 64;

    /// <summary>Files kept, the one that is written to included, 1 to 1,000: the oldest are deleted.</summary>
    public int MaxFiles { get; set; } = 16;
}
