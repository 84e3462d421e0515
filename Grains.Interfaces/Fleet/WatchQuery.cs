namespace OrleansDefender.Fleet;

/// <summary>A question to the watch list.</summary>
public sealed record WatchQuery
{
    /// <summary>Only things of at least this severity.</summary>
    public Severity MinSeverity { get; init; } = Severity.None;

    /// <summary>Only things of which an open audit finding has at least this severity.</summary>
    public Severity MinPosture { get; init; } = Severity.None;

    /// <summary><see langword="true"/>: only things with an open alarm; <see langword="false"/>: only things without; absent: all.</summary>
    public bool? IsOpen { get; init; }

    /// <summary>Where the last page ended, as <see cref="WatchPage.Cursor"/> said.</summary>
    public string? Cursor { get; init; }

    /// <summary>Rows a page, 1 to 1,000.</summary>
    public int Limit { get; init; } = 100;
}
