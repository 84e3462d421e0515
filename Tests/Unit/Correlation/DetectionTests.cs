using System.Collections.Immutable;

using CsCheck;

using OrleansDefender.Correlation;
using OrleansDefender.Correlation.Rules;

using Xunit;

namespace OrleansDefender.Tests.Unit.Correlation;

public sealed class DetectionTests
{
    private static readonly Signal Full = Rules.Signal with
    {
        Profile = "PumpRules",
        Behavior = @"C:\Temp*1",
        Metric = "aws:listening-tcp-ports",
        CriteriaType = "STATIC",
        Confidence = "HIGH",
        Value = new MetricValue
        {
            Count = 54,
            Number = 70.5,
            Numbers = [1, 2.5],
            Ports = [23, 8080],
            Cidrs = ["198.51.100.7/32", "2001:db8::1", "10.1.0.0/16"],
            Strings = ["Alpha", "beta"],
        },
        Context = new ThingContext { ThingType = "Pump", Groups = ["lab-1", "plant"], Attributes = ThingContext.None.Attributes.Add("site", "Hull") },
    };

    [Theory]
    [InlineData("thingName: t", true)]
    [InlineData("thingName: T", true)]
    [InlineData("thingName: u", false)]
    [InlineData("securityProfileName: pumprules", true)]
    [InlineData("securityProfileName|cased: pumprules", false)]
    [InlineData("securityProfileName|cased: PumpRules", true)]
    [InlineData("securityProfileName: 'pump*'", true)]
    [InlineData("securityProfileName: '*rules'", true)]
    [InlineData("securityProfileName: 'p*m*p*s'", true)]
    [InlineData("securityProfileName: 'p*x*s'", false)]
    [InlineData("securityProfileName: 'Pump'", false)]
    [InlineData("securityProfileName: 'PumpRule?'", true)]
    [InlineData("securityProfileName: 'PumpRules?'", false)]
    [InlineData("securityProfileName: '*'", true)]
    [InlineData("securityProfileName|contains: umpr", true)]
    [InlineData("securityProfileName|contains|cased: umpr", false)]
    [InlineData("securityProfileName|cased|contains: umpR", true)]
    [InlineData("securityProfileName|startswith: pump", true)]
    [InlineData("securityProfileName|startswith: rules", false)]
    [InlineData("securityProfileName|endswith: RULES", true)]
    [InlineData("securityProfileName|endswith: pump", false)]
    [InlineData("securityProfileName|contains|all: [pump, rule]", true)]
    [InlineData("securityProfileName|contains|all: [pump, valve]", false)]
    [InlineData("securityProfileName|contains: [pump, valve]", true)]
    [InlineData("securityProfileName|contains: [gate, valve]", false)]
    [InlineData(@"behaviorName: 'C:\Temp\*1'", true)]
    [InlineData(@"behaviorName: 'C:\\Temp\*1'", true)]
    [InlineData(@"behaviorName: 'C:\Temp\?1'", false)]
    [InlineData(@"behaviorName: 'C:\Temp*'", true)]
    [InlineData(@"behaviorName: 'C:\\*'", true)]
    [InlineData(@"behaviorName: 'D:\\*'", false)]
    [InlineData("thingName|neq: u", true)]
    [InlineData("thingName|neq: T", false)]
    [InlineData("thingName|neq: [u, t]", false)]
    [InlineData("thingName|neq: [u, v]", true)]
    [InlineData("clientId|neq: u", true)]
    [InlineData("clientId: null", true)]
    [InlineData("clientId: ~", true)]
    [InlineData("clientId: 'null'", false)]
    [InlineData("clientId: ''", false)]
    [InlineData("thingName: null", false)]
    [InlineData("thingName|neq: null", true)]
    [InlineData("clientId: [null, x]", true)]
    [InlineData("thingName: [null, t]", true)]
    [InlineData("clientId|exists: false", true)]
    [InlineData("clientId|exists: true", false)]
    [InlineData("metricValue.ports|exists: true", true)]
    [InlineData("attributes.site|exists: true", true)]
    [InlineData("attributes.room|exists: true", false)]
    [InlineData("attributes.site: hull", true)]
    [InlineData("thingGroupNames: 'lab-*'", true)]
    [InlineData("thingGroupNames: plant", true)]
    [InlineData("thingGroupNames: office", false)]
    [InlineData("thingGroupNames|all: [plant, lab-1]", true)]
    [InlineData("thingGroupNames|all: [plant, office]", false)]
    [InlineData("thingGroupNames|neq: plant", false)]
    [InlineData("metricValue.ports: 23", true)]
    [InlineData("metricValue.ports: 24", false)]
    [InlineData("metricValue.ports|gt: 8079", true)]
    [InlineData("metricValue.ports|gt: 8080", false)]
    [InlineData("metricValue.ports|startswith: 80", true)]
    [InlineData("metricValue.count: 54", true)]
    [InlineData("metricValue.count: 54.0", true)]
    [InlineData("metricValue.count: '5?'", true)]
    [InlineData("metricValue.count|lt: 54", false)]
    [InlineData("metricValue.count|lte: 54", true)]
    [InlineData("metricValue.count|gte: 54", true)]
    [InlineData("metricValue.count|gt: 53.5", true)]
    [InlineData("metricValue.number: 70.50", true)]
    [InlineData("metricValue.number|lt: 71", true)]
    [InlineData("metricValue.numbers: 2.5", true)]
    [InlineData("metricValue.numbers|gt: 3", false)]
    [InlineData("metricValue.strings: ALPHA", true)]
    [InlineData("severityNormalized|gte: 40", true)]
    [InlineData("severityNormalized|gt: 40", false)]
    [InlineData("severity: medium", true)]
    [InlineData("severity|gte: 1", false)]
    [InlineData("metricValue.cidrs|cidr: 198.51.100.0/24", true)]
    [InlineData("metricValue.cidrs|cidr: 198.51.101.0/24", false)]
    [InlineData("metricValue.cidrs|cidr: 10.0.0.0/8", true)]
    [InlineData("metricValue.cidrs|cidr: 10.1.0.0/24", false)]
    [InlineData("metricValue.cidrs|cidr: '2001:db8::/32'", true)]
    [InlineData("metricValue.cidrs|cidr: [172.16.0.0/12, 198.51.0.0/16]", true)]
    [InlineData("thingName|cidr: 0.0.0.0/0", false)]
    [InlineData("securityProfileName|re: '^Pump'", true)]
    [InlineData("securityProfileName|re: '^pump'", false)]
    [InlineData("securityProfileName|re|i: '^pump'", true)]
    [InlineData("securityProfileName|re: 'Rul(e|x)s$'", true)]
    [InlineData("technique: T0886", true)]
    [InlineData("tactic: TA0108", true)]
    [InlineData("accountId: 111122223333", true)]
    [InlineData("{eventType: in-alarm, thingName: t}", true)]
    [InlineData("{eventType: in-alarm, thingName: u}", false)]
    [InlineData("[{thingName: u}, {eventType: in-alarm}]", true)]
    [InlineData("[{thingName: u}, {eventType: alarm-cleared}]", false)]
    public void A_selection_matches_as_in_Sigma(string selection, bool matches)
    {
        var body = selection[0] is '{' or '[' ? $"s: {selection}" : $"s:\n    {selection}";

        Assert.Equal(matches, Rules.Matches(body + "\ncondition: s", Full));
    }

    [Theory]
    [InlineData("yes", true)]
    [InlineData("no", false)]
    [InlineData("not no", true)]
    [InlineData("not not no", false)]
    [InlineData("yes and no", false)]
    [InlineData("yes or no", true)]
    [InlineData("no and no or yes", true)]
    [InlineData("yes or no and no", true)]
    [InlineData("(yes or no) and no", false)]
    [InlineData("not (yes and no)", true)]
    [InlineData("not yes or yes", true)]
    [InlineData("1 of y*", true)]
    [InlineData("1 of n*", false)]
    [InlineData("all of y*", true)]
    [InlineData("all of *", false)]
    [InlineData("1 of them", true)]
    [InlineData("all of them", false)]
    [InlineData("all of yes", true)]
    [InlineData("not 1 of n* and all of y*", true)]
    [InlineData("((((yes))))", true)]
    public void A_condition_joins_selections(string condition, bool matches) =>
        Assert.Equal(matches, Rules.Matches($"yes: {{thingName: t}}\nyes-2: {{eventType: in-alarm}}\nno: {{thingName: u}}\n_yes: {{thingName: t}}\ncondition: {condition}", Full));

    [Fact]
    public void Selections_whose_names_begin_with_an_underscore_are_no_part_of_them() =>
        Assert.True(Rules.Matches("a: {thingName: t}\n_b: {thingName: u}\ncondition: all of them", Full));

    [Fact]
    public void A_signal_of_another_category_never_matches() =>
        Assert.False(Rules.LoadSound(Rules.Detecting("s: {thingName: t}\ncondition: s", "audit")).Rules!.BaseRules[0].Matches(Full));

    [Fact]
    public void A_selection_that_the_condition_does_not_use_is_warned_of() =>
        Assert.Equal("The condition does not use the selection 'b'.", Assert.Single(Rules.LoadSound(Rules.Detecting("a: {thingName: t}\nb: {thingName: u}\ncondition: a")).Warnings).Message);

    // A detection begins in line 5.
    [Theory]
    [InlineData("s: {colour: red}\ncondition: s", 5, "'colour' is no field of a signal.")]
    [InlineData("s: {'attributes.': red}\ncondition: s", 5, "'attributes.' is no field of a signal.")]
    [InlineData("s: {thingName|expand: '%x%'}\ncondition: s", 5, "The modifier expand is not supported.")]
    [InlineData("s: {thingName|fieldref: clientId}\ncondition: s", 5, "The modifier fieldref is not supported.")]
    [InlineData("s: {thingName|base64: x}\ncondition: s", 5, "The modifier base64 is not supported.")]
    [InlineData("s: {thingName|base64offset|contains: x}\ncondition: s", 5, "The modifier base64offset is not supported.")]
    [InlineData("s: {thingName|utf16le: x}\ncondition: s", 5, "The modifier utf16le is not supported.")]
    [InlineData("s: {thingName|wide: x}\ncondition: s", 5, "The modifier wide is not supported.")]
    [InlineData("s: {thingName|windash: x}\ncondition: s", 5, "The modifier windash is not supported.")]
    [InlineData("s: {thingName|minute: 1}\ncondition: s", 5, "The modifier minute is not supported.")]
    [InlineData("s: {thingName|year: 1}\ncondition: s", 5, "The modifier year is not supported.")]
    [InlineData("s: {thingName|like: x}\ncondition: s", 5, "'like' is no modifier.")]
    [InlineData("s: {thingName|contains|startswith: x}\ncondition: s", 5, "The modifiers contains and startswith exclude each other.")]
    [InlineData("s: {thingName|contains|contains: x}\ncondition: s", 5, "The modifiers contains and contains exclude each other.")]
    [InlineData("s: {thingName|i: x}\ncondition: s", 5, "The modifier i goes with re only.")]
    [InlineData("s: {thingName|gte|cased: 1}\ncondition: s", 5, "The modifier cased does not go with gte.")]
    [InlineData("s: {thingName|exists: maybe}\ncondition: s", 5, "The value of exists must be true or false.")]
    [InlineData("s: {thingName|contains: null}\ncondition: s", 5, "null has no modifiers but neq and all.")]
    [InlineData("s: {thingName|gte: many}\ncondition: s", 5, "'many' is no number, and gte compares numbers.")]
    [InlineData("s: {thingName|cidr: 1.2.3.4/99}\ncondition: s", 5, "'1.2.3.4/99' is no range of addresses such as 198.51.100.0/24.")]
    [InlineData("s: {thingName|re: '(a{100}){100}'}\ncondition: s", 5, "The counts in a regular expression make more than 1000 together.")]
    [InlineData("s: {thingName: []}\ncondition: s", 5, "A list of values has 1 to 200 texts, numbers or nulls.")]
    [InlineData("s: {thingName: [[x]]}\ncondition: s", 5, "A list of values has 1 to 200 texts, numbers or nulls.")]
    [InlineData("s: {thingName: {x: y}}\ncondition: s", 5, "The value of a field must be a text, a number, null, or a list of them.")]
    [InlineData("s: [mimikatz, evil]\ncondition: s", 5, "The selection 's' has no fields: keyword lists are not supported.")]
    [InlineData("s: evil\ncondition: s", 5, "The selection 's' has no fields: keyword lists are not supported.")]
    [InlineData("s: {}\ncondition: s", 5, "A selection has 1 to 200 fields.")]
    [InlineData("s: []\ncondition: s", 5, "The selection 's' is empty.")]
    [InlineData("and: {thingName: t}\ncondition: and", 5, "'and' is no name of a selection: letters, digits, _ and -, a letter or _ first, and no word of the condition.")]
    [InlineData("s: {thingName: t}\ntimeframe: 5m\ncondition: s", 6, "'timeframe' is not supported: a correlation has a timespan.")]
    [InlineData("s: {thingName: t}", 5, "The detection has no condition.")]
    [InlineData("s: {thingName: t}\ncondition: [s]", 6, "Lists of conditions are not supported.")]
    [InlineData("s: {thingName: t}\ncondition: x", 6, "There is no selection 'x'.")]
    [InlineData("s: {thingName: t}\ncondition: S", 6, "There is no selection 'S'.")]
    [InlineData("s: {thingName: t}\ncondition: 1 of x*", 6, "There is no selection 'x*'.")]
    [InlineData("s: {thingName: t}\ncondition: 2 of s*", 6, "'2 of' is not supported; 1 of and all of are.")]
    [InlineData("s: {thingName: t}\ncondition: any of s*", 6, "'any of' is not supported; 1 of and all of are.")]
    [InlineData("s: {thingName: t}\ncondition: s and", 6, "The condition ends too early.")]
    [InlineData("s: {thingName: t}\ncondition: (s", 6, "The condition lacks a closing parenthesis.")]
    [InlineData("s: {thingName: t}\ncondition: s s", 6, "'s' is not expected there in the condition.")]
    [InlineData("s: {thingName: t}\ncondition: s )", 6, "')' is not expected there in the condition.")]
    [InlineData("s: {thingName: t}\ncondition: or s", 6, "'or' is not expected there in the condition.")]
    [InlineData("s: {thingName: t}\ncondition: s | count() > 3", 6, "Aggregations in a condition (|) are not supported: that is what correlations are for.")]
    [InlineData("s: {thingName: t}\ncondition: s & s", 6, "'&' means nothing in a condition.")]
    [InlineData("s: {thingName: t}\ncondition: (((((((((((((((((((((s)))))))))))))))))))))", 6, "A condition has more than 20 parentheses in each other.")]
    public void What_cannot_be_matched_is_refused_with_its_line(string detection, int line, string message) =>
        Assert.Equal([new RuleProblem(Rules.File, line, message)], Rules.Load(Rules.Detecting(detection)).Problems);

    [Theory]
    [InlineData("'(a)\\1'")]
    [InlineData("'a(?=b)'")]
    [InlineData("'('")]
    public void A_regular_expression_that_needs_backtracking_or_is_none_is_refused(string expression) => Assert.StartsWith(
        "The regular expression cannot be used without backtracking: ",
        Assert.Single(Rules.Load(Rules.Detecting($"s: {{thingName|re: {expression}}}\ncondition: s")).Problems).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Values_and_expressions_have_a_longest_length()
    {
        Assert.Empty(Rules.Load(Rules.Detecting($"s: {{thingName: {new string('x', 512)}}}\ncondition: s")).Problems);
        Assert.Equal("A value has more than 512 characters.", Assert.Single(Rules.Load(Rules.Detecting($"s: {{thingName: {new string('x', 513)}}}\ncondition: s")).Problems).Message);
        Assert.Empty(Rules.Load(Rules.Detecting($"s: {{thingName|re: {new string('x', 256)}}}\ncondition: s")).Problems);
        Assert.Equal(
            "A regular expression has more than 256 characters.",
            Assert.Single(Rules.Load(Rules.Detecting($"s: {{thingName|re: {new string('x', 257)}}}\ncondition: s")).Problems).Message);
    }

    [Fact]
    public void The_quick_fields_say_the_same_as_the_slow_ones_of_any_signal() => AnySignal.Sample(
        static signal => SignalFields.Names.Append("attributes.site").Append("attributes.none").All(name =>
        {
            var expected = SignalFields.Of(signal, name);
            var collector = new Collecting();
            var any = SignalField.Of(name).Any(signal, collector);
            return !any && SignalField.Of(name).IsPresent(signal) == expected.Count > 0 && expected.SequenceEqual(collector.Texts);
        }),
        iter: 3_000);

    [Fact]
    public void Matching_never_throws_whatever_the_signal()
    {
        string[] modifiers = ["", "|contains", "|startswith", "|endswith|cased", "|neq", "|re|i", "|all"];
        var value = Gen.OneOf(
            Gen.OneOf("*", "?", "\\", "\\*", "a*b?c", "40", "1e3", "NaN", "-1", "", "null", "TA0109", "198.51.100.0/24", "a.*b|c+", "[a-z]{2,5}"),
            Gen.String[Gen.Char["ab*?\\./:-0129 é"], 0, 10]);
        var fields = SignalFields.Names.Append("attributes.site").Order(StringComparer.Ordinal).ToArray();
        Gen.Select(Gen.OneOf(fields), Gen.OneOf(modifiers), value, Gen.OneOf("", "|gte", "|cidr"), AnySignal).Sample(
            (field, modifier, value, other, signal) =>
            {
                var quoted = "'" + value.Replace("'", "''", StringComparison.Ordinal) + "'";
                var loaded = Rules.Load(Rules.Detecting($"a: {{{field}{modifier}: {quoted}}}\nb: {{{field}{other}: {quoted}}}\ncondition: a or not b"));
                if (loaded.Rules is { } rules)
                {
                    _ = rules.BaseRules[0].Condition.Matches(signal);
                }

                return loaded.Rules is not null || !loaded.Problems.IsEmpty;
            },
            iter: 10_000);
    }

    private static Gen<Signal> AnySignal
    {
        get
        {
            var text = Gen.OneOf(Gen.Const((string?)null), Gen.String[Gen.Char["abAB*?\\./:-0129 é\ud83d\0"], 0, 20].Select(static text => (string?)text), Gen.OneOf<string?>("198.51.100.7/32", "::1/128", "1/", "a/b", "aws:listening-tcp-ports"));
            var texts = text.Array[0, 3].Select(static texts => texts.OfType<string>().ToImmutableArray());
            var value = Gen.Select(Gen.Long.Nullable(), Gen.Double.Nullable(), Gen.Double.Array[0, 3], Gen.Int[0, 65_535].Array[0, 3], texts, texts, static (count, number, numbers, ports, cidrs, strings) =>
                new MetricValue { Count = count, Number = number, Numbers = [.. numbers], Ports = [.. ports], Cidrs = cidrs, Strings = strings });
            return Gen.Select(text.Array[16], texts, value.Null(), Gen.Enum<SignalCategory>(), Gen.Enum<Severity>(), Gen.Enum<Verification>().Nullable(), Gen.Int[0, 200].Nullable(), static (all, groups, value, category, severity, word, hours) => new Signal
            {
                Id = "id",
                Scope = new AccountRegion(all[0] ?? "1", all[1] ?? "r"),
                ThingName = all[2],
                Category = category,
                EventType = all[3] ?? SignalEvents.Invalidated,
                Time = RuleTest.Start,
                Severity = severity,
                Profile = all[4],
                Behavior = all[5],
                Metric = all[6],
                CriteriaType = all[7],
                Criteria = all[8],
                Confidence = all[9],
                Value = value,
                ViolationId = all[10],
                Verification = word,
                OpenHours = hours,
                Check = all[11],
                ReasonCode = all[12],
                CertificateId = all[13],
                ClientId = all[14],
                PolicyName = all[15],
                Context = new ThingContext { ThingType = all[5], Groups = groups, Attributes = all[6] is { } site ? ThingContext.None.Attributes.Add("site", site) : ThingContext.None.Attributes },
            });
        }
    }

    private sealed class Collecting : ValueTest
    {
        public List<string> Texts { get; } = [];

        public override bool Matches(ReadOnlySpan<char> text)
        {
            Texts.Add(text.ToString());
            return false;
        }
    }
}
