using CsCheck;

using OrleansDefender.Simulator.SecurityHub;

using Xunit;

namespace OrleansDefender.Tests.Unit.Simulator;

public sealed class AsffTimestampTests
{
    [Theory]
    [InlineData("2026-01-05T10:00:00Z", 1_767_607_200, 0)]
    [InlineData("2026-01-05T10:00:00.5Z", 1_767_607_200, 500_000_000)]
    [InlineData("2026-01-05T10:00:00.000000001Z", 1_767_607_200, 1)]
    [InlineData("2026-01-05T12:00:00+02:00", 1_767_607_200, 0)]
    [InlineData("2026-01-05T08:30:00-0130", 1_767_607_200, 0)]
    [InlineData("2026-01-06T04:00:00+18:00", 1_767_607_200, 0)]
    [InlineData("1969-12-31T23:59:59.25Z", -1, 250_000_000)]
    public void A_timestamp_is_read_to_the_nanosecond(string text, long seconds, int nanoseconds)
    {
        Assert.True(AsffTimestamp.TryParse(text, out var timestamp));
        Assert.Equal(new AsffTimestamp(seconds, nanoseconds), timestamp);
    }

    [Theory]
    [InlineData("")]
    [InlineData("2026-01-05")]
    [InlineData("2026-01-05T10:00:00")]
    [InlineData("2026-01-05T10:00Z")]
    [InlineData("2026-01-05 10:00:00Z")]
    [InlineData("2026-01-05T10:00:00z")]
    [InlineData("2026-01-05T10:00:00.Z")]
    [InlineData("2026-01-05T10:00:00.1234567890Z")]
    [InlineData("2026-01-05T24:00:00Z")]
    [InlineData("2026-02-29T10:00:00Z")]
    [InlineData("2026-01-05T10:00:00+18:01")]
    [InlineData("2026-01-05T10:00:00+1:00")]
    [InlineData("2026-01-05T10:00:00+01:60")]
    [InlineData("2026-01-05T10:00:00Z\n")]
    [InlineData("٢٠٢٦-01-05T10:00:00Z")]
    public void A_text_of_another_form_is_no_timestamp(string text) => Assert.False(AsffTimestamp.TryParse(text, out _));

    [Fact]
    public void Order_is_the_order_of_time() =>
        Gen.DateTime[DateTime.UnixEpoch.AddYears(-100), DateTime.UnixEpoch.AddYears(200)]
            .Select(Gen.Int[-13, 13], (moment, hours) => new DateTimeOffset(moment.Ticks, TimeSpan.Zero).ToOffset(TimeSpan.FromHours(hours)))
            .Array[2]
            .Sample(moments =>
            {
                var parsed = Array.ConvertAll(moments, moment =>
                {
                    Assert.True(AsffTimestamp.TryParse(moment.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffffzzz", null), out var timestamp));
                    Assert.Equal(AsffTimestamp.From(moment), timestamp);
                    return timestamp;
                });
                Assert.Equal(Math.Sign(moments[0].CompareTo(moments[1])), Math.Sign(parsed[0].CompareTo(parsed[1])));
            });

    [Fact]
    public void What_the_service_writes_can_be_read()
    {
        var moment = new DateTimeOffset(2026, 1, 5, 12, 0, 0, 7, TimeSpan.FromHours(2));

        Assert.Equal("2026-01-05T10:00:00.007Z", AsffTimestamp.Format(moment));
        Assert.True(AsffTimestamp.TryParse(AsffTimestamp.Format(moment), out var timestamp));
        Assert.Equal(AsffTimestamp.From(moment), timestamp);
    }
}
