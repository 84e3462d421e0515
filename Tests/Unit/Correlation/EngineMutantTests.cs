using OrleansDefender.Tests.Shared.Correlation;

using Xunit;

namespace OrleansDefender.Tests.Unit.Correlation;

/// <summary>The streams bite: an engine with a mistake does not get through them.</summary>
public sealed class EngineMutantTests(ITestOutputHelper output)
{
    private const int Streams = 2000;

    private static readonly EngineMutant[] Mutants =
    [
        new("A window excludes its old end", ("SlidingWindow.cs", "entries[_start].Key.TimeMs < timeMs", "entries[_start].Key.TimeMs <= timeMs")),
        new("What is true fires at every signal, re-armed or not", ("CorrelationEngine.cs", "isAsked && !held &&", "isAsked &&")),
        new("A cooldown excludes its end", ("CorrelationEngine.cs", "edge.TimeMs - lastMs <= cooldownMs", "edge.TimeMs - lastMs < cooldownMs")),
        new("A repeat counts again", ("HistoryLogic.cs", "if (place == 0 || signals[place - 1].Key != signal.Key)", "if (true)")),
        new("Of two words at once the first to come counts", ("HistoryLogic.cs", "else if (IsStronger(signal, signals[place - 1]))", "else if (false)")),
        new("A slot is forgotten before it has left every window", ("HistoryLogic.cs", "SlotCaps.StartOf(group.Rule, settings, horizon - (long)group.Rule.Timespan.TotalMilliseconds)", "horizon - (long)group.Rule.Timespan.TotalMilliseconds + SlotCaps.SlotMs(group.Rule, settings)")),
        new("Analysts' words are ignored", ("VerdictTimeline.cs", "withdraws = word &&", "withdraws = false &&")),
        new(
            "The caps take what came first, not what is first",
            ("HistoryLogic.cs", "signals.Insert(place, signal);", "signals.Insert(place, signal); Arrivals.Note(signal.Key, history.Signals.IsEmpty);"),
            ("HistoryLogic.cs", "SlotCaps.Apply(rule, settings, entries);", "SlotCaps.Apply(rule, settings, Arrivals.Sort(entries, entry => entry.Key, entry => SlotCaps.StartOf(rule, settings, entry.Key.TimeMs))); counted.Sort();")),
        new("There are no caps", ("SlotCaps.cs", "var slotMs = SlotMs(rule, settings);\n        var kept", "if (rule.GroupBy.Length >= 0) { return [.. sorted]; }\n        var slotMs = SlotMs(rule, settings);\n        var kept")),
        new("Settled too early", ("EngineSettings.cs", "2 * LatenessMs", "LatenessMs / 2")),
        new("A word does not reach back", ("VerdictTimeline.cs", "timeMs + _latenessMs", "timeMs")),
        new("A word withdraws itself", ("RuleMatch.cs", "signal.EventType == SignalEvents.Verified ? null : signal.ViolationId", "signal.ViolationId")),
        new("Values are counted without regard to case", ("RuleCounts.cs", "Dictionary<string, int> _values = new(StringComparer.Ordinal)", "Dictionary<string, int> _values = new(StringComparer.OrdinalIgnoreCase)")),
        new("What leaves a window is still counted", ("SlidingWindow.cs", "_counts?.Remove(entry);", "_ = entry;")),
        new("Equal times are in the order of signals", ("RuleWindow.cs", "window[to].Key.TimeMs == window[from].Key.TimeMs", "false")),
        new("A settled firing is forgotten at once", ("HistoryLogic.cs", "firing.TimeMs >= horizon - ms)", "firing.TimeMs > horizon)")),
        new("Withdrawn signals leave their places under the caps", ("HistoryLogic.cs", "var counted = SlotCaps.Apply(rule, settings, entries);", "var counted = SlotCaps.Apply(rule, settings, [.. entries.Where(entry => !verdicts.IsWithdrawn(entry.Episode, entry.Key.TimeMs, entry.Key.TimeMs))]);")),
    ];

    public static TheoryData<int> All => [.. Enumerable.Range(0, Mutants.Length)];

    [Theory]
    [MemberData(nameof(All))]
    public void An_engine_with_a_mistake_is_caught(int number)
    {
        var mutant = Mutants[number];
        var engine = mutant.Compile();
        for (var seed = 0; seed < Streams; seed++)
        {
            var stream = StreamGenerator.Make(seed);
            if (StreamComparison.Difference(stream, StreamComparison.Expected(stream), StreamComparison.Actual(stream, engine)) is { } difference)
            {
                output.WriteLine($"{mutant.Mistake}: caught by stream {seed + 1}. {difference}");
                return;
            }
        }

        Assert.Fail($"{mutant.Mistake}: not caught by {Streams} streams.");
    }

    [Fact]
    public void An_unchanged_copy_is_not_caught()
    {
        var engine = new EngineMutant("None").Compile();
        for (var seed = 0; seed < 50; seed++)
        {
            var stream = StreamGenerator.Make(seed);
            Assert.Null(StreamComparison.Difference(stream, StreamComparison.Expected(stream), StreamComparison.Actual(stream, engine)));
        }
    }
}
