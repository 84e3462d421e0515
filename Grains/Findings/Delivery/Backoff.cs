namespace OrleansDefender.Findings.Delivery;

/// <summary>Exponential, capped waiting. Without jitter: there is one caller per hub, so nobody to fall into step with.</summary>
internal static class Backoff
{
    /// <summary>The wait after the n-th attempt of a row that failed: 0.5 s, 1 s, 2 s, … 10 s.</summary>
    public static TimeSpan OfAttempt(int attempt) => Doubling(TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(10), attempt);

    /// <summary>The pause after the n-th refusal of access in a row: 30 s, 1 min, 2 min, 4 min, 5 min.</summary>
    public static TimeSpan OfRefusal(int refusal) => Doubling(TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(5), refusal);

    private static TimeSpan Doubling(TimeSpan first, TimeSpan most, int count)
    {
        var wait = first * Math.Pow(2, Math.Clamp(count - 1, 0, 30));
        return wait < most ? wait : most;
    }
}
