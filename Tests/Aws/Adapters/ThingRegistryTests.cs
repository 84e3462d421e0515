using System.Globalization;

using Microsoft.Extensions.Time.Testing;

using OrleansDefender.Correlation;
using OrleansDefender.Silo.Aws;
using OrleansDefender.Tests.Aws.StandIns;
using OrleansDefender.Tests.Shared.Findings;
using OrleansDefender.Things;

using Xunit;

namespace OrleansDefender.Tests.Aws.Adapters;

public sealed class ThingRegistryTests
{
    private static readonly DateTimeOffset Asked = new(2026, 1, 5, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_thing_is_described_with_the_groups_of_all_pages()
    {
        await using var server = await WireServer.StartAsync(
            static number => number switch
            {
                0 => new WireReply(200, """{"thingName":"lamp-1","thingTypeName":"Lamp","attributes":{"site":"plant-07","line":"4"},"version":3}"""),
                1 => Groups("two", "pumps", "lab-bench"),
                2 => Groups("three", "Lamps"),
                _ => Groups(null, "lab-bench", "floor-1"),
            },
            Cancel);

        var context = await DescribeAsync(server, "lamp-1");

        Assert.Equal(("Lamp", true, Asked.ToUnixTimeMilliseconds()), (context.ThingType, context.IsRegistered, context.AskedMs));
        Assert.Equal(["Lamps", "floor-1", "lab-bench", "pumps"], context.Groups);
        Assert.Equal([KeyValuePair.Create("line", "4"), KeyValuePair.Create("site", "plant-07")], context.Attributes);
        Assert.Equal(
            ["/things/lamp-1", "/things/lamp-1/thing-groups", "/things/lamp-1/thing-groups", "/things/lamp-1/thing-groups"], server.Calls.Select(static call => call.RawPath));
        Assert.Equal(["", "two", "three"], server.Calls.Skip(1).Select(static call => call.Query.TryGetValue("nextToken", out var token) ? token.ToString() : ""));
        Assert.All(server.Calls.Skip(1), static call => Assert.Equal("250", call.Query["maxResults"].ToString()));
    }

    [Fact]
    public async Task No_more_than_four_pages_of_groups_are_read_and_the_first_twenty_kept()
    {
        await using var server = await WireServer.StartAsync(
            static number => number == 0
                ? new WireReply(200, """{"thingName":"lamp-1"}""")
                : Groups(
                    number.ToString(CultureInfo.InvariantCulture),
                    [.. Enumerable.Range(0, 10).Select(place => string.Create(CultureInfo.InvariantCulture, $"group-{99 - (10 * number) - place:00}"))]),
            Cancel);

        var context = await DescribeAsync(server, "lamp-1");

        Assert.Equal(5, server.Calls.Count);
        Assert.Equal(Enumerable.Range(50, 20).Select(static number => $"group-{number}"), context.Groups);
    }

    [Fact]
    public async Task A_list_of_groups_that_would_never_end_is_given_up()
    {
        await using var server = await WireServer.StartAsync(
            static number => number == 0 ? new WireReply(200, """{"thingName":"lamp-1"}""") : Groups("again", "pumps"), Cancel);

        await Assert.ThrowsAsync<InvalidOperationException>(() => DescribeAsync(server, "lamp-1"));
        Assert.Equal(3, server.Calls.Count);
    }

    [Fact]
    public async Task What_the_registry_does_not_know_is_an_answer_too()
    {
        await using var server = await WireServer.StartAsync(Refusal(404, "ResourceNotFoundException"), Cancel);

        var context = await DescribeAsync(server, "client-7");

        Assert.Equal((false, Asked.ToUnixTimeMilliseconds(), null, 0), (context.IsRegistered, context.AskedMs, context.ThingType, context.Groups.Length));
        Assert.Single(server.Calls);
    }

    [Fact]
    public async Task A_refusal_of_the_groups_is_no_thing_without_groups()
    {
        await using var server = await WireServer.StartAsync(
            static number => number == 0 ? new WireReply(200, """{"thingName":"lamp-1"}""") : Refusal(403, "UnauthorizedException"), Cancel);

        await Assert.ThrowsAnyAsync<Amazon.Runtime.AmazonServiceException>(() => DescribeAsync(server, "lamp-1"));
    }

    [Theory]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("line 4")]
    [InlineData("pümp")]
    [InlineData("")]
    public async Task Names_that_no_thing_can_have_are_not_asked_for(string name)
    {
        await using var server = await WireServer.StartAsync(Refusal(500, "InternalFailureException"), Cancel);

        Assert.False((await DescribeAsync(server, name.Length > 0 ? name : new string('a', 129))).IsRegistered);
        Assert.Empty(server.Calls);
    }

    private static WireReply Groups(string? next, params string[] names)
    {
        var groups = string.Join(',', names.Select(static name => $$"""{"groupName":"{{name}}","groupArn":"arn:aws:iot:us-east-1:111122223333:thinggroup/{{name}}"}"""));
        return new WireReply(200, $$"""{"thingGroups":[{{groups}}]{{(next is null ? "" : $",\"nextToken\":\"{next}\"")}}}""");
    }

    private static WireReply Refusal(int status, string type) =>
        new(status, """{"message":"No"}""") { Headers = new Dictionary<string, string> { ["x-amzn-ErrorType"] = type } };

    /// <summary>Asks, and lets the time between calls pass.</summary>
    private static async Task<ThingContext> DescribeAsync(WireServer server, string name)
    {
        var time = new FakeTimeProvider(Asked);
        using var clients = AdapterRig.ClientsOf(server.Address.ToString());
        var asking = new ThingRegistry(clients, time).DescribeAsync(new ThingKey(TestFindings.Scope, name), Cancel);
        await Waiting.PassUntil(() => asking.IsCompleted, time);
        return await asking;
    }
}
