using System.Collections.Immutable;
using System.Globalization;

using OrleansDefender.Findings;

namespace OrleansDefender.Correlation.Rules;

/// <summary>Reads the inline tests of a rule.</summary>
internal static class RuleTestReader
{
    /// <summary>The most tests of a rule.</summary>
    public const int MostTests = 100;

    /// <summary>The most events of a test.</summary>
    public const int MostEvents = 500;

    private const int LongestName = 256;

    private static readonly TimeSpan LongestTest = TimeSpan.FromDays(400);
    private static readonly AccountRegion Scope = new("111122223333", "us-east-1");

    /// <summary>Reads them; what is wrong is told, and left out.</summary>
    public static IEnumerable<RuleTest> Read(RuleDocument document)
    {
        if (document.Map["tests"] is not { } node)
        {
            return [];
        }

        var problems = document.Problems;
        if (node is not RuleList { Items.Count: <= MostTests } list)
        {
            problems.Add(node.Line, $"'tests' must be a list of at most {MostTests} tests.");
            return [];
        }

        return [.. list.Items.Select(item => problems.Try(() => ReadTest(document, item))).OfType<RuleTest>()];
    }

    private static RuleTest ReadTest(RuleDocument document, RuleNode node)
    {
        var problems = document.Problems;
        var map = RuleReading.Map(node, "tests", problems, "name", "events", "expect");
        var name = RuleReading.Text(map, "name", LongestName) ?? throw new RuleSyntaxException(map.Line, "The test has no name.");
        if (map["events"] is not RuleList { Items.Count: > 0 and <= MostEvents } events)
        {
            throw new RuleSyntaxException(map["events"]?.Line ?? map.Line, $"'events' must be a list of 1 to {MostEvents} events.");
        }

        if (map["expect"] is not RuleList { Items.Count: <= MostEvents } expect)
        {
            throw new RuleSyntaxException(map["expect"]?.Line ?? map.Line, "'expect' must be a list; an empty one means that nothing fires.");
        }

        var signals = events.Items.Select((item, index) => problems.Try(() => ReadEvent(item, index))).OfType<Signal>().ToImmutableArray();
        var expected = expect.Items.Select(item => problems.Try(() => ReadExpected(item, problems))).OfType<ExpectedFiring>().ToImmutableArray();
        return new RuleTest(document.File.Name, map.Line, document.Title, name, signals, expected);
    }

    private static ExpectedFiring ReadExpected(RuleNode node, RuleProblems problems)
    {
        var map = RuleReading.Map(node, "expect", problems, "at", "title", "level");
        var at = RuleReading.Duration(map, "at", TimeSpan.Zero, LongestTest) ?? throw new RuleSyntaxException(map.Line, "The firing has no 'at'.");
        var title = RuleReading.Text(map, "title", RuleLoader.LongestTitle) ?? throw new RuleSyntaxException(map.Line, "The firing has no title.");
        var level = map["level"] is RuleScalar { Text: { } text } && !text.Any(char.IsAsciiLetterUpper) && TryLevel(text, out var severity)
            ? severity
            : throw new RuleSyntaxException(map["level"]?.Line ?? map.Line, "The firing's level must be informational, low, medium, high or critical.");
        return new ExpectedFiring(at, title, level);
    }

    private static Signal ReadEvent(RuleNode node, int index)
    {
        if (node is not RuleMap map)
        {
            throw new RuleSyntaxException(node.Line, "An event must be a map of fields.");
        }

        var at = RuleReading.Duration(map, "at", TimeSpan.Zero, LongestTest) ?? throw new RuleSyntaxException(map.Line, "The event has no 'at'.");
        var eventType = One(map, "eventType") ?? SignalEvents.InAlarm;
        var category = CategoryOf(eventType) ?? throw new RuleSyntaxException(map["eventType"]!.Line, $"'{Shown.Of(eventType)}' is no event type.");
        var signal = new Signal
        {
            Id = "",
            Scope = new AccountRegion(One(map, "accountId") ?? Scope.Account, One(map, "region") ?? Scope.Region),
            ThingName = map["thingName"] is null ? "t" : One(map, "thingName"),
            Category = category,
            EventType = eventType,
            Time = RuleTest.Start + at,
            Severity = Severity.Medium,
        };
        foreach (var (key, value) in map.Entries)
        {
            signal = With(signal, key, value, map);
        }

        // Each event is a signal of its own, unless two name one episode; a Detect event always has an episode.
        var own = FormattableString.Invariant($"event-{index}");
        return signal with
        {
            Id = $"{signal.ThingName}/{signal.ViolationId ?? own}",
            ViolationId = signal.ViolationId ?? (category == SignalCategory.Detect ? own : null),
        };
    }

    private static Signal With(Signal signal, RuleScalar key, RuleNode value, RuleMap map)
    {
        var field = key.Text!;
        var metricValue = signal.Value ?? new MetricValue();
        switch (field)
        {
            case "at" or "eventType" or "accountId" or "region" or "thingName":
                return signal;
            case "technique" or "tactic":
                throw new RuleSyntaxException(key.Line, $"'{field}' follows from the metric or the check, and cannot be given.");
            case "thingTypeName":
                return signal with { Context = signal.Context with { ThingType = Text() } };
            case "thingGroupNames":
                return signal with { Context = signal.Context with { Groups = Texts(value, field) } };
            case "severity":
                return signal with { Severity = TryLevel(Text(), out var severity) ? severity : throw new RuleSyntaxException(value.Line, "The severity must be INFORMATIONAL, LOW, MEDIUM, HIGH or CRITICAL.") };
            case "severityNormalized":
                return signal with
                {
                    Severity = Text() switch
                    {
                        "0" => Severity.Informational,
                        "1" => Severity.Low,
                        "40" => Severity.Medium,
                        "70" => Severity.High,
                        "90" => Severity.Critical,
                        _ => throw new RuleSyntaxException(value.Line, "severityNormalized must be 0, 1, 40, 70 or 90."),
                    },
                };
            case "securityProfileName":
                return signal with { Profile = Text() };
            case "behaviorName":
                return signal with { Behavior = Text() };
            case "metric":
                return signal with { Metric = Text() };
            case "criteriaType":
                return signal with { CriteriaType = Text() };
            case "confidenceLevel":
                return signal with { Confidence = Text() };
            case "violationId":
                return signal with { ViolationId = Text() };
            case "verificationState":
                return signal with
                {
                    Verification = Enum.GetValues<Verification>().Cast<Verification?>().FirstOrDefault(word => Words.Of(word!.Value) == Text())
                        ?? throw new RuleSyntaxException(value.Line, "verificationState must be UNKNOWN, TRUE_POSITIVE, BENIGN_POSITIVE or FALSE_POSITIVE."),
                };
            case "openHours":
                return signal with { OpenHours = RuleReading.Number(value, field, 1, 100_000) };
            case "checkName":
                return signal with { Check = Text() };
            case "reasonForNonComplianceCode":
                return signal with { ReasonCode = Text() };
            case "certificateId":
                return signal with { CertificateId = Text() };
            case "clientId":
                return signal with { ClientId = Text() };
            case "policyName":
                return signal with { PolicyName = Text() };
            case "metricValue.count":
                return signal with { Value = metricValue with { Count = RuleReading.Number(value, field, 0, int.MaxValue) } };
            case "metricValue.number":
                return signal with { Value = metricValue with { Number = Number(Text(), value.Line) } };
            case "metricValue.numbers":
                return signal with { Value = metricValue with { Numbers = [.. Texts(value, field).Select(text => Number(text, value.Line))] } };
            case "metricValue.ports":
                return signal with
                {
                    Value = metricValue with { Ports = [.. (value is RuleList list ? list.Items : [value]).Select(port => RuleReading.Number(port, field, 0, ushort.MaxValue))] },
                };
            case "metricValue.cidrs":
                return signal with { Value = metricValue with { Cidrs = Texts(value, field) } };
            case "metricValue.strings":
                return signal with { Value = metricValue with { Strings = Texts(value, field) } };
            default:
                return SignalFields.IsKnown(field)
                    ? signal with { Context = signal.Context with { Attributes = signal.Context.Attributes.SetItem(field[(field.IndexOf('.', StringComparison.Ordinal) + 1)..], Text()) } }
                    : throw new RuleSyntaxException(key.Line, $"'{Shown.Of(field)}' is no field of a signal.");
        }

        string Text() => One(map, field) ?? throw new RuleSyntaxException(value.Line, $"'{field}' must be a text; leave it out for a signal without it.");
    }

    private static string? One(RuleMap map, string field) => map[field] switch
    {
        null or RuleScalar { Text: null } => null,
        RuleScalar { Text: { Length: > 0 and <= 512 } text } => text,
        var node => throw new RuleSyntaxException(node.Line, $"'{field}' must be one text."),
    };

    private static ImmutableArray<string> Texts(RuleNode node, string field) =>
    [
        .. (node is RuleList list ? list.Items : [node]).Select(item => item is RuleScalar { Text: { Length: > 0 and <= 512 } text }
            ? text
            : throw new RuleSyntaxException(item.Line, $"'{field}' must be a text or a list of texts.")),
    ];

    private static double Number(string text, int line) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number
            : throw new RuleSyntaxException(line, $"'{Shown.Of(text)}' is no number.");

    private static bool TryLevel(string text, out Severity severity) => Enum.TryParse(text, ignoreCase: true, out severity)
        && severity != Severity.None && severity.ToString().Equals(text, StringComparison.OrdinalIgnoreCase);

    private static SignalCategory? CategoryOf(string eventType) => eventType switch
    {
        SignalEvents.InAlarm or SignalEvents.Cleared or SignalEvents.Invalidated => SignalCategory.Detect,
        SignalEvents.FindingOpened or SignalEvents.FindingResolved => SignalCategory.Audit,
        SignalEvents.Verified or SignalEvents.Flapping or SignalEvents.Standing => SignalCategory.State,
        _ => null,
    };
}
