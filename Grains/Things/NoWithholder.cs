namespace OrleansDefender.Things;

/// <summary>Withholds nothing.</summary>
internal sealed class NoWithholder : IWithholder
{
    public static NoWithholder Instance { get; } = new();

    /// <inheritdoc/>
    public Withholding? Find(AlarmState? alarm, Severity severity, bool isIncident) => null;
}
