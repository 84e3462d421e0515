using OrleansDefender.Simulator.Fleet;
using OrleansDefender.Simulator.Fleet.Stories;

namespace OrleansDefender.Tests.Shared.Correlation;

/// <summary>A firing of a shipped rule that a person who reads the demo's events would expect.</summary>
/// <param name="Rule">The rule's name.</param>
/// <param name="Thing">The thing; absent for a rule across things.</param>
/// <param name="Alarm">The alarm, profile/behavior, where the rule groups by it.</param>
internal sealed record DemoFiring(string Rule, string? Thing, string? Alarm = null)
{
    private const string Failures = "FleetCloudSideRules/AuthorizationFailures-High";

    /// <summary>
    /// What is to be expected:
    /// <list type="bullet">
    /// <item>Burglar: the authorization failures come a fourth time: repeated behavior (HIGH), and that alarm flaps (MEDIUM).</item>
    /// <item>Breached: its certificate is weak and it is in alarm (HIGH); port and destination (HIGH); several behaviors (HIGH); with the packets that leave, several tactics (CRITICAL).</item>
    /// <item>Flapping: its alarm flaps (MEDIUM), and its client id is used by others (HIGH). Its alarms are LOW, so that they repeat is no HIGH matter.</item>
    /// <item>Silent: went silent in alarm (MEDIUM).</item>
    /// <item>The wave: one fleet incident (HIGH), and one thing of it with a weak certificate (HIGH).</item>
    /// <item>The mixer: a client id that is used by several, and in alarm (HIGH).</item>
    /// <item>Two things share a certificate: each of them that is in alarm (HIGH), unless the analyst called the alarm false or benign.</item>
    /// <item>Everything else, the forty things of the background noise above all: nothing.</item>
    /// </list>
    /// </summary>
    /// <param name="story">The story.</param>
    /// <param name="steps">How many of its steps were told, those of the idle loop included.</param>
    public static IEnumerable<DemoFiring> ExpectedOf(DemoStory story, long steps)
    {
        var inAlarm = new HashSet<string>(StringComparer.Ordinal);
        for (var index = 0L; index < steps; index++)
        {
            if (story.StepAt(index) is { Kind: StepKind.Raise } step)
            {
                inAlarm.Add(step.Thing);
            }
        }

        var shared = Enumerable.Range(0, story.Certificates.Attached).First(number => story.Certificates.ThingsOf(number).Count() > 1);
        return
        [
            new("od_repeated_behavior", story.Burglar, Failures),
            new("od_flapping_alarm", story.Burglar, Failures),
            new("od_port_and_destination", story.Breached),
            new("od_several_behaviors", story.Breached),
            new("od_several_tactics", story.Breached),
            new("od_flapping_alarm", story.Flapping, "FleetCloudSideRules/Disconnects-Low"),
            new("od_went_silent_in_alarm", story.Silent),
            new("od_fleet_wave", null, "FleetCloudSideRules/MessagesReceived-Medium"),
            .. new[] { story.Breached, story.Wave[5], story.Flapping, FleetRegistry.MixerClient }
                .Concat(story.Certificates.ThingsOf(shared).Select(story.Registry.NameOf).Where(inAlarm.Contains).Except([story.FalsePositive, story.BenignPositive]))
                .Distinct().Select(static thing => new DemoFiring("od_weak_identity_and_anomaly", thing)),
        ];
    }

    /// <summary>The rule's name, and the group's values with slashes between them.</summary>
    public override string ToString() => $"{Rule} {string.Join('/', new[] { Thing, Alarm }.OfType<string>())}";
}
