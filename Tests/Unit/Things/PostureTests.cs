using System.Collections.Immutable;

using CsCheck;

using Microsoft.Extensions.DependencyInjection;

using Orleans.Serialization;

using OrleansDefender.Audits;
using OrleansDefender.Things;

using Xunit;

using static OrleansDefender.Tests.Unit.Things.Given;

namespace OrleansDefender.Tests.Unit.Things;

/// <summary>What a thing keeps and shows of its resources' audit findings.</summary>
public sealed class PostureTests
{
    private static readonly DateTimeOffset Now = At(1000);

    [Fact]
    public void Findings_of_a_resource_are_the_posture_and_not_the_severity()
    {
        var state = Apply(ThingState.Empty, Now, Opens(0), Tells("c1", 3, Severity.Low, Severity.Critical));

        var view = ThingLogic.View(state, Thing, Now);
        Assert.Equal(Severity.High, view.Severity);
        Assert.Equal((Severity.Critical, 2), (view.Posture.Severity, view.Posture.Findings));
        Assert.Equal(
            [
                new PostureReference(ResourceIdentifier.DeviceCertificate("c1"), new("CHECK_1", "REASON", Severity.Critical, At(-3), "finding/c1/1")),
                new PostureReference(ResourceIdentifier.DeviceCertificate("c1"), new("CHECK_0", "REASON", Severity.Low, At(-3), "finding/c1/0")),
            ],
            view.Posture.References);
        var row = ThingLogic.Row(state, Thing, Now);
        Assert.Equal((Severity.High, Severity.Critical, 2), (row.Severity, row.Posture, row.AuditFindings));
    }

    [Fact]
    public void A_thing_with_only_a_posture_has_a_row_and_a_view_and_no_severity()
    {
        var transition = Transition(ThingState.Empty, Now, Tells("c1", 1, Severity.High));

        Assert.Empty(transition.Touched);
        Assert.False(transition.State.IsUnheardOf);
        Assert.Empty(ThingLogic.View(transition.State, Thing, Now).Alarms);
        var row = ThingLogic.Row(transition.State, Thing, Now);
        Assert.Equal((Severity.None, 0, 0, Severity.High, 1), (row.Severity, row.OpenAlarms, row.ClosedAlarms, row.Posture, row.AuditFindings));
        Assert.Null(row.DueAt);
        Assert.Equal(Now, row.LastEventAt);
    }

    [Theory]
    [InlineData(4, Severity.High)]
    [InlineData(5, Severity.High)]
    [InlineData(6, Severity.Low)]
    public void Of_what_a_resource_tells_the_greatest_revision_holds(long revision, Severity expected)
    {
        var state = Apply(ThingState.Empty, Now, Tells("c1", 5, Severity.High));
        var after = Apply(state, Now, Tells("c1", revision, Severity.Low));

        Assert.Equal(expected, ThingLogic.Row(after, Thing, Now).Posture);
        Assert.Equal(revision <= 5, ReferenceEquals(after, state));
    }

    [Theory]
    [InlineData(5, 0)]
    [InlineData(6, 0)]
    [InlineData(7, 1)]
    public void A_resource_with_nothing_open_is_removed_and_what_it_told_before_does_not_come_back(long revision, int findings)
    {
        var state = Apply(ThingState.Empty, Now, Tells("c1", 5, Severity.High));
        state = Apply(state, Now, Tells("c1", 6));
        var row = ThingLogic.Row(state, Thing, Now);
        Assert.Equal((Severity.None, 0), (row.Posture, row.AuditFindings));
        Assert.False(state.IsUnheardOf);

        Assert.Equal(findings, ThingLogic.Row(Apply(state, Now, Tells("c1", revision, Severity.High)), Thing, Now).AuditFindings);
    }

    [Fact]
    public void A_removal_that_comes_before_what_it_removes_holds()
    {
        var state = Apply(ThingState.Empty, Now, Tells("c1", 6), Tells("c1", 5, Severity.High));
        Assert.Equal(0, ThingLogic.Row(state, Thing, Now).AuditFindings);
    }

    [Fact]
    public void The_most_severe_findings_of_a_resource_are_listed_and_the_rest_counted()
    {
        var state = Apply(
            ThingState.Empty, Now, Tells("c1", 1, [.. Enumerable.Repeat(Severity.Low, 20), Severity.Critical, .. Enumerable.Repeat(Severity.High, 5)]));

        var posture = ThingLogic.View(state, Thing, Now).Posture;
        Assert.Equal((Severity.Critical, 26, PostureState.MostFindings), (posture.Severity, posture.Findings, posture.References.Length));
        Assert.Equal(
            [Severity.Critical, Severity.High, Severity.High, Severity.High, Severity.High, Severity.High, Severity.Low, Severity.Low],
            posture.References.Select(reference => reference.Finding.Severity));
    }

    [Fact]
    public void The_most_severe_of_many_resources_are_listed_and_the_rest_counted_whatever_their_order() =>
        (from count in Gen.Int[PostureState.MostDetailed, PostureState.MostDetailed + 20]
         from severities in Gen.Int[1, 5].Array[count]
         let told = severities.Select((severity, index) => Tells($"c{index:000}", index + 1, (Severity)severity)).ToArray()
         from shuffled in Gen.Shuffle(told.Concat(told.Take(10)).ToArray())
         select (severities, told, shuffled)).Sample(
            run =>
            {
                var posture = ThingLogic.View(Apply(ThingState.Empty, Now, [.. run.told]), Thing, Now).Posture;
                var other = run.shuffled.Aggregate(ThingState.Empty, (state, reference) => Apply(state, Now, reference));

                Assert.Equal(run.severities.Length, posture.Findings);
                Assert.Equal(run.severities.OrderDescending().Take(PostureState.MostDetailed), posture.References.Select(reference => (int)reference.Finding.Severity));
                var otherPosture = ThingLogic.View(other, Thing, Now).Posture;
                Assert.Equal((posture.Severity, posture.Findings), (otherPosture.Severity, otherPosture.Findings));
                Assert.Equal(posture.References, otherPosture.References.AsEnumerable());
            },
            iter: 100);

    [Fact]
    public void A_resource_that_was_only_counted_shows_its_findings_when_it_tells_them_again()
    {
        var all = Enumerable.Range(0, PostureState.MostDetailed + 1).Select(index => Tells($"c{index:000}", 1, Severity.High)).ToArray();
        var state = Apply(ThingState.Empty, Now, [.. all, Tells("c000", 2)]);
        var before = ThingLogic.View(state, Thing, Now).Posture;
        Assert.Equal((PostureState.MostDetailed, PostureState.MostDetailed - 1), (before.Findings, before.References.Length));

        state = Apply(state, Now, all[^1]);
        Assert.Equal(PostureState.MostDetailed, ThingLogic.View(state, Thing, Now).Posture.References.Length);
        Assert.Same(state, Apply(state, Now, all[^1]));
    }

    [Fact]
    public void What_is_remembered_of_resources_without_findings_is_bounded_in_number_and_time()
    {
        var state = Apply(ThingState.Empty, Now, [.. Enumerable.Range(0, 500).Select(index => Tells($"c{index}", 7))]);
        Assert.Equal(PostureState.MostReleased, state.Posture!.Released.Length);

        var later = Now + PostureState.ReleasedFor;
        state = Apply(state, later, Tells("another", 1));
        Assert.Single(state.Posture!.Released);
    }

    [Fact]
    public void However_many_resources_tell_of_however_many_findings_the_state_stays_below_what_a_table_takes()
    {
        var serializer = new ServiceCollection().AddSerializer().BuildServiceProvider().GetRequiredService<Serializer<ThingState>>();
        var state = ThingState.Empty;
        for (var index = 0; index < 600; index++)
        {
            state = Apply(state, Now, Tells(index.ToString("x64", null), 1, [.. Enumerable.Repeat((Severity)((index % 5) + 1), 30)]));
        }

        Assert.Equal(PostureState.MostResources, state.Posture!.References.Length);
        Assert.Equal(PostureState.MostResources * 30, ThingLogic.Row(state, Thing, Now).AuditFindings);
        Assert.InRange(serializer.SerializeToArray(state).Length, 1, 400 * 1024);
    }

    [Fact]
    public void A_repeat_changes_nothing()
    {
        ImmutableArray<AuditReference> told = [Tells("c1", 5, Severity.High), Tells("c2", 2), Tells("c3", 1, Severity.Low, Severity.Low)];
        var state = Apply(ThingState.Empty, Now, [.. told]);
        Assert.Same(state, Apply(state, Now.AddDays(1), [.. told]));
    }
}
