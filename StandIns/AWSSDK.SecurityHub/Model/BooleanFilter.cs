namespace Amazon.SecurityHub.Model;

/// <summary>Compares a yes or no.</summary>
public partial class BooleanFilter
{
    /// <summary>The value to find.</summary>
    public bool? Value { get; set; }
}
