namespace OrleansDefender.Fleet;

/// <summary>A grain with work of its own, that must go on whatever becomes of its silo: a row on the due list wakes it.</summary>
[Alias("OrleansDefender.Fleet.IWakeable")]
public interface IWakeable : IGrainWithStringKey
{
    /// <summary>Goes on with what is not done. Returns soon; the work runs beside the calls. The grain moves its row itself.</summary>
    [Alias("Wake")]
    ValueTask Wake(CancellationToken cancellationToken = default);
}
