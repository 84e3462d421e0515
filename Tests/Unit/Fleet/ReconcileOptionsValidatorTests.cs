using OrleansDefender.Fleet;

using Xunit;

namespace OrleansDefender.Tests.Unit.Fleet;

public sealed class ReconcileOptionsValidatorTests
{
    [Theory]
    [InlineData(15)]
    [InlineData(360)]
    [InlineData(10_080)]
    public void An_interval_from_a_quarter_of_an_hour_to_a_week_is_taken(int minutes) => Assert.True(Validate(minutes).Succeeded);

    [Theory]
    [InlineData(int.MinValue)]
    [InlineData(0)]
    [InlineData(14)]
    [InlineData(10_081)]
    [InlineData(int.MaxValue)]
    public void Another_is_refused_with_its_key_value_and_rule(int minutes) =>
        Assert.Equal($"Reconcile:IntervalMinutes is {minutes}; it must be 15 to 10080.", Validate(minutes).FailureMessage);

    [Fact]
    public void The_default_is_one_that_is_taken() => Assert.True(Validate(new ReconcileOptions().IntervalMinutes).Succeeded);

    private static Microsoft.Extensions.Options.ValidateOptionsResult Validate(int minutes) =>
        new ReconcileOptionsValidator().Validate(null, new ReconcileOptions { IntervalMinutes = minutes });
}
