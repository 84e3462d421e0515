using OrleansDefender.Tests.Oracle;
using OrleansDefender.Tests.Shared.Correlation;

using Xunit;

namespace OrleansDefender.Tests.Unit.Correlation;

/// <summary>The engine against the oracle, which was written from docs/correlation.md alone, on random streams. The long run is in Tests/Benchmarks.</summary>
public sealed class OracleStreamTests(ITestOutputHelper output)
{
    private const int Streams = 2000;

    [Fact]
    public void Engine_and_oracle_agree_on_every_stream_and_the_streams_ask_enough()
    {
        var figures = new StreamFigures();
        var differences = new List<string>();
        for (var seed = 0; seed < Streams; seed++)
        {
            var stream = StreamGenerator.Make(seed);
            var expected = StreamComparison.Expected(stream);
            figures.Add(stream, expected);
            if (StreamComparison.Difference(stream, expected, StreamComparison.Actual(stream, EngineRun.Fire)) is { } difference)
            {
                differences.Add(difference);
            }
        }

        output.WriteLine(figures.ToString());
        Assert.True(differences.Count == 0, $"{differences.Count} streams differ. {string.Join(Environment.NewLine, differences.Take(10))}");
        foreach (var type in Enum.GetValues<OracleRuleType>())
        {
            var (atCap, onEdge) = figures.SharesOf(type);
            Assert.True(atCap >= 0.1 && onEdge >= 0.1, $"Too few streams have firings of {type} at the caps ({atCap:P1}) or on a window's edge ({onEdge:P1}).");
        }
    }
}
