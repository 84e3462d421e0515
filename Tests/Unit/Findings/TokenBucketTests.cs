using CsCheck;

using OrleansDefender.Findings.Delivery;
using OrleansDefender.Tests.Shared.Findings;

using Xunit;

namespace OrleansDefender.Tests.Unit.Findings;

public sealed class TokenBucketTests
{
    [Fact]
    public void A_new_bucket_is_empty()
    {
        var bucket = new TokenBucket(10, 25, TimeSpan.Zero);

        Assert.False(bucket.TryTake(TimeSpan.Zero));
        Assert.Equal(TimeSpan.FromMilliseconds(100), bucket.NextAt(TimeSpan.Zero));
        Assert.False(bucket.TryTake(TimeSpan.FromMilliseconds(100) - TimeSpan.FromTicks(1)));
        Assert.True(bucket.TryTake(TimeSpan.FromMilliseconds(100)));
    }

    [Fact]
    public void After_a_quiet_time_there_is_the_burst_and_no_more()
    {
        var bucket = new TokenBucket(10, 25, TimeSpan.Zero);
        var later = TimeSpan.FromHours(1);

        Assert.Equal(25, Enumerable.Range(0, 40).Count(_ => bucket.TryTake(later)));
    }

    [Fact]
    public void An_emptied_bucket_starts_from_nothing()
    {
        var bucket = new TokenBucket(10, 25, TimeSpan.Zero);
        var later = TimeSpan.FromHours(1);

        bucket.Empty(later);

        Assert.False(bucket.TryTake(later));
        Assert.Equal(later + TimeSpan.FromMilliseconds(100), bucket.NextAt(later));
    }

    [Fact]
    public void Whatever_the_attempts_AWSs_bucket_accepts_them_even_with_half_a_second_of_jitter() =>
        Gen.Select(Gen.Int[0, 400].Array[1, 300], Gen.Int[0, 499].Array[300]).Sample((gaps, jitter) =>
        {
            var bucket = new TokenBucket(10, 25, TimeSpan.Zero);
            var now = TimeSpan.Zero;
            var arrivals = new List<TimeSpan>();
            for (var index = 0; index < gaps.Length; index++)
            {
                now += TimeSpan.FromMilliseconds(gaps[index]);
                while (bucket.TryTake(now))
                {
                    arrivals.Add(now + TimeSpan.FromMilliseconds(jitter[arrivals.Count % jitter.Length]));
                }
            }

            var quota = new ExactQuota();
            return arrivals.Order().All(quota.Accepts);
        });
}
