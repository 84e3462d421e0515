namespace OrleansDefender.Tests.Shared.Findings;

/// <summary>AWS's token bucket as documented, in whole ticks: starts full with 30, refills 10 a second. Tells by call times whether a quota was kept.</summary>
public sealed class ExactQuota(int perSecond = 10, int burst = 30)
{
    private readonly long _perToken = TimeSpan.TicksPerSecond / perSecond;
    private long _level = TimeSpan.TicksPerSecond / perSecond * burst;
    private TimeSpan _at;

    /// <summary>Whether AWS would accept a call at this time; times must not go back.</summary>
    public bool Accepts(TimeSpan at)
    {
        _level = Math.Min(_perToken * burst, _level + (at - _at).Ticks);
        _at = at;
        if (_level < _perToken)
        {
            return false;
        }

        _level -= _perToken;
        return true;
    }
}
