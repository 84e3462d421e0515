using OrleansDefender.Correlation;

using Xunit;

namespace OrleansDefender.Tests.Unit.Correlation;

public sealed class SilenceLogicTests
{
    private static readonly AccountRegion Scope = new("111122223333", "us-east-1");
    private static readonly DateTimeOffset Now = new(2026, 8, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly SilenceWish Good = new()
    {
        Target = new SilenceTarget { Thing = "pump-1" },
        Owner = "ops",
        Reason = "The pump is being repaired.",
        ExpiresAt = Now.AddHours(1),
    };

    [Fact]
    public void A_wish_that_names_target_owner_reason_and_end_is_good() => Assert.Empty(SilenceLogic.Check(Good, Now));

    [Fact]
    public void Nothing_given_is_refused_member_by_member() =>
        Assert.Equal(["scope", "owner", "reason", "expiresAt"], SilenceLogic.Check(new SilenceWish(), Now).Select(problem => problem.Member));

    [Theory]
    [InlineData(0, false)]
    [InlineData(-1, false)]
    [InlineData(1, true)]
    [InlineData(30 * 24 * 3600, true)]
    [InlineData((30 * 24 * 3600) + 1, false)]
    public void A_silence_ends_after_now_and_within_thirty_days(int seconds, bool isGood) => Assert.Equal(
        isGood ? [] : ["expiresAt"],
        SilenceLogic.Check(Good with { ExpiresAt = Now.AddSeconds(seconds) }, Now).Select(problem => problem.Member));

    [Theory]
    [InlineData("", false)]
    [InlineData("  ", false)]
    [InlineData("a\nb", false)]
    [InlineData("*", true)]
    [InlineData("pump-*", true)]
    [InlineData("気温 1", true)]
    public void Names_are_text_without_control_characters(string name, bool isGood)
    {
        var target = new SilenceTarget { Thing = name, Group = name, Profile = name, Behavior = name };
        Assert.Equal(
            isGood ? [] : ["scope.thing", "scope.group", "scope.profile", "scope.behavior"],
            SilenceLogic.Check(Good with { Target = target }, Now).Select(problem => problem.Member));
    }

    [Fact]
    public void Texts_are_as_long_as_their_limits_and_no_longer()
    {
        Assert.Empty(SilenceLogic.Check(Good with { Owner = new string('o', 256), Reason = new string('r', 1024), Target = new SilenceTarget { Group = new string('g', 129) } }, Now));
        Assert.Equal(
            ["scope.group", "owner", "reason"],
            SilenceLogic.Check(Good with { Owner = new string('o', 257), Reason = new string('r', 1025), Target = new SilenceTarget { Group = new string('g', 130) } }, Now)
                .Select(problem => problem.Member));
    }

    [Fact]
    public void The_latest_stands_first_and_one_that_is_over_is_kept_for_seven_days()
    {
        var state = Create(SilenceState.Empty, "a", Now);
        state = Create(state, "b", Now.AddMinutes(1));
        Assert.Equal(2, state.Revision);
        Assert.Equal(["b", "a"], Ids(state, Now.AddHours(1).AddDays(7).AddTicks(-1)));
        Assert.Equal(["b"], Ids(state, Now.AddHours(1).AddDays(7)));
        Assert.Equal(["c"], Create(state, "c", Now.AddDays(8)).Silences.Select(silence => silence.Id));
    }

    [Fact]
    public void A_thousand_fit_the_one_that_was_over_first_makes_room_and_active_ones_never_do()
    {
        var state = SilenceState.Empty;
        for (var i = 0; i < SilenceLogic.Most; i++)
        {
            state = Create(state, $"{i}", Now);
        }

        Assert.Null(SilenceLogic.Create(state, Scope, "more", Good, Now));
        state = SilenceLogic.End(state, "500", null, Now.AddMinutes(1));
        state = SilenceLogic.End(state, "400", null, Now.AddMinutes(2));
        state = Create(state, "more", Now.AddMinutes(3));

        Assert.Equal(SilenceLogic.Most, state.Silences.Length);
        Assert.Equal("more", state.Silences[0].Id);
        Assert.DoesNotContain("500", Ids(state, Now.AddMinutes(3)));
        Assert.Contains("400", Ids(state, Now.AddMinutes(3)));
    }

    [Fact]
    public void All_texts_together_are_bounded()
    {
        var wish = Good with { Reason = new string('r', 1_000) };
        var state = SilenceState.Empty;
        var count = 0;
        while (SilenceLogic.Create(state, Scope, $"{count}", wish, Now) is { } next)
        {
            (state, count) = (next, count + 1);
        }

        Assert.InRange(count, 98, 100);
        Assert.NotNull(SilenceLogic.Create(SilenceLogic.End(state, "7", null, Now), Scope, "again", wish, Now));
    }

    [Fact]
    public void An_end_says_when_and_who_and_asks_for_two_walks_once()
    {
        var state = Create(SilenceState.Empty, "a", Now);
        var ended = SilenceLogic.End(state, "a", "ann", Now.AddMinutes(5));

        var silence = Assert.Single(ended.Silences);
        Assert.Equal((Now.AddMinutes(5), "ann", Now.AddMinutes(5)), (silence.EndedAt, silence.EndedBy, silence.OverAt));
        Assert.False(silence.IsActive(Now.AddMinutes(5)));
        Assert.Equal((2, 1, Now.AddMinutes(5).ToUnixTimeMilliseconds()), (ended.Revision, ended.RowRevision, ended.SweepMs));
        Assert.Equal((Now.AddMinutes(5) + SilenceLogic.Heard).ToUnixTimeMilliseconds(), ended.ResweepMs);
        Assert.Same(ended, SilenceLogic.End(ended, "a", "bob", Now.AddMinutes(6)));
        Assert.Same(state, SilenceLogic.End(state, "b", null, Now));
        Assert.Same(state, SilenceLogic.End(state, "a", null, Now.AddHours(1)));
    }

    [Fact]
    public void An_end_during_a_walk_asks_for_a_whole_one_after_it()
    {
        var state = SilenceLogic.End(Create(Create(SilenceState.Empty, "a", Now), "b", Now), "a", null, Now);
        state = SilenceLogic.Swept(SilenceLogic.BeginSweep(state), "thing-500");
        state = SilenceLogic.End(state, "b", null, Now.AddSeconds(2));
        Assert.Equal((true, "thing-500"), (state.IsSweeping, state.After));

        state = SilenceLogic.Swept(state, null);
        Assert.Equal((false, Now.AddSeconds(2).ToUnixTimeMilliseconds()), (state.IsSweeping, state.SweepMs));
        state = SilenceLogic.BeginSweep(state);
        Assert.Equal((true, null, (Now.AddSeconds(2) + SilenceLogic.Heard).ToUnixTimeMilliseconds(), null), (state.IsSweeping, state.After, state.SweepMs, state.ResweepMs));
        state = SilenceLogic.Swept(SilenceLogic.BeginSweep(SilenceLogic.Swept(state, null)), null);
        Assert.Equal((false, null, null), (state.IsSweeping, state.SweepMs, state.ResweepMs));
    }

    private static SilenceState Create(SilenceState state, string id, DateTimeOffset now) =>
        SilenceLogic.Create(state, Scope, id, Good with { ExpiresAt = now.AddHours(1) }, now)!;

    private static IEnumerable<string> Ids(SilenceState state, DateTimeOffset now) => SilenceLogic.Kept(state, now).Select(silence => silence.Id);
}
