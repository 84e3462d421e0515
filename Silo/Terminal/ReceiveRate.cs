using OrleansDefender.Silo.Status;

namespace OrleansDefender.Silo.Terminal;

/// <summary>Messages of the events queue received a second, from one snapshot to the next.</summary>
internal sealed class ReceiveRate
{
    private (DateTimeOffset Time, long Received)? _last;
    private double _rate;

    /// <summary>The rate up to a snapshot; that of before where it is the same one again.</summary>
    public double Of(SystemSnapshot snapshot)
    {
        var received = snapshot.Pumps.FirstOrDefault(static pump => pump.Name == SystemReader.Events)?.Received ?? 0;
        if (_last is { } last)
        {
            if (snapshot.Time <= last.Time)
            {
                return _rate;
            }

            _rate = (received - last.Received) / (snapshot.Time - last.Time).TotalSeconds;
        }

        _last = (snapshot.Time, received);
        return _rate;
    }
}
