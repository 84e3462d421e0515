namespace OrleansDefender.Things;

/// <summary>Withholds nothing.</summary>
internal sealed class NoWithholder : IWithholder
{
    public static NoWithholder Instance { get; } = new();

    /// <inheritdoc/>
    public Withholding? Find(string? profile, string? behavior, Severity severity, string? rule) => null;
}
