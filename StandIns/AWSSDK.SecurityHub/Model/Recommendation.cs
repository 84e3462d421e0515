namespace Amazon.SecurityHub.Model;

/// <summary>Advice as text and link.</summary>
public partial class Recommendation
{
    /// <summary>The text, at most 512 characters.</summary>
    public string Text { get; set; }

    /// <summary>Where to read more.</summary>
    public string Url { get; set; }
}
