using OrleansDefender.Silo.Hosting;
using OrleansDefender.Simulator.Fleet;
using OrleansDefender.Simulator.Fleet.Stories;

namespace OrleansDefender.Tests.Aws.EndToEnd;

/// <summary>The demo's story as messages of the events queue, so that two products can be told the very same; its audits apart.</summary>
internal static class DemoBodies
{
    /// <summary>The first audit of the story, as <c>POST /_sim/audits</c> takes it.</summary>
    public static string AuditOf(DemoStory story) =>
        Steps(story).First(static step => step.Kind == StepKind.Audit).Audit!.Json;

    /// <summary>Alarms and analysts' words in the order of the story.</summary>
    /// <param name="story">The story.</param>
    /// <param name="begin">When it begins.</param>
    public static IEnumerable<string> Of(DemoStory story, DateTimeOffset begin)
    {
        var place = new FleetPlace(DefenderOptions.LocalAccount, DefenderOptions.LocalRegion);
        var episodes = new Dictionary<(string Thing, string Behavior), int>();
        foreach (var step in Steps(story).Where(static step => step.Kind != StepKind.Audit && !step.Behavior.Suppressed))
        {
            var alarm = (step.Thing, step.Behavior.Name);
            var episode = episodes[alarm] = episodes.GetValueOrDefault(alarm) + (step.Kind == StepKind.Raise ? 1 : 0);
            var hash = FleetHash.Mix(FleetHash.Mix(FleetHash.Mix(0, step.Thing), step.Behavior.Name), (ulong)episode);
            var (id, time) = (FleetHash.Hex32(hash), (begin + step.Due).ToUnixTimeMilliseconds());
            yield return step.Kind switch
            {
                StepKind.Raise => FleetMessages.Detect(place, step.Thing, step.Behavior, id, FleetEventType.InAlarm, time, step.Behavior.BadValue(hash)),
                StepKind.Clear => FleetMessages.Detect(place, step.Thing, step.Behavior, id, FleetEventType.Cleared, time, step.Behavior.GoodValue(hash)),
                StepKind.Invalidate => FleetMessages.Detect(place, step.Thing, step.Behavior, id, FleetEventType.Invalidated, time, null),
                _ => FleetMessages.Verification(place, new FleetVerification(id, step.Verification!, step.Description, FleetActor.Analyst, FleetHash.Uuid(hash)), time),
            };
        }
    }

    private static IEnumerable<StoryStep> Steps(DemoStory story)
    {
        for (var index = 0L; index < story.Total; index++)
        {
            yield return story.StepAt(index);
        }
    }
}
