namespace Amazon.IoT.Model;

/// <summary>A suppression of the findings of a check on a resource.</summary>
public partial class AuditSuppression
{
    /// <summary>The check.</summary>
    public string CheckName { get; set; }

    /// <summary>Why.</summary>
    public string Description { get; set; }

    /// <summary>When it ends, UTC.</summary>
    public DateTime? ExpirationDate { get; set; }

    /// <summary>The resource.</summary>
    public ResourceIdentifier ResourceIdentifier { get; set; }

    /// <summary>Whether it never ends by itself.</summary>
    public bool? SuppressIndefinitely { get; set; }
}
