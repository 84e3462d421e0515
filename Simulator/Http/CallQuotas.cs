namespace OrleansDefender.Simulator.Http;

/// <summary>The token buckets of all callers: one per service, account, Region and operation, full at first.</summary>
/// <remarks>Thread-safe. Source of the model (a bucket refilled evenly): AWS API throttling documentation; high. The sizes come from the services.</remarks>
internal sealed class CallQuotas(TimeProvider time)
{
    /// <summary>Callers choose account and Region, so the number of buckets is bounded; a full bucket says nothing and may go.</summary>
    private const int MostBuckets = 10_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<Key, Bucket> _buckets = [];

    private readonly record struct Key(string Service, string Account, string Region, string Operation);

    /// <summary>Takes one token; <see langword="false"/> where none is left.</summary>
    public bool TryTake(string service, string account, string region, string operation, CallQuota quota)
    {
        var now = time.GetTimestamp();
        lock (_lock)
        {
            var key = new Key(service, account, region, operation);
            if (!_buckets.TryGetValue(key, out var bucket))
            {
                if (_buckets.Count >= MostBuckets)
                {
                    _buckets.Clear();
                }

                bucket = new Bucket { Tokens = quota.Burst, At = now };
                _buckets.Add(key, bucket);
            }

            bucket.Tokens = Math.Min(quota.Burst, bucket.Tokens + (time.GetElapsedTime(bucket.At, now).TotalSeconds * quota.Rate));
            bucket.At = now;
            if (bucket.Tokens < 1)
            {
                return false;
            }

            bucket.Tokens--;
            return true;
        }
    }

    private sealed class Bucket
    {
        public double Tokens { get; set; }

        public long At { get; set; }
    }
}
