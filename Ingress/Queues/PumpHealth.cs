namespace OrleansDefender.Ingress.Queues;

/// <summary>Keeps how it stands with one pump; written by its receivers, read by the health checks.</summary>
internal sealed class PumpHealth(string pump)
{
    private readonly Lock _lock = new();
    private PumpStatus _status = new() { Pump = pump };

    /// <summary>How it stands.</summary>
    public PumpStatus Read()
    {
        lock (_lock)
        {
            return _status;
        }
    }

    /// <summary>A receive was answered.</summary>
    /// <returns>Whether receives failed before.</returns>
    public bool Received(DateTimeOffset now)
    {
        lock (_lock)
        {
            var recovered = _status.FailingSince is not null;
            _status = _status with { LastReceiveAt = now, ConsecutiveFailures = 0, FailingSince = null, LastError = null };
            return recovered;
        }
    }

    /// <summary>A receive failed.</summary>
    /// <returns>Whether it is the first after one that was answered.</returns>
    public bool Failed(DateTimeOffset now, string error)
    {
        lock (_lock)
        {
            var first = _status.FailingSince is null;
            _status = _status with
            {
                ConsecutiveFailures = _status.ConsecutiveFailures + 1,
                FailingSince = _status.FailingSince ?? now,
                LastError = error,
            };
            return first;
        }
    }

    /// <summary>What the messages need is busy.</summary>
    public void BecameBusy(DateTimeOffset now, string reason)
    {
        lock (_lock)
        {
            _status = _status with { BusySince = _status.BusySince ?? now, BusyReason = reason };
        }
    }

    /// <summary>Something got through.</summary>
    public void NoLongerBusy()
    {
        lock (_lock)
        {
            if (_status.BusySince is not null)
            {
                _status = _status with { BusySince = null, BusyReason = null };
            }
        }
    }
}
