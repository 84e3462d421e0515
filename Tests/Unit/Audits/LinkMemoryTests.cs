using OrleansDefender.Audits;

using Xunit;

namespace OrleansDefender.Tests.Unit.Audits;

public sealed class LinkMemoryTests
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    [Fact]
    public void It_holds_no_more_than_it_may_and_forgets_the_oldest()
    {
        var memory = new LinkMemory(3, Day);
        for (var i = 0; i < 5; i++)
        {
            memory.Learn($"c{i}", Links($"t{i}"), TimeSpan.FromSeconds(i));
        }

        Assert.Equal(3, memory.Count);
        Assert.Null(memory.Find("c1", TimeSpan.FromSeconds(5)));
        Assert.Equal(["t2"], memory.Find("c2", TimeSpan.FromSeconds(5))!.Things);
    }

    [Fact]
    public void A_new_answer_replaces_the_old_one_and_lives_anew()
    {
        var memory = new LinkMemory(3, Day);
        memory.Learn("c", Links("before"), TimeSpan.Zero);
        memory.Learn("d", Links("d"), TimeSpan.Zero);
        memory.Learn("c", Links("after"), Day / 2);

        Assert.Equal(["after"], memory.Find("c", Day * 1.4)!.Things);
        Assert.Equal(1, memory.Count);
        Assert.Null(memory.Find("c", Day * 1.5));
        Assert.Equal(0, memory.Count);
    }

    private static ResourceLinks Links(string thing) => new([thing], default);
}
