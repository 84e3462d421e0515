using System.Text;

using OrleansDefender.Findings;
using OrleansDefender.Ingress.Delivery;

using Xunit;

namespace OrleansDefender.Tests.Unit.Ingress;

/// <summary>The form of deliveries; a queue may hold some that an older version wrote.</summary>
public sealed class DeliveryMessageTests
{
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
        var read = DeliveryMessage.Read(body, out _, out _)!;
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
    public void Unknown_members_pass() =>
        Assert.NotNull(DeliveryMessage.Read("""{"v":1,"owner":"thing","key":"111122223333/us-east-1/k","findings":["f"],"new":{"a":[1]}}""", out _, out _));

    [Theory]
    [InlineData("", "invalid-json")]
    [InlineData("null", "unknown-version")]
    [InlineData("[]", "invalid-json")]
    [InlineData("{}", "unknown-version")]
    [InlineData("""{"v":2,"owner":"thing","key":"111122223333/us-east-1/k","findings":["f"]}""", "unknown-version")]
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
