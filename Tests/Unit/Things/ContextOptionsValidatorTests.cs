using OrleansDefender.Things;

using Xunit;

namespace OrleansDefender.Tests.Unit.Things;

public sealed class ContextOptionsValidatorTests
{
    [Theory]
    [InlineData("00:05:00")]
    [InlineData("1.00:00:00")]
    [InlineData("30.00:00:00")]
    public void An_age_from_five_minutes_to_thirty_days_is_taken(string age) => Assert.True(Validate(age).Succeeded);

    [Theory]
    [InlineData("-00:05:00")]
    [InlineData("00:00:00")]
    [InlineData("00:04:59")]
    [InlineData("30.00:00:01")]
    public void Another_is_refused_with_its_key_value_and_rule(string age) =>
        Assert.Equal($"Context:MaxAge is {age}; it must be 00:05:00 to 30.00:00:00.", Validate(age).FailureMessage);

    [Fact]
    public void The_default_is_one_that_is_taken() => Assert.True(new ContextOptionsValidator().Validate(null, new ContextOptions()).Succeeded);

    private static Microsoft.Extensions.Options.ValidateOptionsResult Validate(string age) =>
        new ContextOptionsValidator().Validate(null, new ContextOptions { MaxAge = TimeSpan.Parse(age, System.Globalization.CultureInfo.InvariantCulture) });
}
