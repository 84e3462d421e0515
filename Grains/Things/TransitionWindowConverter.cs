namespace OrleansDefender.Things;

/// <summary>Stores a <see cref="TransitionWindow"/> in its packed form.</summary>
[RegisterConverter]
internal sealed class TransitionWindowConverter : IConverter<TransitionWindow, TransitionWindowSurrogate>
{
    /// <inheritdoc/>
    public TransitionWindow ConvertFromSurrogate(in TransitionWindowSurrogate surrogate) => TransitionWindow.Unpack(surrogate.Packed);

    /// <inheritdoc/>
    public TransitionWindowSurrogate ConvertToSurrogate(in TransitionWindow value) => new() { Packed = value.Pack() };
}
