using System.Globalization;
using System.Text.RegularExpressions;

using CsCheck;

using OrleansDefender.Correlation;
using OrleansDefender.Correlation.Rules;
using OrleansDefender.Things;

using Xunit;

using static OrleansDefender.Tests.Unit.Correlation.GivenRules;
using static OrleansDefender.Tests.Unit.Things.Given;

namespace OrleansDefender.Tests.Unit.Things;

/// <summary>The risk score of a thing. Scores are 100 · (1 − e^(−points / 60)), worked out by hand.</summary>
public sealed partial class RiskLogicTests
{
    private static readonly Criticality Ordinary = new(1, "no entry speaks of it");
    private static readonly RiskOptions Options = new();
    private static readonly DateTimeOffset Later = At(60 * 24 * 400);

    // Four episodes of one alarm, each said something of, by anybody or nobody.
    private static readonly Gen<EpisodeVerdict[]> GenWords =
        from words in Gen.Enum<Verification>().Array[0, 4]
        from minutes in Gen.Int[0, 60 * 24 * 90].Array[4]
        select words.Select((word, episode) => Word(word, minutes[episode], $"{episode}")).ToArray();

    private static readonly Gen<ThingState> GenState =
        from behaviors in Gen.OneOf("A-Low", "B-Medium", "C-High", "D-Critical").Array[1, 6]
        from ends in Gen.Int[0, 3].Array[6]
        from minutes in Gen.Int[0, 60 * 24 * 200].Array[6]
        from words in Gen.Enum<Verification>().Array[6]
        from posture in Gen.Enum<Severity>().Array[0, 2]
        select After(
        [
            .. behaviors.SelectMany((behavior, place) => (object[])
            [
                Event(TransitionKind.InAlarm, minutes[place], Episode(place), behavior),
                .. ends[place] == 1 ? (object[])[Event(TransitionKind.Cleared, minutes[place] + 5, Episode(place), behavior)] : [],
                .. ends[place] == 2 ? (object[])[Event(TransitionKind.Invalidated, minutes[place] + 5, Episode(place), behavior)] : [],
                .. ends[place] == 3 ? (object[])[Says(words[place], minutes[place] + 7, Episode(place))] : [],
            ]),
            .. posture.Length > 0 ? (object[])[Tells("certificate", 1, [.. posture.Where(static severity => severity != Severity.None)])] : [],
        ]);

    [Fact]
    public void Nothing_is_no_risk() => Assert.Equal((0.0, 0), Told(ThingState.Empty, At(0)));

    [Theory]
    [InlineData("A-Low", 4, 6.4)]
    [InlineData("A-Medium", 12, 18.1)]
    [InlineData("A-High", 30, 39.3)]
    [InlineData("A-Critical", 60, 63.2)]
    public void An_open_alarm_counts_whole_however_old_it_is(string behavior, double points, double score)
    {
        var state = After(Event(TransitionKind.InAlarm, 0, behavior: behavior));

        foreach (var now in new[] { At(0), At(1), Later })
        {
            var risk = Score(state, now);
            var term = Assert.Single(risk.Terms);
            Assert.Equal((score, points), (risk.Score, term.Points));
            Assert.Equal($"alarm {Profile}/{behavior}", term.What);
            Assert.EndsWith($" {points}, in alarm", term.Reason, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_closed_one_counts_half_after_a_half_life_and_a_quarter_after_two()
    {
        var state = After(Opens(0), Clears(60));

        Assert.Equal((39.3, 30.0), Told(state, At(60)));
        Assert.Equal((22.1, 15.0), Told(state, At(60 + (72 * 60))));
        Assert.Equal((11.8, 7.5), Told(state, At(60 + (144 * 60))));
        Assert.Equal("HIGH 30, closed 72 h ago × 0.5", Reason(state, At(60 + (72 * 60))));
        Assert.Equal("HIGH 30, closed 30 min ago × 0.9952", Reason(state, At(90)));
        Assert.Equal((22.1, 15.0), Told(state, At(60 + (10 * 60)), new RiskOptions { HalfLifeHours = 10 }));
        Assert.Empty(Score(state, Later).Terms);
    }

    [Fact]
    public void What_is_left_of_an_old_one_is_never_explained_by_a_factor_of_nothing()
    {
        var state = After(Opens(0), Clears(60));

        Assert.Equal((0.2, 0.12), Told(state, At(60 + (8 * 72 * 60))));
        Assert.Equal("HIGH 30, closed 576 h ago × 0.0039", Reason(state, At(60 + (8 * 72 * 60))));
    }

    [Theory]
    [InlineData(Verification.FalsePositive)]
    [InlineData(Verification.BenignPositive)]
    public void What_an_analyst_called_false_or_benign_does_not_count(Verification word) =>
        Assert.Equal((0.0, 0), Told(After(Opens(0), Says(word, 1)), At(2)));

    [Fact]
    public void What_an_analyst_confirmed_counts_half_as_much_again_and_does_not_age_by_going_silent()
    {
        var confirmed = After(Opens(0), Says(Verification.TruePositive, 1));
        Assert.Equal((52.8, 45.0), Told(confirmed, At(2)));
        Assert.Equal("HIGH 30, in alarm, TRUE_POSITIVE × 1.5", Reason(confirmed, At(2)));

        var silent = After(confirmed, Invalidates(10));
        Assert.Equal((52.8, 45.0), Told(silent, Later));
        Assert.Equal("HIGH 30, went silent, never cleared, TRUE_POSITIVE × 1.5", Reason(silent, Later));
    }

    [Theory]
    [InlineData(Verification.FalsePositive, 15.0, 22.1, 21.21, 29.8)]
    [InlineData(Verification.BenignPositive, 21.21, 29.8, 25.23, 34.3)]
    [InlineData(Verification.TruePositive, 42.43, 50.7, 35.68, 44.8)]
    [InlineData(Verification.Unknown, 30.0, 39.3, 30.0, 39.3)]
    public void A_word_on_an_earlier_episode_weighs_the_behavior_and_half_as_much_of_it_after_its_half_life(
        Verification word, double points, double score, double pointsLater, double scoreLater)
    {
        // 2^-1, 2^-0.5, 2^0.5, and the exponents' halves.
        var state = After(Opens(0), Clears(5), Says(word, 10), Opens(20, EpisodeB));

        Assert.Equal((score, points), Told(state, At(10)));
        Assert.Equal((scoreLater, pointsLater), Told(state, At(10 + (30 * 24 * 60))));
        Assert.Equal((scoreLater, pointsLater), Told(state, At(10 + (24 * 60)), new RiskOptions { FeedbackHalfLifeDays = 1 }));
        Assert.Equal(word != Verification.Unknown, Reason(state, At(10)).Contains("what analysts said of it before × ", StringComparison.Ordinal));
    }

    [Fact]
    public void A_word_says_nothing_of_another_behavior()
    {
        var state = After(Opens(0), Clears(5), Says(Verification.FalsePositive, 10), Event(TransitionKind.InAlarm, 20, EpisodeB, "Other-High"));

        Assert.Equal((39.3, 30.0), Told(state, At(21)));
    }

    [Fact]
    public void Words_never_make_less_of_a_behavior_than_the_floor_nor_more_than_twice_as_much()
    {
        var alarm = After(Opens(0)).Alarm();
        var words = Enumerable.Range(0, 4).Select(episode => Word(Verification.FalsePositive, 10, $"{episode}")).ToArray();

        Assert.Equal(0.2, RiskLogic.FeedbackOf(alarm with { Verdicts = [.. words] }, Options, At(10)));
        Assert.Equal(0.5, RiskLogic.FeedbackOf(alarm with { Verdicts = [.. words] }, new RiskOptions { FeedbackFloor = 0.5 }, At(10)));
        Assert.Equal(1, RiskLogic.FeedbackOf(alarm with { Verdicts = [.. words] }, Options, At(60.0 * 24 * 30 * 100)), 6);
        var confirmed = words.Select(static word => word with { State = Verification.TruePositive });
        Assert.Equal(2, RiskLogic.FeedbackOf(alarm with { Verdicts = [.. confirmed] }, Options, At(10)));
    }

    [Fact]
    public void An_escalation_counts_half_and_audit_findings_three_tenths_of_their_worst()
    {
        var rule = Rule("several", CorrelationType.ValueCount, TimeSpan.FromHours(24), gte: 3, field: "behaviorName", incident: true);
        var state = ThingLogic.Apply(
            ThingState.Empty,
            Thing,
            new ThingCauses
            {
                Events =
                [
                    Event(TransitionKind.InAlarm, 0, Episode(0), "A-Low"), Event(TransitionKind.InAlarm, 1, Episode(1), "B-Low"),
                    Event(TransitionKind.InAlarm, 2, Episode(2), "C-Low"),
                ],
                References = [Tells("certificate", 1, Severity.High, Severity.Low)],
            },
            SeverityPolicy.Default,
            At(3),
            Rules(rule)).State;

        var risk = Score(state, At(3));

        // 3 × 4 + 30 / 2 + 30 × 0.3 = 36: e^-0.6.
        Assert.Equal(45.1, risk.Score);
        Assert.Equal(
            [
                ("rule Rule several", 15.0, "stands at HIGH: 30 × 0.5"),
                ("audit findings", 9.0, "the worst of 2 is HIGH: 30 × 0.3"),
                ($"alarm {Profile}/A-Low", 4.0, "LOW 4, in alarm"),
                ($"alarm {Profile}/B-Low", 4.0, "LOW 4, in alarm"),
                ($"alarm {Profile}/C-Low", 4.0, "LOW 4, in alarm"),
            ],
            risk.Terms.Select(static term => (term.What, term.Points, term.Reason)));

        var over = ThingLogic.Wake(state, Thing, Later, Rules(rule)).State;
        Assert.DoesNotContain(Score(over, Later).Terms, static term => term.What.StartsWith("rule", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0.1, 4.9)]
    [InlineData(1, 39.3)]
    [InlineData(2, 63.2)]
    [InlineData(10, 99.3)]
    public void How_much_the_thing_matters_multiplies_the_evidence_and_is_said(double weight, double score)
    {
        var risk = RiskLogic.Score(After(Opens(0)), Options, new Criticality(weight, "group plant (Criticality:Groups:plant)"), At(1));

        Assert.Equal((score, weight, "group plant (Criticality:Groups:plant)"), (risk.Score, risk.Criticality, risk.CriticalityReason));
        Assert.Equal(30, Assert.Single(risk.Terms).Points);
    }

    [Fact]
    public void The_score_is_0_to_100_and_its_terms_add_up_to_it_each_explained_by_numbers_that_multiply_to_it() =>
        Gen.Select(GenState, Gen.Int[0, 60 * 24 * 300], Gen.Double[0.1, 10]).Sample(
            (state, minutes, weight) =>
            {
                var risk = RiskLogic.Score(state, Options, new Criticality(weight, "tested"), At(minutes));

                Assert.InRange(risk.Score, 0, 100);
                Assert.Equal(100 * (1 - Math.Exp(-risk.Terms.Sum(static term => term.Points) * weight / 60)), risk.Score, 0.0501);
                Assert.All(risk.Terms, static term =>
                {
                    Assert.True(term.Points > 0);

                    // Factors are shown with four digits, points with two.
                    Assert.Equal(term.Points, Product(term.Reason), 0.01 + (60 * 2 * 1.5 * 0.0001));
                });
                Assert.Equal(risk.Terms.OrderByDescending(static term => term.Points), risk.Terms);
            },
            iter: 5_000);

    [Fact]
    public void A_word_counts_the_same_when_its_episode_has_left_the_window_whatever_left_first() =>
        (from words in GenWords
         from shuffled in Gen.Shuffle(words)
         from cut in Gen.Int[0, words.Length]
         from minutes in Gen.Int[60 * 24 * 90, 60 * 24 * 400]
         select (words, shuffled, cut, now: At(minutes)))
        .Sample(
            given =>
            {
                var alarm = After(Opens(0)).Alarm();
                var kept = RiskLogic.FeedbackOf(alarm with { Verdicts = [.. given.words] }, Options, given.now);
                var first = RiskLogic.Fold(null, given.shuffled.Take(given.cut), Options);
                var partly = RiskLogic.FeedbackOf(alarm with { Verdicts = [.. given.shuffled.Skip(given.cut)], Feedback = first }, Options, given.now);
                var all = RiskLogic.Fold(first, given.shuffled.Skip(given.cut), Options);

                Assert.Equal(kept, partly, 1e-9);
                Assert.Equal(kept, RiskLogic.FeedbackOf(alarm with { Feedback = all }, Options, given.now), 1e-9);
                Assert.InRange(kept, Options.FeedbackFloor, 2);
            },
            iter: 5_000);

    [Fact]
    public void Words_go_on_to_count_after_more_episodes_than_the_window_holds()
    {
        var state = After(Opens(0, Episode(0)), Clears(5, Episode(0)), Says(Verification.FalsePositive, 6, Episode(0)));
        for (var episode = 1; episode < 6; episode++)
        {
            state = After(state, Opens(episode * 10, Episode(episode)), Clears((episode * 10) + 5, Episode(episode)));
        }

        Assert.Empty(state.Alarm().Verdicts);
        Assert.Equal(0.5, RiskLogic.FeedbackOf(state.Alarm(), Options, At(6)), 9);
        Assert.Equal(Math.Sqrt(0.5), RiskLogic.FeedbackOf(state.Alarm(), Options, At(6 + (30 * 24 * 60))), 9);
    }

    private static RiskView Score(ThingState state, DateTimeOffset now, RiskOptions? options = null) => RiskLogic.Score(state, options ?? Options, Ordinary, now);

    private static (double Score, double Points) Told(ThingState state, DateTimeOffset now, RiskOptions? options = null)
    {
        var risk = Score(state, now, options);
        return (risk.Score, risk.Terms.Sum(static term => term.Points));
    }

    private static string Reason(ThingState state, DateTimeOffset now) => Assert.Single(Score(state, now).Terms).Reason;

    /// <summary>The number that a reason begins with, or that follows its colon, times all that it says it is multiplied with.</summary>
    private static double Product(string reason) => Factors().Matches(reason).Aggregate(
        1.0, static (product, match) => product * double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture));

    private static string Episode(int number) => string.Create(CultureInfo.InvariantCulture, $"{number:x32}");

    private static EpisodeVerdict Word(Verification word, double minutes, string episode) => new()
    {
        ViolationId = episode,
        State = word,
        TimeMs = At(minutes).ToUnixTimeMilliseconds(),
        EventId = $"event-{episode}",
    };

    [GeneratedRegex(@"(?:^[A-Z]+ |: |× )([0-9.]+)")]
    private static partial Regex Factors();
}
