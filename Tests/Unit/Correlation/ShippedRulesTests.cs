using OrleansDefender.Audits;
using OrleansDefender.Correlation;
using OrleansDefender.Correlation.Engine;
using OrleansDefender.Correlation.Rules;
using OrleansDefender.Simulator;
using OrleansDefender.Simulator.Fleet.Stories;
using OrleansDefender.Tests.Shared.Correlation;
using OrleansDefender.Things;

using Xunit;

namespace OrleansDefender.Tests.Unit.Correlation;

public sealed class ShippedRulesTests
{
    private static readonly AccountRegion Scope = new("111122223333", "us-east-1");
    private static readonly DateTimeOffset Start = new(2026, 1, 5, 10, 0, 0, TimeSpan.Zero);
    private static readonly LoadedRules Loaded = RuleLoader.Load(
        [.. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "rules"), "*.yml").Select(static path => new RuleFile(Path.GetFileName(path), File.ReadAllText(path), IsShipped: true))]);

    public static TheoryData<string> TestNames => [.. Loaded.Tests.Select(NameOf)];

    public static TheoryData<string> RuleNames => [.. Loaded.Rules?.Correlations.Select(static rule => rule.Name!) ?? []];

    [Fact]
    public void They_load_without_problems_and_warnings()
    {
        Assert.Empty(Loaded.Problems);
        Assert.Empty(Loaded.Warnings);
        Assert.Equal(12, Loaded.Rules!.Correlations.Length);
        Assert.All(Loaded.Rules.Correlations, static rule => Assert.True(rule.Acts));
    }

    [Theory]
    [MemberData(nameof(TestNames))]
    public void Their_own_tests_pass(string name)
    {
        var result = RuleTestRunner.Run(Assert.Single(Loaded.Tests, test => NameOf(test) == name), Loaded);

        Assert.Empty(result.Missing);
        Assert.Empty(result.Unexpected);
    }

    [Theory]
    [MemberData(nameof(RuleNames))]
    public void Each_has_a_description_and_tests_in_which_it_fires_and_in_which_it_stays_silent(string name)
    {
        var rule = Assert.Single(Loaded.Rules!.Correlations, rule => rule.Name == name);

        Assert.NotNull(rule.Description);
        Assert.Contains(Loaded.Tests, test => test.Expected.Any(firing => firing.Title == rule.Title));
        Assert.Contains(Loaded.Tests, test => test.File == Loaded.Sources[rule.Id].File && test.Expected.All(firing => firing.Title != rule.Title));
    }

    [Theory]
    [InlineData(1, 300)]
    [InlineData(7, 300)]
    [InlineData(1, 4_000)]
    [InlineData(2, 4_000)]
    public void On_the_demo_story_they_say_what_a_person_would_and_nothing_of_the_background(int seed, int steps)
    {
        var story = new DemoStory(new SimulatorOptions { Story = "demo", Seed = seed });
        var signals = Tell(story, steps);

        var step = HistoryLogic.Add(SignalHistory.Empty, signals, new RuleMatch(Loaded.Rules!), static _ => true, Scope, EngineSettings.Default);
        var fired = step.Groups.SelectMany(static group => group.Firings.Select(_ => $"{group.Rule.Name} {group.Group.Replace('\u001f', '/')}")).Order(StringComparer.Ordinal).ToList();

        Assert.Equal(DemoFiring.ExpectedOf(story, steps).Select(static firing => firing.ToString()).Order(StringComparer.Ordinal), fired);
    }

    /// <summary>The signals of the story's first steps: those of its events, of its audits, and flapping at the fourth opening of an alarm within an hour.</summary>
    private static List<Signal> Tell(DemoStory story, int steps)
    {
        var signals = new List<Signal>();
        var openings = new Dictionary<(string Thing, string Behavior), List<DateTimeOffset>>();
        for (var i = 0L; i < steps; i++)
        {
            var step = story.StepAt(i);
            var time = DateTimeOffset.FromUnixTimeMilliseconds((Start + step.Due).ToUnixTimeMilliseconds());
            if (step.Kind == StepKind.Audit)
            {
                signals.AddRange(Findings(story, step.Audit!.Json, time));
                continue;
            }

            var thing = new ThingKey(Scope.Account, Scope.Region, step.Thing);
            var opened = openings.TryGetValue((step.Thing, step.Behavior.Name), out var known) ? known : openings[(step.Thing, step.Behavior.Name)] = [];
            var detectEvent = new DetectEvent
            {
                Profile = step.Behavior.Profile,
                Behavior = step.Behavior.Name,
                Kind = step.Kind switch { StepKind.Clear => TransitionKind.Cleared, StepKind.Invalidate => TransitionKind.Invalidated, _ => TransitionKind.InAlarm },
                Time = time,
                ViolationId = FormattableString.Invariant($"{step.Thing}-{step.Behavior.Name}-{opened.Count + (step.Kind == StepKind.Raise ? 1 : 0)}"),
                Metric = step.Behavior.Metric,
                CriteriaType = step.Behavior.CriteriaType,
                Criteria = step.Behavior.CriteriaType == "STATIC" ? "less-than-equals 5" : null,
            };
            var severity = Enum.Parse<Severity>(step.Behavior.Name[(step.Behavior.Name.LastIndexOf('-') + 1)..]);
            if (step.Kind == StepKind.Verify)
            {
                signals.Add(SignalFactory.OfState(thing, SignalEvents.Verified, time, detectEvent, detectEvent.ViolationId, severity, ThingContext.None) with
                {
                    Verification = Enum.Parse<Verification>(step.Verification!.Replace("_", "", StringComparison.Ordinal), ignoreCase: true),
                });
                continue;
            }

            signals.Add(SignalFactory.Of(thing, detectEvent, severity, ThingContext.None));
            if (step.Kind == StepKind.Raise)
            {
                opened.Add(time);
                if (opened.Count(other => other >= time.AddHours(-1)) == 4)
                {
                    signals.Add(SignalFactory.OfState(thing, SignalEvents.Flapping, time, detectEvent, detectEvent.ViolationId, severity, ThingContext.None));
                }
            }
        }

        return signals;
    }

    private static IEnumerable<Signal> Findings(DemoStory story, string json, DateTimeOffset time)
    {
        foreach (var finding in System.Text.Json.Nodes.JsonNode.Parse(json)!["findings"]?.AsArray() ?? [])
        {
            var resource = finding!["nonCompliantResource"]!["resourceIdentifier"]!;
            var certificate = (string?)resource["deviceCertificateId"];
            var client = (string?)resource["clientId"];
            var number = certificate is null ? -1 : Enumerable.Range(0, story.Certificates.Attached).FirstOrDefault(candidate => story.Certificates.IdOf(candidate) == certificate, -1);
            var things = number >= 0 ? story.Certificates.ThingsOf(number).Select(story.Registry.NameOf) : client is not null ? [client] : [];
            foreach (var thing in things)
            {
                yield return SignalFactory.OfAudit(
                    Scope,
                    thing,
                    new ResourceIdentifier(certificate is null ? ResourceKinds.ClientId : ResourceKinds.DeviceCertificate, certificate ?? client!),
                    (string)finding["checkName"]!,
                    (string)finding["reasonForNonComplianceCode"]!,
                    SignalEvents.FindingOpened,
                    time,
                    Severity.High,
                    ThingContext.None);
            }
        }
    }

    private static string NameOf(RuleTest test) => $"{test.Rule}: {test.Name}";
}
