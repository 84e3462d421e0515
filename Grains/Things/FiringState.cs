using System.Collections.Immutable;

using OrleansDefender.Correlation;
using OrleansDefender.Correlation.Engine;
using OrleansDefender.Correlation.Rules;

namespace OrleansDefender.Things;

/// <summary>A firing that an escalation rests on, with its evidence. Persisted.</summary>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Things.FiringState")]
internal sealed record FiringState
{
    /// <summary>Pieces of evidence that are kept: what a finding may be related to.</summary>
    public const int MostEvidence = 10;

    /// <summary>The firing's time in milliseconds since 1970.</summary>
    [Id(0)]
    public required long TimeMs { get; init; }

    /// <summary>What was counted: signals, distinct values, or inputs.</summary>
    [Id(1)]
    public required int Count { get; init; }

    /// <summary>In order; where the window held more, those that the rule needs before others, then the latest.</summary>
    [Id(2)]
    public required ImmutableArray<EvidenceItem> Evidence { get; init; }

    /// <summary>Whether it turned out not to be one, before it was settled: it is kept to tell of it, and never stands again by itself.</summary>
    [Id(3)]
    public bool IsVoid { get; init; }

    /// <summary>Whether the condition still holds without what analysts' words have withdrawn since.</summary>
    public bool Stands(CorrelationRule rule)
    {
        if (IsVoid)
        {
            return false;
        }

        var withdrawn = Evidence.Count(static item => item.IsWithdrawn);
        if (withdrawn == 0)
        {
            return true;
        }

        var standing = Evidence.Where(static item => !item.IsWithdrawn).ToList();
        switch (rule.Type)
        {
            case CorrelationType.EventCount:
                return Count > withdrawn && rule.Condition!.Holds(Count - withdrawn);
            case CorrelationType.ValueCount:
                var gone = Evidence.Select(static item => item.Value).Distinct(StringComparer.Ordinal).Count()
                    - standing.Select(static item => item.Value).Distinct(StringComparer.Ordinal).Count();
                return Count > gone && rule.Condition!.Holds(Count - gone);
            default:
                return RuleWindow.Holds(
                    rule,
                    [.. standing.Select(static item => new RuleEntry(new SignalKey(item.TimeMs, item.EventType, item.Subject), item.Inputs, item.Value, item.Episode)).Order()],
                    out _);
        }
    }
}
