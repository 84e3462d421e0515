using OrleansDefender.Correlation;
using OrleansDefender.Things;

using Xunit;

using static OrleansDefender.Tests.Unit.Things.Given;

namespace OrleansDefender.Tests.Unit.Things;

/// <summary>What the registry says of a thing, and when it is asked.</summary>
public sealed class ContextTests
{
    private static readonly TimeSpan MaxAge = TimeSpan.FromHours(24);

    [Fact]
    public void A_thing_wants_to_know_until_it_is_told_and_again_when_the_answer_is_old()
    {
        var state = After(Opens(0));
        Assert.Equal(Severity.High, Wanted(state, 1));

        state = Tell(state, Context(2), 2);

        Assert.Null(Wanted(state, 2));
        Assert.Null(Wanted(state, (24 * 60) + 1));
        Assert.Equal(Severity.High, Wanted(state, (24 * 60) + 2));
        Assert.Equal(Severity.None, Wanted(After(state, Clears(3)), (24 * 60) + 4));
    }

    [Fact]
    public void A_thing_never_heard_of_gets_no_state_from_the_registry_nor_from_a_change_of_its_record()
    {
        var state = Tell(ThingState.Empty, Context(2), 2);
        state = Change(state, 3, 4);

        Assert.Same(ThingState.Empty, state);
        Assert.Null(Wanted(state, 5));
    }

    [Fact]
    public void A_change_makes_the_thing_ask_anew_until_an_answer_is_surely_of_after_it()
    {
        var state = Change(Tell(After(Opens(0)), Context(5), 5), 10, 11);
        Assert.Equal(Severity.High, Wanted(state, 11));

        // Within the second that the change's time is cut to.
        Assert.Equal(Severity.High, Wanted(Tell(state, Context(10) with { AskedMs = At(10).ToUnixTimeMilliseconds() + 999 }, 11), 11));
        Assert.Null(Wanted(Tell(state, Context(11), 11), 11));
        Assert.NotNull(Wanted(After(Tell(After(Opens(0)), Context(5), 5), Deletes(6)), 7));
        Assert.Null(Wanted(After(Tell(After(Opens(0)), Context(5), 5), Deletes(6, Profile)), 7));
    }

    [Fact]
    public void Answers_and_changes_in_any_order_and_repeated_leave_the_same()
    {
        var causes = new (ThingContext? Context, DateTimeOffset? ChangedAt)[]
        {
            (Context(5, "Pump", "a"), null),
            (Context(20, "Valve", "b"), null),
            (Context(20, "Valve", "c"), null),
            (null, At(10)),
            (null, At(30)),
        };
        var expected = (Context: (ThingContext?)null, ChangedMs: (long?)null);
        for (var seed = 0; seed < 500; seed++)
        {
            var random = new Random(seed);
            var order = causes.Concat(causes).ToArray();
            random.Shuffle(order);
            var held = (Context: (ThingContext?)null, ChangedMs: (long?)null);
            foreach (var (context, changedAt) in order)
            {
                held = ContextLogic.Merge(held.Context, held.ChangedMs, context, changedAt);
            }

            expected = seed == 0 ? held : expected;
            Assert.Equal(expected, held);
        }

        Assert.Equal(("Valve", "c", At(30).ToUnixTimeMilliseconds() + 1000), (expected.Context!.ThingType, expected.Context.Groups[0], expected.ChangedMs));
    }

    [Fact]
    public void The_finding_of_a_standing_alarm_says_what_the_thing_is_with_one_new_revision()
    {
        var state = After(Opens(0));
        var before = state.Alarm().Revision;

        state = Tell(state, Context(2, "Pump", "lab-1", "Pumps"), 2);
        var again = Tell(state, Context(3, "Pump", "lab-1", "Pumps"), 3);

        var finding = ThingLogic.Snapshot(Thing, state.Alarm(), At(9), state.Context)!.Finding;
        Assert.Equal(("Pump", "lab-1, Pumps"), (finding.ProductFields["ThingTypeName"], finding.ProductFields["ThingGroupNames"]));
        Assert.Equal("plant-07", finding.Resources[0].Details["Attribute:site"]);
        Assert.Equal(before + 1, state.Alarm().Revision);
        Assert.Equal((before + 1, At(3).ToUnixTimeMilliseconds()), (again.Alarm().Revision, again.Context!.AskedMs));
    }

    [Fact]
    public void An_archived_finding_is_left_as_it_is_and_a_repeat_of_an_answer_delivers_again()
    {
        var archived = After(Opens(0), Clears(1));
        var revision = archived.Alarm().Revision;
        Assert.Equal(revision, Tell(archived, Context(5), 5).Alarm().Revision);

        var told = Tell(After(Opens(0)), Context(5), 5);
        var repeat = ThingLogic.Apply(told, Thing, new ThingCauses { Context = ThingContext.None }, SeverityPolicy.Default, At(6));

        Assert.Same(told, repeat.State);
        Assert.Equal([Key], repeat.Touched);
    }

    private static ThingContext Context(double minutes, string type = "Pump", params string[] groups) => new()
    {
        ThingType = type,
        Groups = [.. groups],
        Attributes = ThingContext.None.Attributes.Add("site", "plant-07"),
        AskedMs = At(minutes).ToUnixTimeMilliseconds(),
        IsRegistered = true,
    };

    private static ThingState Tell(ThingState state, ThingContext context, double now) =>
        ThingLogic.Apply(state, Thing, new ThingCauses { Context = context }, SeverityPolicy.Default, At(now)).State;

    private static ThingState Change(ThingState state, double at, double now) =>
        ThingLogic.Apply(state, Thing, new ThingCauses { ContextChangedAt = At(at) }, SeverityPolicy.Default, At(now)).State;

    private static Severity? Wanted(ThingState state, double now) => ContextLogic.Wanted(state, MaxAge, At(now));
}
