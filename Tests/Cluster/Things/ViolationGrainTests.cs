using OrleansDefender.Things;

using Xunit;

namespace OrleansDefender.Tests.Cluster.Things;

public sealed class ViolationGrainTests(ViolationCluster cluster) : IClassFixture<ViolationCluster>
{
    private static readonly ViolationOwner Owner = new("pump-0017", "Rules", "Failures-High");
    private static readonly ViolationOwner Another = new("pump-0018", "Rules", "Failures-High");

    private readonly IViolationGrain _grain = cluster.Cluster.Client.GetGrain<IViolationGrain>($"111122223333/us-east-1/{Guid.NewGuid():N}");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_episode_nobody_recorded_is_not_known() => Assert.Null(await _grain.Find(Token));

    [Fact]
    public async Task An_owner_is_written_once_and_found_after_the_grain_has_gone()
    {
        var writes = cluster.Storage.Writes;
        await _grain.Record(Owner, Token);
        await _grain.Record(Owner with { }, Token);
        await cluster.Cluster.DeactivateAsync(_grain);
        await _grain.Record(Owner, Token);

        Assert.Equal(Owner, await _grain.Find(Token));
        Assert.Equal(writes + 1, cluster.Storage.Writes);
    }

    [Fact]
    public async Task Of_two_owners_the_first_stays()
    {
        await _grain.Record(Owner, Token);
        await _grain.Record(Another, Token);

        Assert.Equal(Owner, await _grain.Find(Token));
    }

    [Fact]
    public async Task A_failed_write_leaves_nothing_that_was_not_stored()
    {
        cluster.Storage.FailBefore = true;
        await Assert.ThrowsAnyAsync<Exception>(() => _grain.Record(Owner, Token).AsTask());
        cluster.Storage.FailBefore = false;

        Assert.Null(await _grain.Find(Token));
        await _grain.Record(Another, Token);
        Assert.Equal(Another, await _grain.Find(Token));
    }

    [Fact]
    public async Task A_write_whose_answer_was_lost_is_read_again()
    {
        cluster.Storage.FailAfter = true;
        await Assert.ThrowsAnyAsync<Exception>(() => _grain.Record(Owner, Token).AsTask());
        cluster.Storage.FailAfter = false;
        var writes = cluster.Storage.Writes;

        await _grain.Record(Owner, Token);

        Assert.Equal(Owner, await _grain.Find(Token));
        Assert.Equal(writes, cluster.Storage.Writes);
    }
}
