namespace OrleansDefender.Silo.Status;

/// <summary>Where the pumps' state comes from.</summary>
internal interface IIngressSource
{
    /// <summary>The pumps now; cheap.</summary>
    IReadOnlyList<PumpState> Read();
}
