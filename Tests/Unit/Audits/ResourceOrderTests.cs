using CsCheck;

using OrleansDefender.Audits;

using Xunit;

using static OrleansDefender.Tests.Unit.Audits.Audit;

namespace OrleansDefender.Tests.Unit.Audits;

public sealed class ResourceOrderTests
{
    private static readonly Gen<ResourceCauses> AnyCause = Gen.Frequency(
        (4, Gen.Select(Gen.Int[0, 12], Gen.Bool, (day, both) => both ? Listed(day, Finding(day), Finding(day, reason: "OTHER")) : Listed(day, Finding(day)))),
        (3, Gen.Int[0, 12].Select(day => Missed(day))),
        (2, Gen.Select(Gen.Int[0, 24], Gen.Bool, Gen.Int[0, 40], (half, on, until) => Suppression((half / 2.0) + 0.25, on, until > 30 ? null : until))),
        (1, Gen.Int[0, 24].Select(half => Links(half / 2.0, $"pump-{half % 3}"))));

    [Fact]
    public void Any_order_of_words_and_links_among_the_runs_and_any_repetition_end_in_the_same_present() =>
        Gen.Select(AnyCause.Array[1, 8], Gen.Int[0, 1_000_000]).Sample((causes, seed) =>
        {
            // A run lists or misses a check, and never both; of a day there is one run, and one list of it.
            var runs = causes.Where(cause => cause.Run is not null).GroupBy(cause => cause.Run!.TaskId).Select(day => day.First());
            var others = causes.Where(cause => cause.Run is null).GroupBy(cause => cause.Suppressions.FirstOrDefault()?.EventId ?? $"{cause.Links!.ReadAt}").Select(same => same.First());
            ResourceCauses[] distinct = [.. runs, .. others];
            var shuffled = distinct.Concat(distinct).ToArray();
            new Random(seed).Shuffle(shuffled);

            // The book of a check lets no run in that started before one that it knows: among themselves runs keep their order.
            var ordered = new Queue<ResourceCauses>(shuffled.Where(cause => cause.Run is not null).OrderBy(Moment));
            shuffled = [.. shuffled.Select(cause => cause.Run is null ? cause : ordered.Dequeue())];

            Assert.Equal(Present(distinct.OrderBy(Moment)), Present(shuffled));
        });

    [Fact]
    public void Of_an_unchanged_list_no_run_after_the_first_delivers_anything() =>
        Gen.Int[1, 20].Array[1, 10].Sample(days =>
        {
            var state = After((Listed(0, Finding(0)), 0));
            foreach (var day in days.Distinct().Order())
            {
                var next = state.Apply(Listed(day, Finding(day)), day);
                Assert.Empty(next.Consequences.Deliveries);
                Assert.Equal(1, next.State.Only().Revision);
                state = next.State;
            }
        });

    private static DateTimeOffset Moment(ResourceCauses causes) =>
        causes.Run?.StartedAt ?? causes.Suppressions.FirstOrDefault()?.Time ?? causes.Links!.ReadAt;

    private static string Present(IEnumerable<ResourceCauses> causes)
    {
        var state = ResourceState.Empty;
        foreach (var cause in causes)
        {
            // All within a moment, after every end of a suppression: what counts is their own time.
            state = state.Apply(cause, 100).State;
        }

        return string.Join(
            '\n',
            state.Findings.OrderBy(finding => finding.Key, StringComparer.Ordinal)
                .Select(finding => $"{finding.Key} open {finding.IsOpen} suppressed {finding.IsSuppressed} asked {finding.Asked?.Suppresses ?? false} listed by {finding.Listing.TaskId}")
                .Append($"things {string.Join(',', state.Things)}"));
    }
}
