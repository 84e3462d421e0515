namespace OrleansDefender.Things;

/// <summary>How a <see cref="TransitionWindow"/> is stored.</summary>
[GenerateSerializer, Alias("OrleansDefender.Things.TransitionWindow")]
internal struct TransitionWindowSurrogate
{
    /// <summary>The packed window.</summary>
    [Id(0)]
    public byte[] Packed;
}
