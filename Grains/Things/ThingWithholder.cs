using System.Collections.Immutable;

using OrleansDefender.Correlation;
using OrleansDefender.Correlation.Engine;
using OrleansDefender.Correlation.Groups;

namespace OrleansDefender.Things;

/// <summary>What silences and open fleet incidents withhold of one thing at one moment.</summary>
/// <param name="thing">The thing.</param>
/// <param name="context">What the registry says of it.</param>
/// <param name="silences">The silences of its account and Region.</param>
/// <param name="inhibitions">The open fleet incidents there.</param>
/// <param name="match">The rules in force.</param>
/// <param name="now">The moment.</param>
internal sealed class ThingWithholder(
    ThingKey thing, ThingContext context, ImmutableArray<Silence> silences, ImmutableArray<Inhibition> inhibitions, RuleMatch match, DateTimeOffset now) : IWithholder
{
    // A fleet incident says nothing of its end: it is looked at again.
    private static readonly TimeSpan LookAgain = TimeSpan.FromMinutes(5);

    /// <inheritdoc/>
    public Withholding? Find(AlarmState? alarm, Severity severity, bool isIncident)
    {
        if (Silencing.Find(silences, thing.Name, context, alarm?.Profile, alarm?.Behavior, severity, now) is { } silence)
        {
            return new Withholding(silence.OverAt.ToUnixTimeMilliseconds(), $"silence {silence.Id} of {silence.Owner}: {silence.Reason}");
        }

        return isIncident && alarm is not null && inhibitions.Length > 0
            && Inhibiting.Find(match, inhibitions, ThingSignals.InAlarm(thing, alarm, context)) is { } inhibition
            ? new Withholding((now + LookAgain).ToUnixTimeMilliseconds(), $"the fleet incident \"{inhibition.Title}\" stands for it")
            : null;
    }
}
