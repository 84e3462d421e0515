using OrleansDefender.Silo.Hosting;

using Xunit;

namespace OrleansDefender.Tests.Unit.Silo;

public sealed class DefenderOptionsCheckTests
{
    [Theory]
    [InlineData("http://127.0.0.1:5080")]
    [InlineData("http://127.0.0.1:0/")]
    [InlineData("http://localhost:5080")]
    [InlineData("http://[::1]:5080")]
    public void A_loopback_address_is_accepted(string url) => Assert.Empty(Problems(options => options.Url = url));

    [Theory]
    [InlineData("http://0.0.0.0:5080")]
    [InlineData("http://[::]:5080")]
    [InlineData("http://192.0.2.1:5080")]
    [InlineData("http://example.com")]
    [InlineData("https://127.0.0.1:5080")]
    [InlineData("http://127.0.0.1:5080/path")]
    [InlineData("http://user@127.0.0.1:5080")]
    [InlineData("*:5080")]
    [InlineData("")]
    public void Any_other_address_is_refused(string url) =>
        Assert.StartsWith("Defender:Url must be http://127.0.0.1:port", Assert.Single(Problems(options => options.Url = url)), StringComparison.Ordinal);

    [Fact]
    public void An_account_that_is_missing_is_told_apart_from_one_that_is_wrong()
    {
        Assert.Contains("must be set in AWS mode", Assert.Single(Problems(static options => options.Account = "")), StringComparison.Ordinal);
        Assert.Contains("must be twelve digits; it is '1234'", Assert.Single(Problems(static options => options.Account = "1234")), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_broken_rule_is_told() =>
        Assert.Equal(
            ["Defender:Url", "Defender:DataPath", "Defender:SiloPort", "Defender:Account", "Defender:Region"],
            Problems(static options =>
            {
                options.Url = "x";
                options.DataPath = " ";
                options.SiloPort = -1;
                options.Account = "x";
                options.Region = "US East";
            }).Select(static problem => problem.Split(' ')[0]));

    private static IReadOnlyList<string> Problems(Action<DefenderOptions> change)
    {
        var options = new DefenderOptions { Account = DefenderOptions.LocalAccount, Region = DefenderOptions.LocalRegion };
        change(options);
        return [.. new DefenderOptionsCheck().Validate(null, options).Failures ?? []];
    }
}
