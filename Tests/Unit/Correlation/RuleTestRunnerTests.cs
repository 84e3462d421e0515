using OrleansDefender.Correlation.Rules;

using Xunit;

namespace OrleansDefender.Tests.Unit.Correlation;

public sealed class RuleTestRunnerTests
{
    [Fact]
    public void The_example_file_of_the_format_loads_and_its_test_passes()
    {
        using var stream = typeof(RuleTestRunnerTests).Assembly.GetManifestResourceStream("section_five.yml")!;
        var loaded = RuleLoader.Load([new RuleFile("section_five.yml", new StreamReader(stream).ReadToEnd(), IsShipped: false)]);

        Assert.Empty(loaded.Problems);
        Assert.Empty(loaded.Warnings);
        Assert.Equal(4, loaded.Rules!.BaseRules.Length);
        Assert.Equal(4, loaded.Rules.Correlations.Length);
        Assert.All(loaded.Rules.Correlations, static rule => Assert.True(rule.Acts));
        Assert.True(RuleTestRunner.Run(Assert.Single(loaded.Tests), loaded).IsPassed);
    }

    [Fact]
    public void The_example_of_the_documentation_loads_and_its_test_passes()
    {
        using var stream = typeof(RuleTestRunnerTests).Assembly.GetManifestResourceStream("correlation.md")!;
        var page = new StreamReader(stream).ReadToEnd();
        var loaded = Rules.LoadSound(page.Split("```yaml\n")[1].Split("```")[0]);

        Assert.Empty(loaded.Warnings);
        Assert.True(RuleTestRunner.Run(Assert.Single(loaded.Tests), loaded).IsPassed);
    }

    [Fact]
    public void The_example_fails_where_it_expects_too_much_or_too_little()
    {
        var result = Run("[{at: 0m}, {at: 1m}, {at: 2m}]", "[{at: 3m, title: Many, level: high}, {at: 2m, title: Many, level: low}]");

        Assert.False(result.IsPassed);
        Assert.Equal(["{at: 2m, title: Many, level: low}", "{at: 3m, title: Many, level: high}"], result.Missing.Select(static firing => firing.ToString()));
        Assert.Equal(["{at: 2m, title: Many, level: high}"], result.Unexpected.Select(static firing => firing.ToString()));
    }

    [Theory]
    [InlineData("[{at: 0m}, {at: 1m}, {at: 2m}]", "[{at: 2m, title: Many, level: high}]")]
    [InlineData("[{at: 0m}, {at: 1m}, {at: 2m, thingName: other}]", "[]")]
    [InlineData("[{at: 0m}, {at: 1m}, {at: 2m, thingName: null}]", "[]")]
    [InlineData("[{at: 0m}, {at: 1m}, {at: 2m, eventType: alarm-cleared}]", "[]")]
    [InlineData("[{at: 2m}, {at: 0m}, {at: 1m}]", "[{at: 2m, title: Many, level: high}]")]
    [InlineData("[{at: 0m, violationId: a}, {at: 0m, violationId: a}, {at: 0m}, {at: 1m, violationId: a}]", "[{at: 1m, title: Many, level: high}]")]
    [InlineData("[{at: 0m}, {at: 0m}, {at: 0m}]", "[{at: 0m, title: Many, level: high}]")]
    [InlineData("[{at: 0m}, {at: 0m}, {at: 0m, region: eu-west-1}]", "[]")]
    [InlineData("[{at: 0m}, {at: 1s}, {at: 61m}]", "[]")]
    [InlineData("[{at: 0m, violationId: a}, {at: 1m}, {at: 2m}, {at: 3m, eventType: verified, verificationState: FALSE_POSITIVE, violationId: a}]", "[]")]
    public void Events_are_signals_with_the_defaults_of_the_format(string events, string expect) => Assert.True(Run(events, expect).IsPassed);

    [Fact]
    public void An_event_may_have_every_field_that_is_not_derived()
    {
        var signal = Load(
            "[{at: 1h, thingTypeName: Pump, thingGroupNames: [a, b], attributes.site: Hull, severity: HIGH, securityProfileName: P, behaviorName: B, metric: m, criteriaType: STATIC, confidenceLevel: LOW, "
            + "metricValue.count: 3, metricValue.number: 1.5, metricValue.numbers: [1, 2], metricValue.ports: [23], metricValue.cidrs: 10.0.0.0/8, metricValue.strings: [x], violationId: v, verificationState: UNKNOWN, "
            + "openHours: 24, checkName: C, reasonForNonComplianceCode: R, certificateId: c, clientId: i, policyName: p}]",
            "[]").Tests[0].Signals[0];

        foreach (var field in OrleansDefender.Correlation.SignalFields.Names.Append("attributes.site").Except(["technique", "tactic"]))
        {
            Assert.NotEmpty(OrleansDefender.Correlation.SignalFields.Of(signal, field));
        }

        Assert.Equal(RuleTest.Start.AddHours(1), signal.Time);
        Assert.Equal(["a", "b"], signal.Context.Groups);
    }

    private static RuleTestResult Run(string events, string expect)
    {
        var loaded = Load(events, expect);
        return RuleTestRunner.Run(loaded.Tests[0], loaded);
    }

    private static LoadedRules Load(string events, string expect) =>
        Rules.LoadSound(Rules.Base + Rules.Count + $"tests: [{{name: n, events: {events}, expect: {expect}}}]\n");
}
