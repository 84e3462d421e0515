using OrleansDefender.Correlation;

using Xunit;

namespace OrleansDefender.Tests.Unit.Correlation;

public sealed class SilencingTests
{
    private static readonly DateTimeOffset Now = new(2026, 8, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly ThingContext Context = new() { Groups = ["floor-1", "pumps"] };

    [Theory]
    [InlineData("pump-1", null, null, null, true)]
    [InlineData("pump-10", null, null, null, false)]
    [InlineData("Pump-1", null, null, null, false)]
    [InlineData("pump-*", null, null, null, true)]
    [InlineData("pump-1*", null, null, null, true)]
    [InlineData("*", null, null, null, true)]
    [InlineData("lamp-*", null, null, null, false)]
    [InlineData("*-1", null, null, null, false)]
    [InlineData(null, "pumps", null, null, true)]
    [InlineData(null, "floor-*", null, null, true)]
    [InlineData(null, "lamps", null, null, false)]
    [InlineData(null, null, "Baseline", null, true)]
    [InlineData(null, null, "Base*", null, true)]
    [InlineData(null, null, "Other", null, false)]
    [InlineData(null, null, null, "AuthFailures", true)]
    [InlineData(null, null, null, "Bytes*", false)]
    [InlineData("pump-1", "pumps", "Baseline", "AuthFailures", true)]
    [InlineData("pump-2", "pumps", "Baseline", "AuthFailures", false)]
    [InlineData("pump-1", "lamps", "Baseline", "AuthFailures", false)]
    [InlineData("pump-1", "pumps", "Other", "AuthFailures", false)]
    [InlineData("pump-1", "pumps", "Baseline", "Other", false)]
    public void All_that_a_target_names_must_match(string? thing, string? group, string? profile, string? behavior, bool isSilenced)
    {
        var silence = Silence("a") with { Target = new SilenceTarget { Thing = thing, Group = group, Profile = profile, Behavior = behavior } };
        Assert.Equal(isSilenced ? silence : null, Silencing.Find([silence], "pump-1", Context, "Baseline", "AuthFailures", Severity.High, Now));
    }

    [Fact]
    public void What_is_not_known_matches_nothing_that_is_named()
    {
        Assert.Null(Find(Silence("a") with { Target = new SilenceTarget { Profile = "*" } }, profile: null));
        Assert.Null(Find(Silence("a") with { Target = new SilenceTarget { Behavior = "*" } }, behavior: null));
        Assert.Null(Silencing.Find([Silence("a") with { Target = new SilenceTarget { Group = "*" } }], "pump-1", ThingContext.None, null, null, Severity.Low, Now));
        Assert.NotNull(Find(Silence("a"), profile: null, behavior: null));
    }

    [Theory]
    [InlineData(Severity.High, false, true)]
    [InlineData(Severity.Critical, false, false)]
    [InlineData(Severity.Critical, true, true)]
    public void What_is_CRITICAL_breaks_through_unless_included(Severity severity, bool includesCritical, bool isSilenced) =>
        Assert.Equal(isSilenced, Find(Silence("a") with { IncludesCritical = includesCritical }, severity: severity) is not null);

    [Fact]
    public void A_silence_is_over_at_its_end_or_when_it_was_ended()
    {
        var silence = Silence("a");
        Assert.NotNull(Find(silence, now: silence.ExpiresAt.AddTicks(-1)));
        Assert.Null(Find(silence, now: silence.ExpiresAt));
        Assert.NotNull(Find(silence with { EndedAt = Now.AddMinutes(1) }, now: Now));
        Assert.Null(Find(silence with { EndedAt = Now.AddMinutes(1) }, now: Now.AddMinutes(1)));
    }

    [Fact]
    public void Of_several_the_one_that_ends_last_wins()
    {
        var shorter = Silence("a");
        var longer = Silence("b") with { ExpiresAt = Now.AddHours(3) };
        var endedEarly = Silence("c") with { ExpiresAt = Now.AddHours(5), EndedAt = Now.AddHours(2) };
        var same = Silence("d") with { ExpiresAt = Now.AddHours(3) };

        Assert.Equal("b", Silencing.Find([shorter, longer, endedEarly, same], "pump-1", Context, null, null, Severity.Low, Now)?.Id);
        Assert.Equal("b", Silencing.Find([same, endedEarly, longer, shorter], "pump-1", Context, null, null, Severity.Low, Now)?.Id);
    }

    private static Silence? Find(
        Silence silence, string? profile = "Baseline", string? behavior = "AuthFailures", Severity severity = Severity.Low, DateTimeOffset? now = null) =>
        Silencing.Find([silence], "pump-1", Context, profile, behavior, severity, now ?? Now);

    private static Silence Silence(string id) => new()
    {
        Id = id,
        Scope = new AccountRegion("111122223333", "us-east-1"),
        Target = new SilenceTarget { Thing = "pump-1" },
        Owner = "ops",
        Reason = "repair",
        CreatedAt = Now,
        ExpiresAt = Now.AddHours(1),
    };
}
