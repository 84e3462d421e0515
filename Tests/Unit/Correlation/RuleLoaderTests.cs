using System.Text;

using CsCheck;

using OrleansDefender.Correlation.Rules;

using Xunit;

namespace OrleansDefender.Tests.Unit.Correlation;

public sealed class RuleLoaderTests
{
    private const string Id = "id: 00000000-0000-4000-8000-000000000002\n";

    [Fact]
    public void A_correlation_is_read_with_all_it_says()
    {
        var loaded = Rules.LoadSound(
            Rules.Base + """
            title: Many
            id: 00000000-0000-4000-8000-00000000000A
            name: many
            description: Too many of them
            tags: [attack.t0859, attack.ics.t0859]
            correlation:
                type: value_count
                rules: [any, 00000000-0000-4000-8000-000000000003]
                aliases: {device: {any: thingName, other: clientId}}
                group-by: [device, region]
                timespan: 90m
                condition: {field: behaviorName, gte: 3, lt: 9}
            level: critical
            effect: {incident: true, title: '{device}: {count}', quiet: 3d, cooldown: 0m}
            ---
            title: Other
            id: 00000000-0000-4000-8000-000000000003
            name: other
            logsource: {product: aws, service: iot_device_defender, category: audit}
            detection: {selection: {eventType: finding-opened}, condition: selection}
            """);

        var rule = Assert.Single(loaded.Rules!.Correlations);
        Assert.Equal("00000000-0000-4000-8000-00000000000a", rule.Id);
        Assert.Equal(("many", "Many", "Too many of them"), (rule.Name, rule.Title, rule.Description));
        Assert.Equal(["attack.t0859", "attack.ics.t0859"], rule.Tags);
        Assert.Equal(CorrelationType.ValueCount, rule.Type);
        Assert.Equal(["any", "00000000-0000-4000-8000-000000000003"], rule.Inputs.Select(static input => input.Name));
        Assert.Equal(["Any alarm", "Other"], rule.Inputs.Select(static input => input.Base!.Title));
        Assert.Equal(["thingName", "clientId"], rule.Inputs.Select(input => rule.FieldOf("device", input)));
        Assert.Equal("region", rule.FieldOf("region", rule.Inputs[0]));
        Assert.Equal(TimeSpan.FromMinutes(90), rule.Timespan);
        Assert.Equal(new CountCondition { Gte = 3, Lt = 9 }, rule.Condition);
        Assert.Equal("behaviorName", rule.ValueField);
        Assert.Equal(Severity.Critical, rule.Level);
        Assert.Equal(new RuleEffect { IsIncident = true, Title = "{device}: {count}", Quiet = TimeSpan.FromDays(3), Cooldown = TimeSpan.Zero }, rule.Effect);
        Assert.True(rule.Acts);
        Assert.False(rule.IsOfThing);
        Assert.Equal(new RuleSource(Rules.File, IsShipped: false, Line: 7), loaded.Sources[rule.Id]);
        Assert.Empty(loaded.Warnings);
    }

    [Fact]
    public void What_an_effect_does_not_say_has_its_default()
    {
        var rule = Rules.LoadSound(Rules.Base + Rules.Count).Rules!.Correlations[0];

        Assert.Equal(new RuleEffect { Quiet = TimeSpan.FromHours(24), Cooldown = TimeSpan.FromHours(1) }, rule.Effect);
    }

    // The base rule takes lines 1 to 6.
    [Theory]
    [InlineData("level: high", "level: High", 11, "The level must be informational, low, medium, high or critical.")]
    [InlineData("level: high", "", 7, "The correlation has no level: only one that is nothing but the input of others needs none.")]
    [InlineData("title: Many\n", "", 7, "The rule has no title.")]
    [InlineData(Id, "", 7, "The rule has no id.")]
    [InlineData(Id, "id: 12\n", 8, "The id '12' is no UUID.")]
    [InlineData("name: many", "name: 'a b'", 9, "The name 'a b' must be made of letters, digits, _, - and dots.")]
    [InlineData("level: high", "level: high\nstatus: fine", 12, "The status 'fine' is none of stable, test, experimental, deprecated, unsupported.")]
    [InlineData("level: high", "level: high\ntaxonomy: sigma", 12, "The taxonomy 'sigma' is not supported; it is orleansdefender.")]
    [InlineData("level: high", "level: high\ntags: [T0859]", 12, "'T0859' is no tag: namespace.name in lower case, such as attack.t0859.")]
    [InlineData("level: high", "level: high\ngenerate: maybe", 12, "'generate' must be true or false.")]
    [InlineData("event_count", "value_sum", 10, "The type value_sum is not supported.")]
    [InlineData("event_count", "value_avg", 10, "The type value_avg is not supported.")]
    [InlineData("event_count", "value_percentile", 10, "The type value_percentile is not supported.")]
    [InlineData("event_count", "count", 10, "The type must be event_count, value_count, temporal or temporal_ordered.")]
    [InlineData("type: event_count, ", "", 10, "The correlation has no type.")]
    [InlineData("rules: [any]", "rules: [every]", 10, "There is no rule with the name or id 'every'.")]
    [InlineData("rules: [any]", "rules: [ANY]", 10, "There is no rule with the name or id 'ANY'.")]
    [InlineData("rules: [any]", "rules: []", 10, "The correlation has no rules.")]
    [InlineData("rules: [any]", "rules: any", 10, "'rules' must be a list.")]
    [InlineData("rules: [any]", "rules: [any, any]", 10, "'any' stands twice in rules.")]
    [InlineData("rules: [any]", "rules: [many]", 10, "The reference to 'many' closes a circle of correlations.")]
    [InlineData("rules: [any]", "rules: [a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a]", 10, "'rules' has more than 16 items.")]
    [InlineData("group-by: [thingName], ", "", 10, "The correlation has no group-by.")]
    [InlineData("[thingName]", "[thing]", 10, "'thing' in group-by is neither a field of a signal nor an alias.")]
    [InlineData("[thingName]", "[thingName, thingName]", 10, "A field stands twice in group-by.")]
    [InlineData("timespan: 1h, ", "", 10, "The correlation has no timespan.")]
    [InlineData("timespan: 1h", "timespan: 1h30m", 10, "'timespan' must be a whole number and one of s, m, h, d, such as 90m; it is '1h30m'.")]
    [InlineData("timespan: 1h", "timespan: PT1H", 10, "'timespan' must be a whole number and one of s, m, h, d, such as 90m; it is 'PT1H'.")]
    [InlineData("timespan: 1h", "timespan: 1.5h", 10, "'timespan' must be a whole number and one of s, m, h, d, such as 90m; it is '1.5h'.")]
    [InlineData("timespan: 1h", "timespan: 90", 10, "'timespan' must be a whole number and one of s, m, h, d, such as 90m; it is '90'.")]
    [InlineData("timespan: 1h", "timespan: 1M", 10, "'timespan' must be a whole number and one of s, m, h, d, such as 90m; it is '1M'.")]
    [InlineData("timespan: 1h", "timespan: 99999999d", 10, "'timespan' must be a whole number and one of s, m, h, d, such as 90m; it is '99999999d'.")]
    [InlineData("timespan: 1h", "timespan: 59s", 10, "'timespan' must be from 1m to 90d; it is '59s'.")]
    [InlineData("timespan: 1h", "timespan: 91d", 10, "'timespan' must be from 1m to 90d; it is '91d'.")]
    [InlineData(", condition: {gte: 3}", "", 10, "The correlation has no condition.")]
    [InlineData("{gte: 3}", "{lte: 3}", 10, "A condition without gt or gte is not supported.")]
    [InlineData("{gte: 3}", "{eq: 3}", 10, "A condition without gt or gte is not supported.")]
    [InlineData("{gte: 3}", "{gte: 0}", 10, "'gte' must be a whole number from 1 to 1000; it is '0'.")]
    [InlineData("{gte: 3}", "{gte: 1001}", 10, "'gte' must be a whole number from 1 to 1000; it is '1001'.")]
    [InlineData("{gte: 3}", "{gte: many}", 10, "'gte' must be a whole number from 1 to 1000; it is 'many'.")]
    [InlineData("{gte: 3}", "{gte: 3, lt: 3}", 10, "No number meets the condition.")]
    [InlineData("{gte: 3}", "{gte: 3, field: behaviorName}", 10, "'field' is no key of 'condition'; there are gt, gte, lt, lte, eq, neq.")]
    [InlineData("event_count", "value_count", 10, "The condition of a value_count has no field.")]
    [InlineData("event_count, rules: [any], group-by: [thingName], timespan: 1h, condition: {gte: 3}", "value_count, rules: [any], group-by: [thingName], timespan: 1h, condition: {gte: 3, field: colour}", 10, "'colour' is no field of a signal.")]
    [InlineData("event_count", "temporal", 10, "A temporal correlation has no condition.")]
    [InlineData("event_count, rules: [any], group-by: [thingName], timespan: 1h, condition: {gte: 3}", "temporal, rules: [any], group-by: [thingName], timespan: 1h, condition: any", 10, "A text as condition of a temporal correlation is not supported.")]
    [InlineData("timespan: 1h", "timespan: 1h, timeframe: 1h", 10, "'timeframe' is no key of 'correlation'; there are type, rules, group-by, timespan, condition, aliases.")]
    [InlineData("timespan: 1h", "timespan: 1h, aliases: {thingName: {any: thingName}}", 10, "The alias 'thingName' has the name of a field.")]
    [InlineData("timespan: 1h", "timespan: 1h, aliases: {d: {every: thingName}}", 10, "The alias 'd' names 'every', which is none of the rules.")]
    [InlineData("timespan: 1h", "timespan: 1h, aliases: {d: {any: colour}}", 10, "The alias 'd' must mean a field of a signal.")]
    [InlineData("timespan: 1h", "timespan: 1h, aliases: {d: {}}", 10, "The alias 'd' says nothing of 'any'.")]
    [InlineData("level: high", "level: high\neffect: {loud: true}", 12, "'loud' is no key of 'effect'; there are incident, title, quiet, cooldown.")]
    [InlineData("level: high", "level: high\neffect: {incident: yes}", 12, "'incident' must be true or false.")]
    [InlineData("level: high", "level: high\neffect: {quiet: 59s}", 12, "'quiet' must be from 1m to 365d; it is '59s'.")]
    [InlineData("level: high", "level: high\neffect: {cooldown: -1m}", 12, "'cooldown' must be a whole number and one of s, m, h, d, such as 90m; it is '-1m'.")]
    [InlineData("level: high", "level: high\neffect: {title: '{colour}'}", 12, "The title's {colour} is neither a field nor {count}.")]
    [InlineData("level: high", "level: high\neffect: high", 12, "'effect' must be a map.")]
    [InlineData("level: high", "level: high\ntests: [{name: n, events: [{at: 0m}], expect: [], why: x}]", 12, "'why' is no key of 'tests'; there are name, events, expect.")]
    [InlineData("level: high", "level: high\ntests: [{name: n, events: [], expect: []}]", 12, "'events' must be a list of 1 to 500 events.")]
    [InlineData("level: high", "level: high\ntests: [{name: n, events: [{at: 0m, colour: red}], expect: []}]", 12, "'colour' is no field of a signal.")]
    [InlineData("level: high", "level: high\ntests: [{name: n, events: [{at: 0m, tactic: TA0109}], expect: []}]", 12, "'tactic' follows from the metric or the check, and cannot be given.")]
    [InlineData("level: high", "level: high\ntests: [{name: n, events: [{at: 0m, eventType: correlation-fired}], expect: []}]", 12, "'correlation-fired' is no event type.")]
    [InlineData("level: high", "level: high\ntests: [{name: n, events: [{thingName: t}], expect: []}]", 12, "The event has no 'at'.")]
    [InlineData("level: high", "level: high\ntests: [{name: n, events: [{at: 0m}], expect: [{at: 0m, title: x, level: HIGH}]}]", 12, "The firing's level must be informational, low, medium, high or critical.")]
    [InlineData("level: high", "level: high\ntests: [{name: n, events: [{at: 0m}]}]", 12, "'expect' must be a list; an empty one means that nothing fires.")]
    [InlineData("level: high", "level: high\ndetection: {}", 7, "A document is either a base rule (logsource, detection) or a correlation.")]
    [InlineData("correlation: {", "correlations: {", 7, "The document has neither a detection nor a correlation.")]
    [InlineData(Id, "id: 00000000-0000-4000-8000-000000000001\n", 8, "The id 00000000-0000-4000-8000-000000000001 is also that of rules_under_test.yml:1.")]
    [InlineData("name: many", "name: any", 9, "The name any is also that of rules_under_test.yml:1.")]
    [InlineData("title: Many", "title: Many\ntitle: More", 8, "The key 'title' stands here twice.")]
    [InlineData("title: Many", "title: &a Many", 7, "Anchors (&name) are not supported.")]
    [InlineData("title: Many", "title: *a", 7, "Aliases (*name) are not supported.")]
    [InlineData("title: Many", "title: !!str Many", 7, "Tags (!name) are not supported.")]
    [InlineData("title: Many", "title: !type Many", 7, "Tags (!name) are not supported.")]
    [InlineData("title: Many", "title: [[[[[[[[[[[[[x]]]]]]]]]]]]]", 7, "Lists and maps are nested more than 12 deep.")]
    [InlineData("title: Many", "? [a]\n: b", 7, "A key must be a text.")]
    [InlineData("level: high\n", "level: high\r\n", 11, "Lines must end with LF alone; there is a CR.")]
    public void A_problem_is_told_with_file_line_and_reason(string what, string replacement, int line, string message)
    {
        var text = (Rules.Base + Rules.Count).Replace(what, replacement, StringComparison.Ordinal);
        Assert.NotEqual(Rules.Base + Rules.Count, text);

        var loaded = Rules.Load(text);

        Assert.Null(loaded.Rules);
        Assert.Contains(new RuleProblem(Rules.File, line, message), loaded.Problems);
    }

    [Theory]
    [InlineData("title: [", "This is no YAML")]
    [InlineData("a: b\n c: d", "This is no YAML")]
    [InlineData("a: {b: 3 # three}", "This is no YAML")]
    [InlineData("- a", "A document must be a map")]
    [InlineData("text", "A document must be a map")]
    public void What_is_no_rule_file_is_refused_with_its_line(string text, string message)
    {
        var problem = Assert.Single(Rules.Load(text).Problems);

        Assert.InRange(problem.Line, 1, 2);
        Assert.StartsWith(message, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_file_holds_no_rules_and_is_no_problem() => Assert.Empty(Rules.LoadSound("# nothing yet\n---\n---\n").Rules!.BaseRules);

    [Theory]
    [InlineData("short.yml")]
    [InlineData("Upper_case_x.yml")]
    [InlineData("rules_under_test.yaml")]
    [InlineData("rules_under_test.yml\n")]
    public void A_file_with_another_name_is_refused(string name) => Assert.Equal(
        [new RuleProblem(name, 0, "A rule file is called [a-z0-9_]{10,70}.yml.")], RuleLoader.Load([new RuleFile(name, "", IsShipped: false)]).Problems);

    [Fact]
    public void A_file_over_256_KiB_is_refused_and_one_of_just_that_is_not()
    {
        var text = Rules.Base + Rules.Count + "# ";
        var filler = new string('x', (256 * 1024) - text.Length);

        Assert.Empty(Rules.Load(text + filler).Problems);
        Assert.Equal([new RuleProblem(Rules.File, 0, "The file has more than 256 KiB.")], Rules.Load(text + filler + "x").Problems);
        Assert.Equal([new RuleProblem(Rules.File, 0, "The file has more than 256 KiB.")], Rules.Load(text + filler[1..] + "é").Problems);
    }

    [Fact]
    public void A_bomb_of_aliases_is_refused_at_its_first_anchor()
    {
        var bomb = "a: &a [lol,lol,lol,lol,lol,lol,lol,lol,lol]\n" + string.Concat(Enumerable.Range(0, 20).Select(i =>
            FormattableString.Invariant($"{(char)('b' + i)}: &{(char)('b' + i)} [*{(char)('a' + i)},*{(char)('a' + i)},*{(char)('a' + i)}]\n")));

        Assert.Equal([new RuleProblem(Rules.File, 1, "Anchors (&name) are not supported.")], Rules.Load(bomb).Problems);
    }

    [Theory]
    [InlineData('[')]
    [InlineData('{')]
    public void Deep_nesting_ends_where_it_is_too_deep(char bracket) =>
        Assert.Equal([new RuleProblem(Rules.File, 1, "Lists and maps are nested more than 12 deep.")], Rules.Load("a: " + new string(bracket, 200_000)).Problems);

    [Fact]
    public void A_set_has_at_most_500_rules()
    {
        var documents = Enumerable.Range(0, 501).Select(static i => Rules.Base
            .Replace("000000000001", i.ToString("D12", null), StringComparison.Ordinal)
            .Replace("name: any", FormattableString.Invariant($"name: any{i}"), StringComparison.Ordinal)).ToList();

        Assert.Equal(500, Rules.LoadSound(string.Concat(documents.Take(250)), string.Concat(documents.Skip(250).Take(250))).Rules!.BaseRules.Length);
        Assert.Equal("There are more than 500 rules.", Assert.Single(Rules.Load(string.Concat(documents.Take(250)), string.Concat(documents.Skip(250))).Problems).Message);
    }

    [Fact]
    public void All_problems_are_told_together_sorted_by_file_and_line_and_at_most_a_hundred()
    {
        var one = (Rules.Base + Rules.Count).Replace("event_count", "sum", StringComparison.Ordinal).Replace("level: high", "level: loud", StringComparison.Ordinal);
        var many = string.Concat(Enumerable.Range(0, 300).Select(static i => FormattableString.Invariant($"a: {i}\n---\n")));

        Assert.Equal([10, 11], Rules.Load(one).Problems.Select(static problem => problem.Line));
        Assert.Equal(100, Rules.Load(one, many).Problems.Length);
    }

    [Fact]
    public void An_unknown_attribute_is_kept_with_a_warning()
    {
        var loaded = Rules.LoadSound(Rules.Base + Rules.Count + "owner: soc\nlicense: MIT\n");

        Assert.Equal([new RuleProblem(Rules.File, 12, "The attribute 'owner' is not known, and means nothing.")], loaded.Warnings);
    }

    [Theory]
    [InlineData("generate: true")]
    [InlineData("effect: {incident: true}")]
    [InlineData("tests: []")]
    public void What_belongs_to_correlations_is_refused_in_a_base_rule(string line) =>
        Assert.Equal([$"'{line.Split(':')[0]}' belongs to correlations."], Rules.Load(line + "\n" + Rules.Base).Problems.Select(static problem => problem.Message));

    [Theory]
    [InlineData("product: gcp, service: iot_device_defender, category: detect", "The product of the logsource must be aws.")]
    [InlineData("product: aws, service: cloudtrail, category: detect", "The service of the logsource must be iot_device_defender.")]
    [InlineData("product: aws, service: iot_device_defender, category: other", "The category of the logsource must be detect, audit or state.")]
    [InlineData("product: aws, service: iot_device_defender", "The category of the logsource must be detect, audit or state.")]
    [InlineData("product: aws, service: iot_device_defender, category: detect, region: x", "'region' is no key of 'logsource'; there are product, service, category.")]
    public void A_logsource_of_something_else_is_refused(string logsource, string message) => Assert.Equal(
        [new RuleProblem(Rules.File, 4, message)],
        Rules.Load(Rules.Base.Replace("product: aws, service: iot_device_defender, category: detect", logsource, StringComparison.Ordinal)).Problems);

    [Fact]
    public void A_circle_of_several_correlations_is_refused_once()
    {
        var text = Rules.Base + string.Join("---\n", Enumerable.Range(2, 3).Select(static i => Rules.Count
            .Replace("000000000002", FormattableString.Invariant($"00000000000{i}"), StringComparison.Ordinal)
            .Replace("name: many", FormattableString.Invariant($"name: many{i}"), StringComparison.Ordinal)
            .Replace("[any]", FormattableString.Invariant($"[many{(i == 4 ? 2 : i + 1)}]"), StringComparison.Ordinal)));

        var problem = Assert.Single(Rules.Load(text).Problems);

        Assert.Equal("The reference to 'many2' closes a circle of correlations.", problem.Message);
        Assert.Equal(22, problem.Line);
    }

    [Fact]
    public void A_reference_that_is_ones_name_and_anothers_id_is_ambiguous()
    {
        var named = Rules.Base.Replace("name: any", "name: 00000000-0000-4000-8000-000000000009", StringComparison.Ordinal);
        var identified = Rules.Base.Replace("000000000001", "000000000009", StringComparison.Ordinal).Replace("name: any\n", "", StringComparison.Ordinal);
        var count = Rules.Count.Replace("[any]", "[00000000-0000-4000-8000-000000000009]", StringComparison.Ordinal);

        Assert.Equal(
            "'00000000-0000-4000-8000-000000000009' is ambiguous: it means rules_under_test.yml:1 and rules_under_test.yml:7.",
            Assert.Single(Rules.Load(named + identified + count).Problems).Message);
    }

    [Theory]
    [InlineData("", "", true, true)]
    [InlineData("generate: false", "", false, true)]
    [InlineData("generate: true", "", true, true)]
    public void An_input_acts_by_itself_only_where_the_one_above_it_generates(string generate, string level, bool inputActs, bool outerActs)
    {
        var outer = """
            ---
            title: Many, twice
            id: 00000000-0000-4000-8000-000000000003
            correlation: {type: event_count, rules: [many], group-by: [thingName], timespan: 6h, condition: {gte: 2}}
            level: critical

            """;
        var rules = Rules.LoadSound(Rules.Base + Rules.Count + level + (generate.Length == 0 ? "" : outer + generate + "\n")).Rules!;

        Assert.Equal(inputActs, rules.Correlations[0].Acts);
        Assert.Equal(outerActs, rules.Correlations[^1].Acts);
        Assert.Equal("Many", rules.Correlations[0].Title);
    }

    [Fact]
    public void An_input_needs_no_level_unless_it_is_to_act()
    {
        var input = Rules.Count.Replace("level: high\n", "", StringComparison.Ordinal);
        var outer = "---\n" + Rules.Count
            .Replace("000000000002", "000000000003", StringComparison.Ordinal).Replace("name: many", "name: most", StringComparison.Ordinal).Replace("[any]", "[many]", StringComparison.Ordinal);

        Assert.Equal(Severity.None, Rules.LoadSound(Rules.Base + input + outer).Rules!.Correlations[0].Level);
        Assert.Equal(7, Assert.Single(Rules.Load(Rules.Base + input + outer + "generate: true\n").Problems).Line);
    }

    [Fact]
    public void A_rule_by_thing_takes_no_correlation_that_is_not()
    {
        var input = Rules.Count.Replace("[thingName]", "[behaviorName, region]", StringComparison.Ordinal);
        var outer = "---\n" + Rules.Count
            .Replace("000000000002", "000000000003", StringComparison.Ordinal).Replace("name: many", "name: most", StringComparison.Ordinal).Replace("[any]", "[many]", StringComparison.Ordinal);

        Assert.Equal(
            "A correlation by thingName runs in the thing, and there is no 'many' there: it is not grouped by thingName.",
            Assert.Single(Rules.Load(Rules.Base + input + outer).Problems).Message);
        Assert.Equal(
            "A correlation across things with 'many', itself one across things, as an input is not supported.",
            Rules.Load(Rules.Base + input + outer.Replace("[thingName]", "[behaviorName, accountId]", StringComparison.Ordinal)).Problems[0].Message);
    }

    [Fact]
    public void A_rule_across_things_takes_one_by_thing_and_only_the_fields_that_its_firings_have()
    {
        var outer = "---\n" + Rules.Count
            .Replace("000000000002", "000000000003", StringComparison.Ordinal).Replace("name: many", "name: most", StringComparison.Ordinal).Replace("[any]", "[many]", StringComparison.Ordinal);

        var rules = Rules.LoadSound(Rules.Base + Rules.Count + outer.Replace("[thingName]", "[accountId]", StringComparison.Ordinal)).Rules!;

        Assert.Equal(["many"], rules.Correlations[^1].Inputs.Select(static input => input.Correlation?.Name));
        Assert.False(rules.Correlations[^1].IsOfThing);
        Assert.Equal(
            "The correlation 'many' has no 'behaviorName' to be grouped by or counted: it is not in its group-by.",
            Assert.Single(Rules.Load(Rules.Base + Rules.Count + outer.Replace("[thingName]", "[behaviorName]", StringComparison.Ordinal)).Problems).Message);
    }

    [Theory]
    [InlineData("event_count", "[thingName]", "{gte: 329}", null)]
    [InlineData("event_count", "[thingName]", "{gte: 330}", "A group of the correlation may have to keep 8937 signals, about 192 KiB of 192 that it may: it must count to a smaller number.")]
    [InlineData("event_count", "[accountId]", "{gte: 283}", null)]
    [InlineData("event_count", "[accountId]", "{gte: 284}", "A group of the correlation may have to keep 7695 signals, about 360 KiB of 360 that it may: it must count to a smaller number.")]
    [InlineData("value_count", "[accountId]", "{field: thingName, gte: 54}", null)]
    [InlineData("value_count", "[accountId]", "{field: thingName, gte: 56}", "A group of the correlation may have to keep 12312 signals, about 366 KiB of 360 that it may: it must count to a smaller number.")]
    public void A_threshold_for_which_too_much_would_have_to_be_kept_is_refused(string type, string groupBy, string condition, string? problem)
    {
        var loaded = Rules.Load(Rules.Base + Rules.Count
            .Replace("event_count", type, StringComparison.Ordinal).Replace("[thingName]", groupBy, StringComparison.Ordinal).Replace("{gte: 3}", condition, StringComparison.Ordinal));

        Assert.Equal(problem is null ? [] : [new RuleProblem(Rules.File, 10, problem)], loaded.Problems);
    }

    [Fact]
    public void Order_and_number_of_files_change_nothing_about_the_set()
    {
        var both = Rules.LoadSound(Rules.Base + Rules.Count).Rules!;
        var apart = Rules.LoadSound(Rules.Count, Rules.Base).Rules!;

        Assert.Equal(both.Hash, apart.Hash);
        Assert.Equal(both.Correlations[0].Hash, apart.Correlations[0].Hash);
    }

    [Theory]
    [InlineData("level: high", "level: high # loud", true)]
    [InlineData("timespan: 1h, condition: {gte: 3}", "condition: {gte: '3'}, timespan: 1h", true)]
    [InlineData("level: high\n", "level: high\ntests: [{name: n, events: [{at: 0m}], expect: []}]\n", true)]
    [InlineData("gte: 3", "gte: 4", false)]
    [InlineData("level: high", "level: low", false)]
    [InlineData("[thingName]", "[region]", false)]
    [InlineData("selection: {eventType: in-alarm}", "selection: {eventType: alarm-cleared}", false)]
    public void A_hash_is_of_what_a_rule_means_inputs_included(string what, string replacement, bool isSame)
    {
        var before = Rules.LoadSound(Rules.Base + Rules.Count).Rules!;
        var after = Rules.LoadSound((Rules.Base + Rules.Count).Replace(what, replacement, StringComparison.Ordinal)).Rules!;

        Assert.Matches("^[0-9a-f]{64}$", before.Correlations[0].Hash);
        Assert.Equal(isSame, before.Correlations[0].Hash == after.Correlations[0].Hash);
        Assert.Equal(isSame, before.Hash == after.Hash);
    }

    [Fact]
    public void A_rule_of_ones_own_takes_the_place_of_a_shipped_one_with_its_id()
    {
        var shipped = new RuleFile("shipped_rules.yml", Rules.Base + Rules.Count, IsShipped: true);
        var own = new RuleFile(Rules.File, Rules.Count.Replace("title: Many", "title: Mine", StringComparison.Ordinal), IsShipped: false);

        var loaded = RuleLoader.Load([own, shipped]);

        Assert.Empty(loaded.Problems);
        Assert.Equal("Mine", Assert.Single(loaded.Rules!.Correlations).Title);
        Assert.Equal(Rules.File, loaded.Sources[loaded.Rules.Correlations[0].Id].File);
    }

    [Fact]
    public void A_disabled_rule_is_gone_or_only_an_input()
    {
        var outer = "---\n" + Rules.Count
            .Replace("000000000002", "000000000003", StringComparison.Ordinal).Replace("name: many", "name: most", StringComparison.Ordinal).Replace("[any]", "[many]", StringComparison.Ordinal)
            + "generate: true\n";
        RuleFile[] files = [new(Rules.File, Rules.Base + Rules.Count + outer, IsShipped: false)];

        var input = RuleLoader.Load(files, ["00000000-0000-4000-8000-000000000002"]).Rules!;
        var top = RuleLoader.Load(files, ["00000000-0000-4000-8000-000000000003"]).Rules!;
        var none = RuleLoader.Load(files, ["00000000-0000-4000-8000-000000000002", "00000000-0000-4000-8000-000000000003"]).Rules!;

        Assert.Equal([false, true], input.Correlations.Select(static rule => rule.Acts));
        Assert.Equal(["many"], top.Correlations.Select(static rule => rule.Name));
        Assert.Empty(none.Correlations);
        Assert.Equal(4, new[] { input.Hash, top.Hash, none.Hash, RuleLoader.Load(files).Rules!.Hash }.Distinct().Count());
    }

    [Fact]
    public void Whatever_stands_in_a_file_loading_ends_with_a_set_or_with_problems()
    {
        var good = Rules.Base + Rules.Count;
        Gen.Select(Gen.Int[0, good.Length - 1], Gen.Int[0, 20], Gen.String[Gen.Char[" \n:-[]{}&*!|>'\"%@`#,?~\\abc019\t\u00e9\0"], 0, 12]).Sample(
            (at, length, text) =>
            {
                var loaded = Rules.Load(new StringBuilder(good).Remove(at, Math.Min(length, good.Length - at)).Insert(at, text).ToString());
                return loaded.Rules is null != loaded.Problems.IsEmpty && loaded.Problems.All(static problem => problem.Line >= 0 && !problem.Message.Contains('\n', StringComparison.Ordinal));
            },
            iter: 20_000);
    }
}
