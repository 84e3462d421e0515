using System.Globalization;

using OrleansDefender.Tests.Oracle;

namespace OrleansDefender.Tests.Shared.Correlation;

/// <summary>How much the streams ask: of each type of rule the streams with a firing, with one at the caps and with one on a window's edge.</summary>
internal sealed class StreamFigures
{
    private readonly Dictionary<OracleRuleType, (int Fired, int AtCap, int OnEdge)> _byType = Enum.GetValues<OracleRuleType>().ToDictionary(static type => type, static _ => (0, 0, 0));

    /// <summary>The streams counted.</summary>
    public int Streams { get; private set; }

    /// <summary>Their signals.</summary>
    public long Signals { get; private set; }

    /// <summary>Their firings.</summary>
    public long Firings { get; private set; }

    /// <summary>Counts a stream.</summary>
    public void Add(CorrelationStream stream, IReadOnlyList<OracleResult> expected)
    {
        Streams++;
        Signals += stream.OracleSignals.Count;
        Firings += expected.Count;
        var types = stream.OracleRules.ToDictionary(static rule => rule.Id, static rule => rule.Type);
        foreach (var group in expected.GroupBy(result => types[result.Firing.Rule]))
        {
            var (fired, atCap, onEdge) = _byType[group.Key];
            _byType[group.Key] = (fired + 1, atCap + (group.Any(static result => result.AtCap) ? 1 : 0), onEdge + (group.Any(static result => result.OnWindowEdge) ? 1 : 0));
        }
    }

    /// <summary>Adds another's figures.</summary>
    public void Add(StreamFigures other)
    {
        Streams += other.Streams;
        Signals += other.Signals;
        Firings += other.Firings;
        foreach (var (type, (fired, atCap, onEdge)) in other._byType)
        {
            var sum = _byType[type];
            _byType[type] = (sum.Fired + fired, sum.AtCap + atCap, sum.OnEdge + onEdge);
        }
    }

    /// <summary>The shares of streams, 0 to 1, with a firing of the type at the caps, and on a window's edge.</summary>
    public (double AtCap, double OnEdge) SharesOf(OracleRuleType type) => ((double)_byType[type].AtCap / Streams, (double)_byType[type].OnEdge / Streams);

    /// <inheritdoc/>
    public override string ToString()
    {
        var lines = _byType.Select(pair => string.Create(
            CultureInfo.InvariantCulture,
            $"{pair.Key,-16} fired in {Share(pair.Value.Fired)} of streams, at the caps in {Share(pair.Value.AtCap)}, on a window's edge in {Share(pair.Value.OnEdge)}"));
        var sums = string.Create(CultureInfo.InvariantCulture, $"{Streams} streams, {(double)Signals / Streams:F0} signals and {(double)Firings / Streams:F1} firings each");
        return string.Join(Environment.NewLine, lines.Prepend(sums));
    }

    private string Share(int count) => ((double)count / Streams).ToString("P1", CultureInfo.InvariantCulture);
}
