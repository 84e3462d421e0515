namespace Amazon.SecurityHub.Model;

/// <summary>Compares an entry of a map of texts.</summary>
public partial class MapFilter
{
    /// <summary>How to compare.</summary>
    public MapFilterComparison Comparison { get; set; }

    /// <summary>The entry's key.</summary>
    public string Key { get; set; }

    /// <summary>The text to compare with.</summary>
    public string Value { get; set; }
}
