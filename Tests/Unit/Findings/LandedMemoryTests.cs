using OrleansDefender.Findings.Delivery;

using Xunit;

namespace OrleansDefender.Tests.Unit.Findings;

public sealed class LandedMemoryTests
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    [Fact]
    public void A_landed_finding_is_known_for_ten_minutes_after_the_last_landing_and_at_most_one_more()
    {
        var memory = new LandedMemory(100, Lifetime);
        var revisions = LandedRevisions.None.WithContent(3, quiet: true);
        memory.Remember(1, revisions, TimeSpan.Zero);
        memory.Remember(1, revisions.WithUpdate(2), TimeSpan.FromMinutes(9));
        memory.Remember(2, revisions, TimeSpan.FromMinutes(11));

        Assert.Equal(revisions.WithUpdate(2), memory.Find(1, TimeSpan.FromMinutes(19)));
        Assert.Equal(LandedRevisions.None, memory.Find(1, TimeSpan.FromMinutes(20)));
    }

    [Fact]
    public void The_oldest_is_forgotten_when_the_memory_is_full()
    {
        var memory = new LandedMemory(100, Lifetime);
        for (var key = 1; key <= 1_000; key++)
        {
            memory.Remember((UInt128)key, LandedRevisions.None.WithContent(key, quiet: true), TimeSpan.FromMilliseconds(key));
            Assert.InRange(memory.Count, Math.Min(key, 100), 110);
        }

        Assert.Equal(LandedRevisions.None, memory.Find(890, TimeSpan.FromSeconds(1)));
        Assert.Equal(901, memory.Find(901, TimeSpan.FromSeconds(1)).Content);
    }

    [Fact]
    public void What_is_known_newest_counts()
    {
        var memory = new LandedMemory(100, Lifetime);
        var revisions = LandedRevisions.None.WithContent(3, quiet: true);
        for (var minute = 0; minute < 30; minute++)
        {
            memory.Remember(1, revisions.WithContent(minute, quiet: false), TimeSpan.FromMinutes(minute));
            Assert.Equal(revisions.WithContent(minute, quiet: false), memory.Find(1, TimeSpan.FromMinutes(minute)));
        }
    }

    [Fact]
    public void What_is_too_old_takes_no_memory()
    {
        var memory = new LandedMemory(10_000, Lifetime);
        for (var key = 1; key <= 500; key++)
        {
            memory.Remember((UInt128)key, LandedRevisions.None, TimeSpan.Zero);
        }

        memory.Remember(501, LandedRevisions.None, Lifetime + TimeSpan.FromMinutes(1));

        Assert.Equal(1, memory.Count);
    }

    [Theory]
    [InlineData(5L, null, true)]
    [InlineData(6L, null, true)]
    [InlineData(7L, null, false)]
    [InlineData(6L, 2L, true)]
    [InlineData(6L, 3L, false)]
    [InlineData(3L, 3L, true)] // revision 4 landed from a snapshot without an update: what came before it was delivered long ago
    [InlineData(4L, 3L, false)]
    public void Covers_asks_for_content_and_update(long revision, long? update, bool expected) =>
        Assert.Equal(expected, LandedRevisions.None.WithContent(4, quiet: true).WithContent(6, quiet: false).WithUpdate(2).Covers(revision, update));
}
