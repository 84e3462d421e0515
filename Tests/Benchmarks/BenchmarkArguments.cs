using System.Globalization;

namespace OrleansDefender.Tests.Benchmarks;

/// <summary>The options of a benchmark: pairs of <c>--name value</c>.</summary>
internal sealed class BenchmarkArguments
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    private BenchmarkArguments()
    {
    }

    /// <summary>Reads the pairs.</summary>
    /// <exception cref="FormatException">They are none.</exception>
    public static BenchmarkArguments Parse(ReadOnlySpan<string> arguments)
    {
        var parsed = new BenchmarkArguments();
        for (var i = 0; i < arguments.Length; i += 2)
        {
            if (!arguments[i].StartsWith("--", StringComparison.Ordinal) || i + 1 == arguments.Length)
            {
                throw new FormatException($"Options are pairs of --name and value; '{arguments[i]}' is not.");
            }

            parsed._values[arguments[i][2..]] = arguments[i + 1];
        }

        return parsed;
    }

    /// <summary>A text.</summary>
    public string Get(string name, string otherwise) => _values.GetValueOrDefault(name, otherwise);

    /// <summary>A number.</summary>
    /// <exception cref="FormatException">The value is none.</exception>
    public int Get(string name, int otherwise) => _values.TryGetValue(name, out var value) ? int.Parse(value, CultureInfo.InvariantCulture) : otherwise;
}
