namespace OrleansDefender.Correlation.Rules;

/// <summary>Compiles base rules.</summary>
internal static class BaseRuleReader
{
    /// <summary>Compiles one; <see langword="null"/> where it has problems, which are told.</summary>
    public static BaseRule? Read(RuleDocument document)
    {
        var problems = document.Problems;
        var before = problems.Count;
        var category = ReadCategory(document);
        SignalCondition? condition = null;
        if (document.Map["detection"] is RuleMap detection)
        {
            condition = new DetectionCompiler(problems).Compile(detection);
        }
        else
        {
            problems.Add(document.LineOf("detection"), document.Map["detection"] is null ? "The rule has no detection." : "The detection must be a map.");
        }

        return condition is null || category is null || problems.Count > before
            ? null
            : new BaseRule
            {
                Id = document.Id,
                Name = document.Name,
                Title = document.Title,
                Category = category.Value,
                Condition = condition,
                Tags = [.. RuleReading.Texts(document.Map, "tags", int.MaxValue).Select(static tag => tag.Text)],
            };
    }

    private static SignalCategory? ReadCategory(RuleDocument document)
    {
        var problems = document.Problems;
        if (document.Map["logsource"] is not RuleMap logsource)
        {
            problems.Add(document.LineOf("logsource"), document.Map["logsource"] is null ? "The rule has no logsource." : "The logsource must be a map.");
            return null;
        }

        foreach (var (key, _) in logsource.Entries)
        {
            if (key.Text is not ("product" or "service" or "category" or "definition"))
            {
                problems.Add(key.Line, $"'{Shown.Of(key.Text)}' is no key of 'logsource'; there are product, service, category.");
            }
        }

        Check("product", "aws");
        Check("service", "iot_device_defender");
        SignalCategory? category = logsource["category"] switch
        {
            RuleScalar { Text: "detect" } => SignalCategory.Detect,
            RuleScalar { Text: "audit" } => SignalCategory.Audit,
            RuleScalar { Text: "state" } => SignalCategory.State,
            _ => null,
        };
        if (category is null)
        {
            problems.Add(logsource["category"]?.Line ?? logsource.Line, "The category of the logsource must be detect, audit or state.");
        }

        return category;

        void Check(string key, string expected)
        {
            if (logsource[key] is not RuleScalar scalar || scalar.Text != expected)
            {
                problems.Add(logsource[key]?.Line ?? logsource.Line, $"The {key} of the logsource must be {expected}.");
            }
        }
    }
}
