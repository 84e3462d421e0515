using System.Collections.Immutable;
using System.Text.RegularExpressions;

using OrleansDefender.Correlation.Engine;

namespace OrleansDefender.Correlation.Rules;

/// <summary>Compiles correlations.</summary>
/// <param name="bases">The compiled base rules.</param>
/// <param name="hashes">The hashes.</param>
internal sealed partial class CorrelationReader(IReadOnlyDictionary<RuleDocument, BaseRule> bases, RuleHashes hashes)
{
    /// <summary>The greatest number of a condition.</summary>
    public const int MostCounted = 1000;

    /// <summary>The most fields of group-by.</summary>
    public const int MostGroupBy = 8;

    private static readonly TimeSpan ShortestTimespan = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestTimespan = TimeSpan.FromDays(90);
    private static readonly TimeSpan LongestEffect = TimeSpan.FromDays(365);

    private static readonly string[] Refused = ["value_sum", "value_avg", "value_percentile"];

    /// <summary>Compiles one; <see langword="null"/> where it or an input has problems, which are told.</summary>
    /// <param name="draft">The correlation.</param>
    /// <param name="drafts">All correlations, inputs first.</param>
    /// <param name="isOff">Whether it must not act.</param>
    /// <param name="isSound">Whether there was no problem with any reference; otherwise nothing is compiled, and only the rest of the problems found.</param>
    public CorrelationRule? Read(RuleDraft draft, IReadOnlyList<RuleDraft> drafts, bool isOff, bool isSound)
    {
        var document = draft.Document;
        var problems = document.Problems;
        if (document.Map["correlation"] is not RuleMap node)
        {
            return null;
        }

        var before = problems.Count;
        _ = RuleReading.Map(node, "correlation", problems, "type", "rules", "group-by", "timespan", "condition", "aliases");
        var type = ReadType(node, problems);
        var timespan = problems.Try<TimeSpan?>(() => RuleReading.Duration(node, "timespan", ShortestTimespan, LongestTimespan)
            ?? throw new RuleSyntaxException(node.Line, "The correlation has no timespan."));
        var aliases = problems.Try(() => ReadAliases(draft, node)) ?? ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, string>>.Empty;
        var groupBy = problems.Try<ImmutableArray<string>?>(() => ReadGroupBy(node, aliases, problems)) ?? [];
        string? field = null;
        CountCondition? condition = null;
        if (type is { } known)
        {
            condition = problems.Try(() => ReadCondition(known, node, problems, out field));
        }

        CheckInputs(draft, type, drafts, groupBy, aliases, field);
        var level = ReadLevel(draft);
        var effect = problems.Try(() => ReadEffect(document, groupBy, timespan ?? ShortestTimespan));
        if (!isSound || problems.Count > before || type is null || timespan is null || effect is null)
        {
            return null;
        }

        var inputs = ImmutableArray.CreateBuilder<RuleInput>(draft.References.Count);
        foreach (var (target, name, _) in draft.References)
        {
            var baseRule = bases.GetValueOrDefault(target);
            var correlation = drafts.FirstOrDefault(other => other.Document == target)?.Rule;
            if (baseRule is null && correlation is null)
            {
                return null;
            }

            inputs.Add(new RuleInput(baseRule, correlation, name));
        }

        var rule = new CorrelationRule
        {
            Id = document.Id,
            Name = document.Name,
            Title = document.Title,
            Description = RuleReading.Text(document.Map, "description", RuleYaml.LongestText),
            Type = type.Value,
            Inputs = inputs.ToImmutable(),
            GroupBy = groupBy,
            Aliases = aliases,
            Timespan = timespan.Value,
            Condition = condition,
            ValueField = field,
            Level = level,
            Effect = effect,
            Tags = [.. RuleReading.Texts(document.Map, "tags", int.MaxValue).Select(static tag => tag.Text)],
            Hash = hashes.Of(document, draft.References.Select(reference => hashes.Of(reference.Target))),
            Acts = !isOff && level != Severity.None && (!draft.IsInput || draft.IsGenerated),
        };
        var (bytes, most) = (StateBound.Bytes(rule), rule.IsOfThing ? StateBound.MostInThing : StateBound.MostAcross);
        if (bytes > most)
        {
            problems.Add(
                (node["condition"] ?? node["rules"] ?? node).Line,
                FormattableString.Invariant($"A group of the correlation may have to keep {StateBound.Entries(rule)} signals, about {bytes / 1024} KiB of {most / 1024} that it may: ")
                + (condition is null ? "it must have fewer rules." : "it must count to a smaller number."));
            return null;
        }

        return rule;
    }

    private static CorrelationType? ReadType(RuleMap node, RuleProblems problems)
    {
        switch (node["type"])
        {
            case RuleScalar { Text: "event_count" }:
                return CorrelationType.EventCount;
            case RuleScalar { Text: "value_count" }:
                return CorrelationType.ValueCount;
            case RuleScalar { Text: "temporal" }:
                return CorrelationType.Temporal;
            case RuleScalar { Text: "temporal_ordered" }:
                return CorrelationType.TemporalOrdered;
            case RuleScalar { Text: { } text } scalar when Refused.Contains(text):
                problems.Add(scalar.Line, $"The type {text} is not supported.");
                return null;
            case { } other:
                problems.Add(other.Line, "The type must be event_count, value_count, temporal or temporal_ordered.");
                return null;
            default:
                problems.Add(node.Line, "The correlation has no type.");
                return null;
        }
    }

    private static ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, string>> ReadAliases(RuleDraft draft, RuleMap node)
    {
        var problems = draft.Document.Problems;
        var aliases = ImmutableSortedDictionary.CreateBuilder<string, ImmutableSortedDictionary<string, string>>(StringComparer.Ordinal);
        if (node["aliases"] is not { } list)
        {
            return aliases.ToImmutable();
        }

        if (list is not RuleMap map)
        {
            throw new RuleSyntaxException(list.Line, "'aliases' must be a map: alias: {rule: field}.");
        }

        foreach (var (key, value) in map.Entries)
        {
            var alias = key.Text!;
            if (!AliasName().IsMatch(alias))
            {
                problems.Add(key.Line, $"'{Shown.Of(alias)}' is no name of an alias: letters, digits, _ and -.");
            }
            else if (SignalFields.IsKnown(alias))
            {
                problems.Add(key.Line, $"The alias '{alias}' has the name of a field.");
            }
            else if (problems.Try(() => ReadAlias(draft, alias, value)) is { } fields)
            {
                aliases.Add(alias, fields);
            }
        }

        return aliases.ToImmutable();
    }

    private static ImmutableSortedDictionary<string, string> ReadAlias(RuleDraft draft, string alias, RuleNode value)
    {
        if (value is not RuleMap map)
        {
            throw new RuleSyntaxException(value.Line, $"The alias '{alias}' must be a map: rule: field.");
        }

        var fields = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var (rule, node) in map.Entries)
        {
            if (node is not RuleScalar { Text: { } field } || !SignalFields.IsKnown(field))
            {
                throw new RuleSyntaxException(node.Line, $"The alias '{alias}' must mean a field of a signal.");
            }

            // One may say id here and name there.
            var inputs = draft.References.Where(reference =>
                reference.Name == rule.Text || reference.Target.Name == rule.Text || reference.Target.Id.Equals(rule.Text, StringComparison.OrdinalIgnoreCase)).ToList();
            if (inputs.Count == 0)
            {
                throw new RuleSyntaxException(rule.Line, $"The alias '{alias}' names '{Shown.Of(rule.Text)}', which is none of the rules.");
            }

            foreach (var input in inputs)
            {
                fields[input.Name] = field;
            }
        }

        return draft.References.FirstOrDefault(reference => !fields.ContainsKey(reference.Name)) is { Name: { } missing }
            ? throw new RuleSyntaxException(value.Line, $"The alias '{alias}' says nothing of '{Shown.Of(missing)}'.")
            : fields.ToImmutable();
    }

    private static ImmutableArray<string> ReadGroupBy(
        RuleMap node, ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, string>> aliases, RuleProblems problems)
    {
        var fields = RuleReading.Texts(node, "group-by", MostGroupBy);
        if (fields.Count == 0)
        {
            throw new RuleSyntaxException(node["group-by"]?.Line ?? node.Line, "The correlation has no group-by.");
        }

        foreach (var (field, line) in fields)
        {
            if (!SignalFields.IsKnown(field) && !aliases.ContainsKey(field))
            {
                problems.Add(line, $"'{Shown.Of(field)}' in group-by is neither a field of a signal nor an alias.");
            }
        }

        if (fields.Select(static field => field.Text).Distinct(StringComparer.Ordinal).Count() < fields.Count)
        {
            problems.Add(fields[0].Line, "A field stands twice in group-by.");
        }

        foreach (var alias in aliases.Keys)
        {
            if (!fields.Exists(field => field.Text == alias))
            {
                problems.Warn(node["aliases"]!.Line, $"group-by does not use the alias '{alias}'.");
            }
        }

        return [.. fields.Select(static field => field.Text)];
    }

    private static CountCondition? ReadCondition(CorrelationType type, RuleMap node, RuleProblems problems, out string? field)
    {
        field = null;
        var value = node["condition"];
        if (type is CorrelationType.Temporal or CorrelationType.TemporalOrdered)
        {
            return value switch
            {
                null => null,
                RuleScalar => throw new RuleSyntaxException(value.Line, "A text as condition of a temporal correlation is not supported."),
                _ => throw new RuleSyntaxException(value.Line, "A temporal correlation has no condition."),
            };
        }

        if (value is null)
        {
            throw new RuleSyntaxException(node.Line, "The correlation has no condition.");
        }

        var map = type == CorrelationType.ValueCount
            ? RuleReading.Map(value, "condition", problems, "gt", "gte", "lt", "lte", "eq", "neq", "field")
            : RuleReading.Map(value, "condition", problems, "gt", "gte", "lt", "lte", "eq", "neq");
        var condition = new CountCondition
        {
            Gt = Number("gt"), Gte = Number("gte"), Lt = Number("lt"), Lte = Number("lte"), Eq = Number("eq"), Neq = Number("neq"),
        };
        if (condition is { Gt: null, Gte: null })
        {
            throw new RuleSyntaxException(map.Line, "A condition without gt or gte is not supported.");
        }

        if (!Enumerable.Range(1, condition.Greatest + 1).Any(condition.Holds))
        {
            throw new RuleSyntaxException(map.Line, "No number meets the condition.");
        }

        if (type == CorrelationType.ValueCount)
        {
            field = RuleReading.Text(map, "field", RuleLoader.LongestTitle)
                ?? throw new RuleSyntaxException(map.Line, "The condition of a value_count has no field.");
            if (!SignalFields.IsKnown(field))
            {
                throw new RuleSyntaxException(map["field"]!.Line, $"'{Shown.Of(field)}' is no field of a signal.");
            }
        }

        return condition;

        int? Number(string key) => map[key] is { } number ? RuleReading.Number(number, key, 1, MostCounted) : null;
    }

    private static void CheckInputs(
        RuleDraft draft,
        CorrelationType? type,
        IReadOnlyList<RuleDraft> drafts,
        ImmutableArray<string> groupBy,
        ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, string>> aliases,
        string? valueField)
    {
        var problems = draft.Document.Problems;
        var known = new HashSet<RuleDocument>();
        foreach (var (target, name, line) in draft.References)
        {
            if (!known.Add(target) && type is not (null or CorrelationType.TemporalOrdered))
            {
                problems.Add(line, $"'{Shown.Of(name)}' stands twice in rules.");
            }

            if (drafts.FirstOrDefault(other => other.Document == target)?.Rule is not { } input)
            {
                continue;
            }

            if (!input.IsOfThing)
            {
                problems.Add(line, groupBy.Contains("thingName")
                    ? $"A correlation by thingName runs in the thing, and there is no '{Shown.Of(name)}' there: it is not grouped by thingName."
                    : $"A correlation across things with '{Shown.Of(name)}', itself one across things, as an input is not supported.");
                continue;
            }

            // A firing has these fields, and no others.
            foreach (var field in groupBy.Select(field => aliases.GetValueOrDefault(field)?.GetValueOrDefault(name) ?? field).Append(valueField))
            {
                if (field is not (null or "accountId" or "region") && !input.GroupBy.Contains(field))
                {
                    problems.Add(line, $"The correlation '{Shown.Of(name)}' has no '{field}' to be grouped by or counted: it is not in its group-by.");
                }
            }
        }
    }

    private static Severity ReadLevel(RuleDraft draft)
    {
        var problems = draft.Document.Problems;
        switch (draft.Document.Map["level"])
        {
            case RuleScalar { Text: "informational" }:
                return Severity.Informational;
            case RuleScalar { Text: "low" }:
                return Severity.Low;
            case RuleScalar { Text: "medium" }:
                return Severity.Medium;
            case RuleScalar { Text: "high" }:
                return Severity.High;
            case RuleScalar { Text: "critical" }:
                return Severity.Critical;
            case { } other:
                problems.Add(other.Line, "The level must be informational, low, medium, high or critical.");
                return Severity.None;
            default:
                if (!draft.IsInput || draft.IsGenerated)
                {
                    problems.Add(draft.Document.Map.Line, "The correlation has no level: only one that is nothing but the input of others needs none.");
                }

                return Severity.None;
        }
    }

    private static RuleEffect ReadEffect(RuleDocument document, ImmutableArray<string> groupBy, TimeSpan timespan)
    {
        if (document.Map["effect"] is not { } node)
        {
            return new RuleEffect { Cooldown = timespan };
        }

        var problems = document.Problems;
        var map = RuleReading.Map(node, "effect", problems, "incident", "title", "quiet", "cooldown");
        var title = RuleReading.Text(map, "title", RuleLoader.LongestTitle);
        foreach (Match place in Placeholder().Matches(title ?? ""))
        {
            var field = place.Groups[1].Value;
            if (field is "count" or "accountId" or "region" || groupBy.Contains(field))
            {
                continue;
            }

            if (SignalFields.IsKnown(field))
            {
                problems.Warn(map["title"]!.Line, $"The title's {{{field}}} stays as it is: the group has no such field.");
            }
            else
            {
                problems.Add(map["title"]!.Line, $"The title's {{{Shown.Of(field)}}} is neither a field nor {{count}}.");
            }
        }

        return new RuleEffect
        {
            IsIncident = RuleReading.Truth(map, "incident", problems) ?? false,
            Title = title,
            Quiet = RuleReading.Duration(map, "quiet", TimeSpan.FromMinutes(1), LongestEffect) ?? TimeSpan.FromHours(24),
            Cooldown = RuleReading.Duration(map, "cooldown", TimeSpan.Zero, LongestEffect) ?? timespan,
        };
    }

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_-]{0,69}\\z")]
    private static partial Regex AliasName();

    [GeneratedRegex("\\{([^{}]*)\\}")]
    private static partial Regex Placeholder();
}
