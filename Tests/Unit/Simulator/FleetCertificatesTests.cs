using OrleansDefender.Simulator.Fleet;

using Xunit;

namespace OrleansDefender.Tests.Unit.Simulator;

public sealed class FleetCertificatesTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 2)]
    [InlineData(200, 1)]
    [InlineData(5_002, 2)]
    public void Every_certificate_has_an_id_of_its_own_and_is_found_by_it(int things, int each)
    {
        var certificates = Make(3, things, each);

        var ids = Enumerable.Range(0, certificates.Attached + certificates.Unattached).Select(certificates.IdOf).ToList();

        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.All(ids, id => Assert.Matches("^[0-9a-f]{64}$", id));
        Assert.Equal(Enumerable.Range(0, ids.Count), ids.Select(id => certificates.NumberOf(id)!.Value));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void What_a_thing_holds_and_what_a_certificate_is_attached_to_agree(int each)
    {
        var registry = new FleetRegistry(3, 500);
        var certificates = new FleetCertificates(3, registry, each);

        var byThing = Enumerable.Range(0, registry.Registered).SelectMany(thing => certificates.Of(thing).Select(number => (thing, number))).ToList();
        var byCertificate = Enumerable.Range(0, certificates.Attached + certificates.Unattached)
            .SelectMany(number => certificates.ThingsOf(number).Select(thing => (thing, number))).ToList();

        Assert.Equal(byThing.Order(), byCertificate.Order());
        Assert.Equal(9, byCertificate.GroupBy(pair => pair.number).Count(things => things.Count() == 2));
        Assert.All(byThing.GroupBy(pair => pair.thing), own => Assert.InRange(own.Count(), each, each + 1));
    }

    [Fact]
    public void A_few_certificates_are_attached_to_nothing()
    {
        var certificates = Make(1, 200, 1);

        Assert.InRange(certificates.Unattached, 2, 10);
        Assert.Empty(certificates.ThingsOf(certificates.Attached));
    }

    [Theory]
    [InlineData("")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("zz00000000000000000000000000000000000000000000000000000000000000")]
    public void An_id_of_nobody_is_not_found(string id)
    {
        Assert.Null(Make(1, 200, 1).NumberOf(id));
        Assert.Null(Make(1, 200, 1).NumberOf(Make(2, 200, 1).IdOf(5)));
    }

    private static FleetCertificates Make(int seed, int things, int each) => new(seed, new FleetRegistry(seed, things), each);
}
