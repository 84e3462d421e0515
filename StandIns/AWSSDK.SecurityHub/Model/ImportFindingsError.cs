namespace Amazon.SecurityHub.Model;

/// <summary>One finding that an import refused.</summary>
public partial class ImportFindingsError
{
    /// <summary>Why, as a code.</summary>
    public string ErrorCode { get; set; }

    /// <summary>Why, as text.</summary>
    public string ErrorMessage { get; set; }

    /// <summary>The finding's identifier.</summary>
    public string Id { get; set; }
}
