using OrleansDefender.Simulator.Fleet;

using Xunit;

namespace OrleansDefender.Tests.Unit.Simulator;

public sealed class FleetRegistryTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(200)]
    [InlineData(12_345)]
    public void Every_registered_device_has_a_name_of_its_own_and_is_found_by_it(int count)
    {
        var registry = new FleetRegistry(1, count);

        var names = Enumerable.Range(0, count).Select(registry.NameOf).ToList();

        Assert.Equal(count, names.Distinct().Count());
        Assert.All(names.Take(registry.Registered), name => Assert.Equal(name, registry.Find(name)?.Name));
    }

    [Fact]
    public void Two_devices_are_unknown_to_the_registry_and_one_of_them_has_a_name_no_thing_may_have()
    {
        var registry = new FleetRegistry(1, 200);

        Assert.Equal(198, registry.Registered);
        Assert.Equal(["iotconsole-8f21c", "line 4/mixer#2"], [registry.NameOf(198), registry.NameOf(199)]);
        Assert.Null(registry.Find("iotconsole-8f21c"));
        Assert.Null(registry.Find("line 4/mixer#2"));
    }

    [Theory]
    [InlineData("pump-0000")]
    [InlineData("pump-1")]
    [InlineData("pump-+001")]
    [InlineData("pump-00001")]
    [InlineData("pump-0061")]
    [InlineData("pump-99999999")]
    [InlineData("pump-2147483647")]
    [InlineData("lamp-0001")]
    [InlineData("pump")]
    [InlineData("")]
    public void A_name_outside_the_fleet_is_not_found(string name)
    {
        Assert.Null(new FleetRegistry(1, 200).Find(name));
    }

    [Fact]
    public void The_same_seed_gives_the_same_things_and_another_seed_others()
    {
        var thing = new FleetRegistry(7, 200).Find("valve-0003")!;

        var again = new FleetRegistry(7, 200).Find("valve-0003")!;
        var other = new FleetRegistry(8, 200).Find("valve-0003")!;

        Assert.Equal(thing.Id, again.Id);
        Assert.Equal(thing.Attributes, again.Attributes);
        Assert.NotEqual(thing.Id, other.Id);
        Assert.Equal("Valve", thing.TypeName);
        Assert.Equal(["Valves", thing.Attributes["site"]], thing.Groups);
    }
}
