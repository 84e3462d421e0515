using System.Collections.Immutable;

using OrleansDefender.Correlation.Engine;

namespace OrleansDefender.Correlation.Rules;

/// <summary>Runs inline tests through the engine that runs in production: over all signals at once, so that nothing is forgotten.</summary>
internal static class RuleTestRunner
{
    /// <summary>Runs one test.</summary>
    /// <param name="test">The test.</param>
    /// <param name="loaded">The whole set, without problems.</param>
    public static RuleTestResult Run(RuleTest test, LoadedRules loaded)
    {
        var fired = new List<ExpectedFiring>();
        foreach (var scope in test.Signals.GroupBy(static signal => signal.Scope))
        {
            var step = HistoryLogic.Add(SignalHistory.Empty, [.. scope], new RuleMatch(loaded.Rules!), static _ => true, scope.Key, EngineSettings.Default);
            foreach (var group in step.Groups)
            {
                if (group.Rule.Acts && loaded.Sources[group.Rule.Id].File == test.File)
                {
                    fired.AddRange(group.Firings.Select(firing =>
                        new ExpectedFiring(DateTimeOffset.FromUnixTimeMilliseconds(firing.TimeMs) - RuleTest.Start, group.Rule.Title, group.Rule.Level)));
                }
            }
        }

        // Several groups may fire at once: what is expected once must happen once.
        var missing = new List<ExpectedFiring>();
        foreach (var expected in test.Expected)
        {
            if (!fired.Remove(expected))
            {
                missing.Add(expected);
            }
        }

        return new RuleTestResult(test, Sorted(missing), Sorted(fired));
    }

    private static ImmutableArray<ExpectedFiring> Sorted(List<ExpectedFiring> firings) =>
        [.. firings.OrderBy(static firing => firing.At).ThenBy(static firing => firing.Title, StringComparer.Ordinal)];
}
