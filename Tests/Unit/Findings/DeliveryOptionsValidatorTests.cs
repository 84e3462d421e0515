using OrleansDefender.Findings;

using Xunit;

namespace OrleansDefender.Tests.Unit.Findings;

public sealed class DeliveryOptionsValidatorTests
{
    [Fact]
    public void The_defaults_are_valid() => Assert.True(new DeliveryOptionsValidator().Validate(null, new DeliveryOptions()).Succeeded);

    [Fact]
    public void Each_broken_rule_is_named_with_its_key_and_value()
    {
        var options = new DeliveryOptions
        {
            MaxWaitingFindings = 0,
            MaxWaitingBytes = 1,
            CallsPerSecond = 0,
            Burst = -1,
            CallsInFlight = 0,
            CallTimeout = TimeSpan.FromMinutes(2),
        };

        var failures = new DeliveryOptionsValidator().Validate(null, options).Failures!.ToList();

        Assert.Equal(6, failures.Count);
        Assert.Contains("Delivery:MaxWaitingFindings must be from 1 to 1000000, and is 0.", failures);
        Assert.Contains("Delivery:CallTimeout must be from 00:00:01 to 00:01:00, and is 00:02:00.", failures);
    }
}
