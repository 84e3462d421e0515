namespace OrleansDefender.Things;

/// <summary>A pattern on behavior names and the severity it means.</summary>
public sealed class SeverityPattern
{
    /// <summary>A regular expression (.NET, without constructs that need backtracking); it may match anywhere in the name.</summary>
    public string Pattern { get; set; } = string.Empty;

    /// <summary>The severity.</summary>
    public Severity Severity { get; set; }
}
