using System.Text;

using OrleansDefender.Audits;
using OrleansDefender.Ingress.Links;

using Xunit;

namespace OrleansDefender.Tests.Unit.Ingress;

/// <summary>The form of look-ups; a queue may hold some that an older version wrote.</summary>
public sealed class LinkMessageTests
{
    private static readonly AccountRegion Scope = new("111122223333", "us-east-1");

    [Fact]
    public void The_written_form_is_the_agreed_one() => Assert.Equal(
        """{"v":1,"account":"111122223333","region":"us-east-1","resources":[{"kind":"device-certificate","id":"abc","severity":"HIGH"},{"kind":"client-id","id":"line 4/ö","severity":"INFORMATIONAL"}]}""",
        new LinkMessage(
            Scope,
            [new WantedLinks(ResourceIdentifier.DeviceCertificate("abc"), Severity.High), new WantedLinks(new ResourceIdentifier(ResourceKinds.ClientId, "line 4/ö"), Severity.Informational)])
            .Write());

    [Fact]
    public void What_is_written_is_read_with_its_scope_severity_and_full_identifier()
    {
        var longest = new string('\uFFFE', 2000);
        var message = new LinkMessage(Scope, [new WantedLinks(new ResourceIdentifier("new-kind", longest), Severity.Critical)]);

        var read = LinkMessage.Read(message.Write(), out _, out _)!;

        Assert.Equal((Scope, new WantedLinks(new ResourceIdentifier("new-kind", longest), Severity.Critical)), (read.Scope, Assert.Single(read.Resources)));
    }

    [Fact]
    public void Things_are_written_in_the_agreed_form_and_read_again()
    {
        var message = new LinkMessage(Scope, []) { Things = [new WantedContext("line 4/ö", Severity.None)] };

        Assert.Equal("""{"v":1,"account":"111122223333","region":"us-east-1","things":[{"name":"line 4/ö","severity":"NONE"}]}""", message.Write());
        Assert.Equal([new WantedContext("line 4/ö", Severity.None)], LinkMessage.Read(message.Write(), out _, out _)!.Things);
        var many = Enumerable.Range(0, 120).Select(i => new WantedContext($"t{i}", Severity.Low)).ToList();
        Assert.Equal(many, LinkMessage.WriteAll(Scope, many).SelectMany(body => LinkMessage.Read(body, out _, out _)!.Things));
        Assert.Equal(3, LinkMessage.WriteAll(Scope, many).Count);
    }

    [Fact]
    public void Many_resources_go_into_few_messages_within_their_bounds()
    {
        var many = Enumerable.Range(0, 120).Select(i => new WantedLinks(ResourceIdentifier.DeviceCertificate($"c{i}"), Severity.Low)).ToList();
        var big = Enumerable.Range(0, 60).Select(i => new WantedLinks(new ResourceIdentifier("k", new string('\uFFFE', 2000) + i), Severity.Low)).ToList();

        Assert.Equal([50, 50, 20], LinkMessage.WriteAll(Scope, many).Select(body => LinkMessage.Read(body, out _, out _)!.Resources.Length));
        var bodies = LinkMessage.WriteAll(Scope, big);
        Assert.All(bodies, body => Assert.InRange(Encoding.UTF8.GetByteCount(body), 1, LinkMessage.MaxBytes));
        Assert.Equal(big, bodies.SelectMany(body => LinkMessage.Read(body, out _, out _)!.Resources));
    }

    [Theory]
    [InlineData("", "invalid-json")]
    [InlineData("null", "unknown-version")]
    [InlineData("{}", "unknown-version")]
    [InlineData("""{"v":2,"account":"111122223333","region":"us-east-1","resources":[{"kind":"k","id":"i","severity":"LOW"}]}""", "unknown-version")]
    [InlineData("""{"v":1,"account":"1","region":"us-east-1","resources":[{"kind":"k","id":"i","severity":"LOW"}]}""", "invalid-member")]
    [InlineData("""{"v":1,"account":"111122223333","resources":[{"kind":"k","id":"i","severity":"LOW"}]}""", "invalid-member")]
    [InlineData("""{"v":1,"account":"111122223333","region":"us-east-1","resources":[]}""", "invalid-member")]
    [InlineData("""{"v":1,"account":"111122223333","region":"us-east-1"}""", "invalid-member")]
    [InlineData("""{"v":1,"account":"111122223333","region":"us-east-1","resources":[null]}""", "invalid-member")]
    [InlineData("""{"v":1,"account":"111122223333","region":"us-east-1","things":[]}""", "invalid-member")]
    [InlineData("""{"v":1,"account":"111122223333","region":"us-east-1","things":[null]}""", "invalid-member")]
    [InlineData("""{"v":1,"account":"111122223333","region":"us-east-1","things":[{"name":"","severity":"LOW"}]}""", "invalid-member")]
    [InlineData("""{"v":1,"account":"111122223333","region":"us-east-1","things":[{"name":"t"}]}""", "invalid-member")]
    [InlineData("""{"v":1,"account":"111122223333","region":"us-east-1","resources":[{"kind":"a/b","id":"i","severity":"LOW"}]}""", "invalid-member")]
    [InlineData("""{"v":1,"account":"111122223333","region":"us-east-1","resources":[{"kind":"k","id":"","severity":"LOW"}]}""", "invalid-member")]
    [InlineData("""{"v":1,"account":"111122223333","region":"us-east-1","resources":[{"kind":"k","id":"i","severity":"4"}]}""", "invalid-member")]
    public void What_is_no_look_up_says_why(string body, string reason)
    {
        Assert.Null(LinkMessage.Read(body, out var said, out var detail));
        Assert.Equal(reason, said);
        Assert.NotEmpty(detail);
    }
}
