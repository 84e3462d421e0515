using OrleansDefender.Fleet;
using OrleansDefender.Things;

using Xunit;

namespace OrleansDefender.Tests.Unit.Fleet;

public sealed class PendingCausesTests
{
    [Fact]
    public void What_is_not_taken_is_tried_again_after_growing_waits_for_about_a_week()
    {
        var begin = new DateTimeOffset(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);
        var causes = PendingCauses.Of("111122223333/us-east-1/pump-1", new ThingCauses());
        var now = begin;
        var waits = new List<double>();
        while (!causes.IsHopeless)
        {
            causes = causes.Failed("no", now);
            var next = DateTimeOffset.FromUnixTimeMilliseconds(causes.RetryMs!.Value);
            waits.Add((next - now).TotalSeconds);
            now = next;
        }

        Assert.Equal([2, 4, 8, 16, 32, 64], waits.Take(6));
        Assert.All(waits.Skip(11), wait => Assert.Equal(3_600, wait));
        Assert.InRange(now - begin, TimeSpan.FromDays(6.5), TimeSpan.FromDays(7.5));
        Assert.Equal((175, "no"), (causes.Failures, causes.Reason));
    }
}
