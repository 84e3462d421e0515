namespace Amazon.SecurityHub.Model;

/// <summary>A note that replaces the one on a finding.</summary>
public partial class NoteUpdate
{
    /// <summary>The text, at most 512 characters.</summary>
    public string Text { get; set; }

    /// <summary>Who writes it.</summary>
    public string UpdatedBy { get; set; }
}
