using OrleansDefender.Correlation;
using OrleansDefender.Correlation.Rules;

using Xunit;

namespace OrleansDefender.Tests.Unit.Correlation;

/// <summary>Rules and signals in few words.</summary>
internal static class Rules
{
    public const string File = "rules_under_test.yml";

    /// <summary>A base rule that the correlations of tests refer to; 6 lines.</summary>
    public const string Base =
        """
        title: Any alarm
        id: 00000000-0000-4000-8000-000000000001
        name: any
        logsource: {product: aws, service: iot_device_defender, category: detect}
        detection: {selection: {eventType: in-alarm}, condition: selection}
        ---

        """;

    /// <summary>A correlation over it that has nothing wrong; its lines are 7 to 11.</summary>
    public const string Count =
        """
        title: Many
        id: 00000000-0000-4000-8000-000000000002
        name: many
        correlation: {type: event_count, rules: [any], group-by: [thingName], timespan: 1h, condition: {gte: 3}}
        level: high

        """;

    public static readonly Signal Signal = new()
    {
        Id = "t/one",
        Scope = new AccountRegion("111122223333", "us-east-1"),
        ThingName = "t",
        Category = SignalCategory.Detect,
        EventType = SignalEvents.InAlarm,
        Time = RuleTest.Start,
        Severity = Severity.Medium,
        ViolationId = "one",
    };

    public static LoadedRules Load(params string[] texts) =>
        RuleLoader.Load([.. texts.Select((text, i) => new RuleFile(i == 0 ? File : FormattableString.Invariant($"rules_under_test_{i}.yml"), text, IsShipped: false))]);

    public static LoadedRules LoadSound(params string[] texts)
    {
        var loaded = Load(texts);
        Assert.Empty(loaded.Problems);
        Assert.NotNull(loaded.Rules);
        return loaded;
    }

    /// <summary>A base rule with that detection.</summary>
    public static string Detecting(string detection, string category = "detect") =>
        $$"""
        title: A rule
        id: 00000000-0000-4000-8000-000000000001
        logsource: {product: aws, service: iot_device_defender, category: {{category}}}
        detection:
        {{string.Join('\n', detection.Split('\n').Select(static line => "    " + line))}}

        """;

    public static bool Matches(string detection, Signal signal) => LoadSound(Detecting(detection)).Rules!.BaseRules[0].Matches(signal);
}
