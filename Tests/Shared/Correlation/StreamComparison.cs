using System.Globalization;

using OrleansDefender.Tests.Oracle;

namespace OrleansDefender.Tests.Shared.Correlation;

/// <summary>Whether engine and oracle agree on a stream.</summary>
internal static class StreamComparison
{
    /// <summary>What the oracle says of a stream.</summary>
    public static IReadOnlyList<OracleResult> Expected(CorrelationStream stream) =>
        CorrelationOracle.Evaluate(stream.OracleRules, stream.OracleSignals, stream.LatenessMs);

    /// <summary>What an engine says of it: rules of the thing are evaluated thing by thing, the others over all signals.</summary>
    public static HashSet<(string Rule, string Group, long TimeMs, string Level)> Actual(CorrelationStream stream, StreamFiring engine)
    {
        HashSet<(string Rule, string Group, long TimeMs, string Level)> fired = [];
        foreach (var thing in stream.Things)
        {
            fired.UnionWith(engine(stream.Rules, CorrelationStream.IsOfThing, stream.Batches(thing), CorrelationStream.Scope, stream.LatenessMs));
        }

        var others = stream.Rules.Correlations.Where(static rule => !CorrelationStream.IsOfThing(rule)).ToHashSet();
        var evaluated = others.Concat(others.SelectMany(static rule => rule.Inputs).Select(static input => input.Correlation).OfType<OrleansDefender.Correlation.Rules.CorrelationRule>()).ToHashSet();
        if (others.Count > 0)
        {
            var ids = others.Select(static rule => rule.Id).ToHashSet();
            fired.UnionWith(engine(stream.Rules, evaluated.Contains, stream.Batches(null), CorrelationStream.Scope, stream.LatenessMs).Where(firing => ids.Contains(firing.Rule)));
        }

        return fired;
    }

    /// <summary>The first differences in words; null where there are none.</summary>
    public static string? Difference(CorrelationStream stream, IEnumerable<OracleResult> expected, HashSet<(string Rule, string Group, long TimeMs, string Level)> actual)
    {
        var wanted = expected.Select(static result => (result.Firing.Rule, result.Firing.Group, TimeMs: result.Firing.Time, result.Firing.Level)).ToHashSet();
        if (wanted.SetEquals(actual))
        {
            return null;
        }

        var missing = wanted.Except(actual).Select(static firing => $"only the oracle: {Text(firing)}");
        var extra = actual.Except(wanted).Select(static firing => $"only the engine: {Text(firing)}");
        return $"The stream of seed {stream.Seed.ToString(CultureInfo.InvariantCulture)}: {string.Join("; ", missing.Concat(extra).Take(6))}";
    }

    private static string Text((string Rule, string Group, long TimeMs, string Level) firing) =>
        string.Create(CultureInfo.InvariantCulture, $"{firing.Rule} [{firing.Group.Replace('\u001f', '|')}] {firing.TimeMs} {firing.Level}");
}
