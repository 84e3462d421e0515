using System.Collections.Immutable;

using OrleansDefender.Correlation.Rules;
using OrleansDefender.Tests.Oracle;

namespace OrleansDefender.Tests.Shared.Correlation;

/// <summary>A rule of a stream, once for the engine and once for the oracle.</summary>
/// <param name="Engine">For the engine.</param>
/// <param name="Oracle">For the oracle.</param>
internal sealed record StreamRule(CorrelationRule Engine, OracleRule Oracle)
{
    /// <summary>Makes both from the same words.</summary>
    /// <param name="id">The rule's id.</param>
    /// <param name="type">Its type.</param>
    /// <param name="bases">Base rules that are its inputs.</param>
    /// <param name="inputs">Rules that are its inputs, after the base rules.</param>
    /// <param name="groupBy">Its groups.</param>
    /// <param name="aliases">Aliases: alias, input's name, field.</param>
    /// <param name="timespanMs">Milliseconds.</param>
    /// <param name="cooldownMs">Milliseconds; null: the timespan.</param>
    /// <param name="condition">Operators and numbers, for the counting types.</param>
    /// <param name="valueField">What is counted, for <c>value_count</c>.</param>
    /// <param name="level">The level.</param>
    public static StreamRule Of(
        string id,
        OracleRuleType type,
        IReadOnlyList<(StreamPredicate Oracle, BaseRule Engine)> bases,
        IReadOnlyList<StreamRule> inputs,
        string[] groupBy,
        IReadOnlyList<(string Alias, string Input, string Field)> aliases,
        long timespanMs,
        long? cooldownMs,
        IReadOnlyList<(string Operator, int Number)>? condition,
        string? valueField,
        string level)
    {
        var engine = new CorrelationRule
        {
            Id = id,
            Title = id,
            Type = type switch
            {
                OracleRuleType.EventCount => CorrelationType.EventCount,
                OracleRuleType.ValueCount => CorrelationType.ValueCount,
                OracleRuleType.Temporal => CorrelationType.Temporal,
                _ => CorrelationType.TemporalOrdered,
            },
            Inputs =
            [
                .. bases.Select(static rule => new RuleInput(rule.Engine, null, rule.Oracle.Name)),
                .. inputs.Select(static rule => new RuleInput(null, rule.Engine, rule.Engine.Id)),
            ],
            GroupBy = [.. groupBy],
            Aliases = aliases.GroupBy(static alias => alias.Alias).ToImmutableSortedDictionary(
                static alias => alias.Key, static alias => alias.ToImmutableSortedDictionary(static input => input.Input, static input => input.Field)),
            Timespan = TimeSpan.FromMilliseconds(timespanMs),
            Condition = condition is null ? null : new CountCondition
            {
                Gt = NumberOf("gt"),
                Gte = NumberOf("gte"),
                Lt = NumberOf("lt"),
                Lte = NumberOf("lte"),
                Eq = NumberOf("eq"),
                Neq = NumberOf("neq"),
            },
            ValueField = valueField,
            Level = Enum.Parse<Severity>(level),
            Effect = new RuleEffect { Cooldown = TimeSpan.FromMilliseconds(cooldownMs ?? timespanMs) },
            Hash = id,
            Acts = true,
        };
        var oracle = new OracleRule
        {
            Id = id,
            Type = type,
            Inputs =
            [
                .. bases.Select(static rule => new OracleInput(rule.Oracle.Name, rule.Oracle.Selects, null)),
                .. inputs.Select(static rule => new OracleInput(rule.Oracle.Id, null, rule.Oracle)),
            ],
            GroupBy = groupBy,
            Aliases = aliases.ToDictionary(static alias => (alias.Alias, alias.Input), static alias => alias.Field),
            Timespan = timespanMs,
            Condition = condition is null ? null : new OracleCondition(condition),
            ValueField = valueField,
            Cooldown = cooldownMs,
            Level = level,
        };
        return new(engine, oracle);

        int? NumberOf(string name) => condition!.Where(part => part.Operator == name).Select(static part => (int?)part.Number).FirstOrDefault();
    }
}
