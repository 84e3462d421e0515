using OrleansDefender.Correlation;
using OrleansDefender.Correlation.Engine;
using OrleansDefender.Tests.Shared.Correlation;

using Xunit;

namespace OrleansDefender.Tests.Unit.Correlation;

/// <summary>What holds of the engine whatever the rules mean.</summary>
public sealed class HistoryPropertyTests
{
    private const int Streams = 300;

    [Fact]
    public void Any_order_within_the_lateness_and_any_repetition_gives_the_same_firings()
    {
        for (var seed = 0; seed < Streams; seed++)
        {
            var stream = StreamGenerator.Make(seed);
            Signal[][] inOrder = [.. stream.Arrivals.DistinctBy(static signal => (signal.Key, signal.Verification)).OrderBy(static signal => signal.Key).Select(static signal => new[] { signal })];
            var wanted = Fire(inOrder);
            Assert.True(wanted.SetEquals(Fire(stream.Batches(null))), $"Seed {seed}: another order gives other firings.");

            // Another one: whole pieces of at most the lateness reversed, each signal sent twice.
            var reversed = inOrder
                .GroupBy(batch => batch[0].Key.TimeMs / (stream.LatenessMs + 1))
                .SelectMany(static piece => piece.Reverse().Concat(piece))
                .Chunk(1 + (seed % 7))
                .Select(static batches => (IReadOnlyList<Signal>)[.. batches.SelectMany(static batch => batch)]);
            Assert.True(wanted.SetEquals(Fire(reversed)), $"Seed {seed}: the reverse gives other firings.");

            HashSet<(string Rule, string Group, long TimeMs, string Level)> Fire(IEnumerable<IReadOnlyList<Signal>> batches) =>
                EngineRun.Fire(stream.Rules, static _ => true, batches, CorrelationStream.Scope, stream.LatenessMs);
        }
    }

    [Fact]
    public void Signals_that_are_known_leave_the_very_history_behind()
    {
        for (var seed = 0; seed < Streams; seed++)
        {
            var stream = StreamGenerator.Make(seed);
            var match = new RuleMatch(stream.Rules);
            var settings = new EngineSettings(stream.LatenessMs);
            var history = SignalHistory.Empty;
            foreach (var batch in stream.Batches(null))
            {
                var step = HistoryLogic.Add(history, batch, match, static _ => true, CorrelationStream.Scope, settings);
                history = step.History;
                var again = HistoryLogic.Add(history, [.. batch.Select(static signal => signal with { })], match, static _ => true, CorrelationStream.Scope, settings);
                Assert.True(ReferenceEquals(history, again.History), $"Seed {seed}: a repeat changed the history.");
                Assert.Empty(again.Settled);
            }
        }
    }
}
