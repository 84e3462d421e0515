using System.Collections.Immutable;

using CsCheck;

using Microsoft.Extensions.DependencyInjection;

using Orleans.Serialization;

using OrleansDefender.Audits;
using OrleansDefender.Correlation;
using OrleansDefender.Findings;
using OrleansDefender.Things;

using Xunit;

namespace OrleansDefender.Tests.Unit.Things;

/// <summary>
/// The promise of DESIGN: within the window, any order and any duplication of a thing's events gives the same state and the same findings, whatever batches
/// they come in and however often the thing is stored and read back in between.
/// </summary>
public sealed class OrderIndependenceTests
{
    private static readonly DateTimeOffset Now = Given.At(10_000);

    private static readonly Serializer<ThingState> Serializer =
        new ServiceCollection().AddSerializer().BuildServiceProvider().GetRequiredService<Serializer<ThingState>>();

    private static readonly string[] Behaviors = ["AuthorizationFailures-High", "Disconnects-Low"];

    private static readonly Gen<DetectEvent> GenEvent =
        from kind in Gen.OneOf(TransitionKind.InAlarm, TransitionKind.Cleared, TransitionKind.Invalidated)
        from minute in Gen.Int[0, 12]
        from episode in Gen.Int[0, 3]
        from behavior in Gen.Int[0, 1]
        from value in Gen.Int[0, 2]
        select Given.Event(
            kind,
            minute,
            $"{behavior}{new string('a', 30)}{episode}",
            Behaviors[behavior],
            value == 0 ? null : $"{value}");

    private static readonly Gen<VerificationEvent> GenVerification =
        from word in Gen.Enum<Verification>()
        from minute in Gen.Int[0, 12]
        from episode in Gen.Int[0, 3]
        from behavior in Gen.Int[0, 1]
        select Given.Says(word, minute, $"{behavior}{new string('a', 30)}{episode}") with { EventId = $"{minute}-{word}" };

    private static readonly Gen<WithdrawalEvent> GenWithdrawal =
        from minute in Gen.Int[0, 12]
        from profile in Gen.OneOf(null, Given.Profile, "Another")
        from keeps in Gen.OneOf<string[]?>(null, [], [Behaviors[0]], [Behaviors[1]], [.. Behaviors], ["Third", Behaviors[0]])
        select Given.Deletes(minute, profile, keeps);

    private static readonly Gen<AlarmMitigation> GenMitigation =
        from minute in Gen.Int[0, 12]
        from episode in Gen.Int[0, 3]
        from behavior in Gen.Int[0, 1]
        select Given.Mitigates(minute, $"{behavior}{new string('a', 30)}{episode}");

    // What a resource tells at a revision is always the same.
    private static readonly Gen<AuditReference> GenReference =
        from resource in Gen.Int[0, 2]
        from revision in Gen.Int[1, 6]
        select Given.Tells($"c{resource}", revision, [.. Enumerable.Range(0, (resource + revision) % 3).Select(index => (Severity)(((revision + index) % 5) + 1))]);

    private static readonly Gen<DetectEvent[]> GenEvents = GenEvent.Array[1, 14].Select(WithinWindow);

    private static readonly Gen<(DetectEvent[] Events, int[] Cuts, DetectEvent[] Shuffled, int[] ShuffledCuts)> GenTwoDeliveries =
        from events in GenEvents
        from cuts in Gen.Int[1, 5].Array[30]
        from repeats in Gen.Shuffle(events).Select(shuffled => shuffled.Take(shuffled.Length / 2).ToArray())
        from shuffled in Gen.Shuffle(events.Concat(repeats).ToArray())
        from shuffledCuts in Gen.Int[1, 5].Array[30]
        select (events, cuts, shuffled, shuffledCuts);

    [Fact]
    public void Any_order_any_duplication_and_any_restarts_give_the_same_state_and_findings() =>
        GenTwoDeliveries.Sample(
            run => AssertSame(
                Deliver(run.Events, [], [], run.Cuts, restart: false),
                Deliver(run.Shuffled, [], [], run.ShuffledCuts, restart: true)),
            iter: 5_000);

    [Fact]
    public void Verifications_may_come_at_any_time_after_their_episode_and_twice() =>
        (from run in GenTwoDeliveries
         from words in GenVerification.Array[1, 4]
         from shuffledWords in Gen.Shuffle(words.Concat(words).ToArray())
         select (run, Words: Known(words, run.Events), Shuffled: Known(shuffledWords, run.Events)))
        .Sample(
            all => AssertSame(
                Deliver(all.run.Events, all.Words, [], all.run.Cuts, restart: false),
                Deliver(all.run.Shuffled, all.Shuffled, [], all.run.ShuffledCuts, restart: true)),
            iter: 5_000);

    [Fact]
    public void Deletions_and_references_may_come_at_any_time_and_words_and_mitigations_after_their_episode() =>
        (from run in GenTwoDeliveries
         from words in GenVerification.Array[0, 2]
         from withdrawals in GenWithdrawal.Array[0, 4]
         from mitigations in GenMitigation.Array[0, 6]
         from references in GenReference.Array[0, 6]
         from shuffledWords in Gen.Shuffle(words.Concat(words).ToArray())
         from shuffledMitigations in Gen.Shuffle(mitigations.Concat(mitigations).ToArray())
         let others = withdrawals.Cast<object>().Concat(references).ToArray()
         from shuffledOthers in Gen.Shuffle(others.Concat(others).ToArray())
         select (
             run,
             Words: KnownOf(words, mitigations, run.Events),
             Shuffled: KnownOf(shuffledWords, shuffledMitigations, run.Events),
             Others: others,
             ShuffledOthers: shuffledOthers))
        .Sample(
            all => AssertSame(
                Deliver(all.run.Events, all.Words, all.Others, all.run.Cuts, restart: false),
                Deliver(all.run.Shuffled, all.Shuffled, all.ShuffledOthers, all.run.ShuffledCuts, restart: true)),
            iter: 10_000);

    [Fact]
    public void The_window_survives_packing() =>
        GenEvents.Sample(
            events =>
            {
                var window = events.Aggregate(TransitionWindow.Empty, (kept, next) => kept.Add(Transition.Of(next), out _));
                Assert.Equal(window, TransitionWindow.Unpack(window.Pack()));
            },
            iter: 2_000);

    /// <summary>Keeps the newest eight distinct transitions of each alarm: the window of the promise.</summary>
    private static DetectEvent[] WithinWindow(DetectEvent[] events) =>
    [
        .. events
            .GroupBy(detectEvent => detectEvent.Behavior)
            .SelectMany(alarm => alarm
                .GroupBy(Transition.Of)
                .OrderByDescending(same => same.Key)
                .Take(TransitionWindow.Capacity)
                .SelectMany(same => same)),
    ];

    private static object[] Known(VerificationEvent[] words, DetectEvent[] events) => KnownOf(words, [], events);

    private static object[] KnownOf(VerificationEvent[] words, AlarmMitigation[] mitigations, DetectEvent[] events) =>
        [.. words.Cast<object>().Concat(mitigations).Where(word => events.Any(detectEvent => detectEvent.ViolationId == EpisodeOf(word)))];

    private static string? EpisodeOf(object word) => word is VerificationEvent verification ? verification.ViolationId : ((AlarmMitigation)word).ViolationId;

    /// <param name="events">The events, in the order they come.</param>
    /// <param name="words">What can come only after an event of its episode.</param>
    /// <param name="others">What may come at any time.</param>
    /// <param name="cuts">How many events a batch has.</param>
    /// <param name="restart">Whether the thing is stored and read back after each batch.</param>
    private static ThingState Deliver(DetectEvent[] events, object[] words, object[] others, int[] cuts, bool restart)
    {
        var state = ThingState.Empty;
        var waiting = words.ToList();
        var left = others.ToList();
        var cut = 0;
        for (var taken = 0; taken < events.Length;)
        {
            var batch = events.Skip(taken).Take(cuts[cut++ % cuts.Length]).ToArray();
            taken += batch.Length;

            // A word comes once its episode is known: the index of violations sees to that.
            var known = waiting.Where(word => events.Take(taken).Any(detectEvent => detectEvent.ViolationId == EpisodeOf(word))).Take(1).ToArray();
            waiting.RemoveAll(known.Contains);
            var other = left.Take(cut % 3).ToArray();
            left.RemoveRange(0, other.Length);
            state = Given.Apply(state, Now, [.. batch, .. known, .. other]);
            state = restart ? Serializer.Deserialize(Serializer.SerializeToArray(state))! : state;
        }

        return waiting.Count + left.Count > 0 ? Given.Apply(state, Now, [.. waiting, .. left]) : state;
    }

    private static void AssertSame(ThingState expected, ThingState actual) =>
        Assert.Equal(Describe(expected), Describe(actual));

    private static string Describe(ThingState state)
    {
        var lines =
            from alarm in state.Alarms
            orderby alarm.Behavior
            let snapshot = ThingLogic.Snapshot(Given.Thing, alarm, Now)!
            let view = ThingLogic.View(state with { Alarms = [alarm] }, Given.Thing, Now).Alarms[0] with { Revision = 0 }
            let hash = FindingContent.Hash(snapshot.Finding)
            let word = alarm.Asked?.State ?? Verification.Unknown
            let suppressed = word is Verification.FalsePositive or Verification.BenignPositive
            let mitigations = string.Join(',', view.Mitigations.Select(mitigation => mitigation.EventId))
            select $"{view} {mitigations} {alarm.Window} {snapshot.Finding.RecordState} {snapshot.Finding.Description} {hash} {word} {suppressed}";
        var posture = ThingLogic.View(state, Given.Thing, Now).Posture;
        var references = posture.References.Select(reference => reference.ToString());
        var risk = RiskLogic.Score(state, new RiskOptions(), new Criticality(1, "tested"), Now);
        return string.Join('\n', [.. lines, $"{posture.Severity} {posture.Findings}", .. references, $"risk {risk.Score}", .. risk.Terms.Select(static term => $"{term}")]);
    }
}
