using OrleansDefender.Correlation;
using OrleansDefender.Correlation.Rules;
using OrleansDefender.Tests.Oracle;

namespace OrleansDefender.Tests.Shared.Correlation;

/// <summary>A random case: rules, signals, and the order and batches they come in. A function of its seed.</summary>
internal sealed class CorrelationStream
{
    /// <summary>The account and Region of all signals.</summary>
    public static AccountRegion Scope { get; } = new("111122223333", "eu-central-1");

    /// <summary>What it is made from.</summary>
    public required int Seed { get; init; }

    /// <summary>The allowed lateness in milliseconds.</summary>
    public required long LatenessMs { get; init; }

    /// <summary>The rules for the engine.</summary>
    public required RuleSet Rules { get; init; }

    /// <summary>The same rules for the oracle.</summary>
    public required IReadOnlyList<OracleRule> OracleRules { get; init; }

    /// <summary>The signals in the order in which they come, repeats included, each no more than the lateness behind a newer one unless it is a repeat.</summary>
    public required IReadOnlyList<Signal> Arrivals { get; init; }

    /// <summary>The same signals for the oracle, once each.</summary>
    public required IReadOnlyList<OracleSignal> OracleSignals { get; init; }

    /// <summary>The numbers of arrivals that come together.</summary>
    public required IReadOnlyList<int> BatchSizes { get; init; }

    /// <summary>The things.</summary>
    public required IReadOnlyList<string> Things { get; init; }

    /// <summary>Rules that see only the signals of one thing.</summary>
    public static bool IsOfThing(CorrelationRule rule) => rule.IsOfThing && rule.Inputs.All(static input => input.Correlation is null || IsOfThing(input.Correlation));

    /// <summary>The batches in which the signals come, those of a thing or all.</summary>
    public IEnumerable<IReadOnlyList<Signal>> Batches(string? thing)
    {
        var from = 0;
        foreach (var size in BatchSizes)
        {
            Signal[] batch = [.. Arrivals.Skip(from).Take(size).Where(signal => thing is null || signal.ThingName == thing)];
            from += size;
            if (batch.Length > 0)
            {
                yield return batch;
            }
        }
    }
}
