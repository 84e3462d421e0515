using System.Text;

using OrleansDefender.Findings;
using OrleansDefender.Ingress.Delivery;

using Xunit;

namespace OrleansDefender.Tests.Unit.Ingress;

/// <summary>The form of deliveries; a queue may hold some that an older version wrote.</summary>
public sealed class DeliveryMessageTests
{
    [Fact]
    public void A_group_of_a_rule_is_an_owner_too()
    {
        var key = $"111122223333/us-east-1/5b7e2a90-1f4d-4c1e-8a52-6a2f0d9c1b09/{new string('a', 32)}";
        var read = DeliveryMessage.Read(new DeliveryMessage(OwnerKind.Correlation, key, ["incident/1"]).Write(), out _, out _);

        var owner = Assert.Single(read!.Owners);
        Assert.Equal((OwnerKind.Correlation, key), (owner.Owner, owner.Key));
        Assert.Null(DeliveryMessage.Read(new DeliveryMessage(OwnerKind.Correlation, "111122223333/us-east-1/rule", ["incident/1"]).Write(), out var reason, out _));
        Assert.Equal("invalid-member", reason);
    }

    [Fact]
    public void The_written_form_is_the_agreed_one() => Assert.Equal(
        """{"v":1,"owner":"thing","key":"111122223333/us-east-1/pump-0017","findings":["alarm/Profile/Behavior"]}""",
        new DeliveryMessage(OwnerKind.Thing, "111122223333/us-east-1/pump-0017", ["alarm/Profile/Behavior"]).Write());

    [Theory]
    [InlineData("größer/a b")]
    [InlineData("😀+<>&'\"\\")]
    [InlineData("\uFFFE\uFFFF")]
    public void Any_name_comes_back_and_holds_no_character_that_SQS_refuses(string name)
    {
        var key = $"111122223333/us-east-1/{name}";
        var body = new DeliveryMessage(OwnerKind.Thing, key, [name]).Write();

        Assert.DoesNotContain(body, character => character is '\uFFFE' or '\uFFFF' || char.IsControl(character));
        var read = Assert.Single(DeliveryMessage.Read(body, out _, out _)!.Owners);
        Assert.Equal(key, read.Key);
        Assert.Equal([name], read.Findings);
    }

    [Fact]
    public void The_longest_message_stays_far_below_a_message_s_limit()
    {
        var longest = "alarm/" + new string('ä', 257);
        var message = new DeliveryMessage(
            OwnerKind.Thing, new string('ä', 160), [.. Enumerable.Repeat(longest, DeliveryMessage.MaxFindings)]);

        Assert.True(Encoding.UTF8.GetByteCount(message.Write()) < 25_000);
    }

    [Fact]
    public void A_resource_and_several_owners_are_written_as_agreed()
    {
        Assert.Equal(
            """{"v":2,"owners":[{"owner":"resource","key":"111122223333/us-east-1/ca-certificate/ca","findings":["audit/A"]}]}""",
            new DeliveryMessage(OwnerKind.Resource, "111122223333/us-east-1/ca-certificate/ca", ["audit/A"]).Write());
        Assert.Equal(
            """{"v":2,"owners":[{"owner":"thing","key":"111122223333/us-east-1/t","findings":["a","b"]},{"owner":"resource","key":"111122223333/us-east-1/client-id/c/d","findings":["c"]}]}""",
            new DeliveryMessage(
                [new OwnedFindings(OwnerKind.Thing, "111122223333/us-east-1/t", ["a", "b"]), new OwnedFindings(OwnerKind.Resource, "111122223333/us-east-1/client-id/c/d", ["c"])])
                .Write());
    }

    [Fact]
    public void Many_owners_go_into_few_messages_and_none_is_lost()
    {
        var owners = Enumerable.Range(0, 110).Select(i => new OwnedFindings(OwnerKind.Resource, $"111122223333/us-east-1/client-id/c{i}", ["audit/A", "audit/B"])).ToList();

        var bodies = DeliveryMessage.WriteAll(owners);

        Assert.Equal(11, bodies.Count);
        var read = bodies.SelectMany(body => DeliveryMessage.Read(body, out _, out _)!.Owners).ToList();
        Assert.Equal(owners.Select(owner => owner.Key), read.Select(owner => owner.Key));
        Assert.All(read, owner => Assert.Equal(["audit/A", "audit/B"], owner.Findings));
    }

    [Fact]
    public void A_written_message_stays_below_its_bytes_and_its_findings_below_their_number()
    {
        // 255 characters that are escaped each: 1.5 KB a finding.
        var longest = new string('\uFFFE', 255);
        var owners = Enumerable.Range(0, 50).Select(i => new OwnedFindings(
            OwnerKind.Resource, $"111122223333/us-east-1/client-id/c{i}", [.. Enumerable.Range(0, 15).Select(finding => $"{longest}{finding}")])).ToList();

        var bodies = DeliveryMessage.WriteAll(owners);

        Assert.All(bodies, body => Assert.InRange(Encoding.UTF8.GetByteCount(body), 1, DeliveryMessage.MaxBytes));
        var read = bodies.Select(body => DeliveryMessage.Read(body, out _, out _)!).ToList();
        Assert.All(read, message => Assert.InRange(message.Owners.Length, 1, DeliveryMessage.MaxOwners));
        Assert.All(read.SelectMany(message => message.Owners), owner => Assert.InRange(owner.Findings.Length, 1, DeliveryMessage.MaxFindings));
        Assert.Equal(50 * 15, read.Sum(message => message.Owners.Sum(owner => owner.Findings.Length)));
    }

    [Fact]
    public void Unknown_members_pass() =>
        Assert.NotNull(DeliveryMessage.Read("""{"v":1,"owner":"thing","key":"111122223333/us-east-1/k","findings":["f"],"new":{"a":[1]}}""", out _, out _));

    [Theory]
    [InlineData("", "invalid-json")]
    [InlineData("null", "unknown-version")]
    [InlineData("[]", "invalid-json")]
    [InlineData("{}", "unknown-version")]
    [InlineData("""{"v":3,"owner":"thing","key":"111122223333/us-east-1/k","findings":["f"]}""", "unknown-version")]
    [InlineData("""{"v":2,"owner":"thing","key":"111122223333/us-east-1/k","findings":["f"]}""", "invalid-member")]
    [InlineData("""{"v":2,"owners":[]}""", "invalid-member")]
    [InlineData("""{"v":2,"owners":[null]}""", "unknown-owner")]
    [InlineData("""{"v":2,"owners":[{"owner":"resource","key":"111122223333/us-east-1/k","findings":["f"]}]}""", "invalid-member")]
    [InlineData("""{"v":2,"owners":[{"owner":"resource","key":"111122223333/us-east-1/k/i","findings":["f"]},{"owner":"thing","key":"k","findings":["f"]}]}""", "invalid-member")]
    [InlineData("""{"v":1,"owner":"thing","key":"1111/us-east-1/k","findings":["f"]}""", "invalid-member")]
    [InlineData("""{"v":1,"owner":"thing","key":"111122223333/US EAST/k","findings":["f"]}""", "invalid-member")]
    [InlineData("""{"v":1,"owner":"planet","key":"111122223333/us-east-1/k","findings":["f"]}""", "unknown-owner")]
    [InlineData("""{"v":1,"owner":"thing","key":"","findings":["f"]}""", "invalid-member")]
    [InlineData("""{"v":1,"owner":"thing","key":"garbage","findings":["f"]}""", "invalid-member")]
    [InlineData("""{"v":1,"owner":"thing","key":"111122223333/us-east-1/k","findings":[]}""", "invalid-member")]
    [InlineData("""{"v":1,"owner":"thing","key":"111122223333/us-east-1/k","findings":[null]}""", "invalid-member")]
    [InlineData("""{"v":1,"owner":"thing","key":"111122223333/us-east-1/k"}""", "invalid-member")]
    [InlineData("""{"v":1,"owner":"thing","key":5,"findings":["f"]}""", "invalid-json")]
    public void What_is_no_delivery_says_why(string body, string reason)
    {
        Assert.Null(DeliveryMessage.Read(body, out var said, out var detail));
        Assert.Equal(reason, said);
        Assert.NotEmpty(detail);
    }
}
