using OrleansDefender.Silo.Api;

using Xunit;

namespace OrleansDefender.Tests.Unit.Silo;

public sealed class ThingPathTests
{
    [Theory]
    [InlineData("/api/v1/things/111122223333/us-east-1/pump-0017", "pump-0017")]
    [InlineData("/api/v1/things/111122223333/us-east-1/pump-0017?x=/y", "pump-0017")]
    [InlineData("http://127.0.0.1:5080/api/v1/things/111122223333/us-east-1/pump", "pump")]
    [InlineData("/api/v1/things/111122223333/us-east-1/a%2Fb", "a/b")]
    [InlineData("/api/v1/things/111122223333/us-east-1/a/b", "a/b")]
    [InlineData("/api/v1/things/111122223333/us-east-1/a%252Fb", "a%2Fb")]
    [InlineData("/api/v1/things/111122223333/us-east-1/a%2fb%3Fc%23d", "a/b?c#d")]
    [InlineData("/api/v1/things/111122223333/us-east-1/a+b", "a+b")]
    [InlineData("/api/v1/things/111122223333/us-east-1/%C3%A9%F0%9F%94%A5", "é🔥")]
    [InlineData("/api/v1/things/111122223333/us-east-1/100%", "100%")]
    [InlineData("/api/v1/things/111122223333/us-east-1/%2E%2E", "..")]
    public void The_name_is_decoded_once(string target, string name)
    {
        Assert.True(ThingPath.TryParse(target, out var account, out var region, out var thing));
        Assert.Equal(("111122223333", "us-east-1", name), (account, region, thing));
    }

    [Theory]
    [InlineData("/api/v1/things/111122223333/us-east-1/")]
    [InlineData("/api/v1/things/111122223333/us-east-1")]
    [InlineData("/api/v1/things//us-east-1/x")]
    [InlineData("/api/v1/things/111122223333//x")]
    [InlineData("/api/v1/other/111122223333/us-east-1/x")]
    [InlineData("http://127.0.0.1:5080")]
    [InlineData("*")]
    [InlineData("")]
    public void A_path_without_all_three_parts_names_no_thing(string target) => Assert.False(ThingPath.TryParse(target, out _, out _, out _));

    [Theory]
    [InlineData("a/b")]
    [InlineData("a%2Fb")]
    [InlineData("über 🔥?#&+")]
    public void Any_name_survives_the_way_to_a_path_and_back(string name)
    {
        Assert.True(ThingPath.TryParse(ThingPath.Of("111122223333", "us-east-1", name), out _, out _, out var thing));
        Assert.Equal(name, thing);
    }
}
