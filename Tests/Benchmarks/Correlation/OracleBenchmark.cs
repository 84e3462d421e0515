using System.Diagnostics;
using System.Globalization;

using OrleansDefender.Tests.Shared.Correlation;

namespace OrleansDefender.Tests.Benchmarks.Correlation;

/// <summary>The long run of the comparison that the unit tests make: engine and oracle on random streams, on all processors.</summary>
internal static class OracleBenchmark
{
    private const int Slice = 2000;

    /// <summary>Compares and prints; ends with an exception where they differ.</summary>
    /// <exception cref="InvalidOperationException">They differ.</exception>
    public static Task RunAsync(BenchmarkArguments arguments)
    {
        var streams = arguments.Get("streams", 100_000);
        var seed = arguments.Get("seed", 1_000_000);
        var figures = new StreamFigures();
        var differences = new List<string>();
        var clock = Stopwatch.StartNew();
        for (var done = 0; done < streams; done += Slice)
        {
            var from = seed + done;
            Parallel.For(
                from,
                from + Math.Min(Slice, streams - done),
                static () => (Figures: new StreamFigures(), Differences: new List<string>()),
                static (number, _, found) =>
                {
                    var stream = StreamGenerator.Make(number);
                    var expected = StreamComparison.Expected(stream);
                    found.Figures.Add(stream, expected);
                    if (StreamComparison.Difference(stream, expected, StreamComparison.Actual(stream, EngineRun.Fire)) is { } difference)
                    {
                        found.Differences.Add(difference);
                    }

                    return found;
                },
                found =>
                {
                    lock (figures)
                    {
                        figures.Add(found.Figures);
                        differences.AddRange(found.Differences);
                    }
                });
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{figures.Streams} streams in {clock.Elapsed.TotalSeconds:F0} s, {differences.Count} differ"));
        }

        Console.WriteLine(figures);
        foreach (var difference in differences.Take(20))
        {
            Console.WriteLine(difference);
        }

        return differences.Count == 0
            ? Task.CompletedTask
            : throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"{differences.Count} of {streams} streams differ."));
    }
}
