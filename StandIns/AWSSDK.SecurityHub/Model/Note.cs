namespace Amazon.SecurityHub.Model;

/// <summary>A note on a finding.</summary>
public partial class Note
{
    /// <summary>The text, at most 512 characters.</summary>
    public string Text { get; set; }

    /// <summary>When it was written.</summary>
    public string UpdatedAt { get; set; }

    /// <summary>Who wrote it.</summary>
    public string UpdatedBy { get; set; }
}
