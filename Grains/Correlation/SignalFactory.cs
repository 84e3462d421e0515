using OrleansDefender.Audits;
using OrleansDefender.Things;

namespace OrleansDefender.Correlation;

/// <summary>Makes signals from events. Pure: the same event makes the same signal.</summary>
internal static class SignalFactory
{
    /// <summary>The signal of a Detect event.</summary>
    public static Signal Of(ThingKey thing, DetectEvent detectEvent, Severity severity, ThingContext context)
    {
        var eventType = detectEvent.Kind switch
        {
            TransitionKind.InAlarm => SignalEvents.InAlarm,
            TransitionKind.Cleared => SignalEvents.Cleared,
            _ => SignalEvents.Invalidated,
        };
        return new Signal
        {
            Id = Id(thing.Name, detectEvent.ViolationId),
            Scope = thing.Scope,
            ThingName = thing.Name,
            Category = SignalCategory.Detect,
            EventType = eventType,
            Time = detectEvent.Time,
            Severity = severity,
            Profile = detectEvent.Profile,
            Behavior = detectEvent.Behavior,
            Metric = detectEvent.Metric,
            CriteriaType = detectEvent.CriteriaType,
            Criteria = detectEvent.Criteria,
            Confidence = detectEvent.Confidence,
            Dimension = detectEvent.Dimension,
            Value = detectEvent.MetricValue,
            ViolationId = detectEvent.ViolationId,
            Context = context,
        };
    }

    /// <summary>The signal of a state that an alarm has come to: an analyst's word, flapping, or standing open for long.</summary>
    /// <param name="thing">The thing.</param>
    /// <param name="eventType"><see cref="SignalEvents.Verified"/>, <see cref="SignalEvents.Flapping"/> or <see cref="SignalEvents.Standing"/>.</param>
    /// <param name="time">When it came to it, by event time.</param>
    /// <param name="alarm">Any Detect event of the alarm: profile, behavior, metric.</param>
    /// <param name="violationId">The episode.</param>
    /// <param name="severity">The alarm's base severity.</param>
    /// <param name="context">The thing's context.</param>
    public static Signal OfState(
        ThingKey thing, string eventType, DateTimeOffset time, DetectEvent alarm, string violationId, Severity severity, ThingContext context) =>
        Of(thing, alarm, severity, context) with
        {
            Id = Id(thing.Name, violationId),
            Category = SignalCategory.State,
            EventType = eventType,
            Time = time,
            ViolationId = violationId,
            Value = null,
        };

    /// <summary>The signal of an audit finding that was opened or resolved.</summary>
    /// <param name="scope">The account and Region.</param>
    /// <param name="thing">The thing that the resource belongs to; absent for the resource's own signal.</param>
    /// <param name="resource">The resource.</param>
    /// <param name="check">The check.</param>
    /// <param name="reasonCode">The reason code.</param>
    /// <param name="eventType"><see cref="SignalEvents.FindingOpened"/> or <see cref="SignalEvents.FindingResolved"/>.</param>
    /// <param name="time">When, by event time.</param>
    /// <param name="severity">The finding's severity.</param>
    /// <param name="context">The thing's context.</param>
    public static Signal OfAudit(
        AccountRegion scope, string? thing, ResourceIdentifier resource, string check, string reasonCode, string eventType, DateTimeOffset time, Severity severity, ThingContext context) =>
        new()
        {
            Id = Id(thing ?? "", $"{check}/{resource.Kind}/{resource.Id}/{reasonCode}"),
            Scope = scope,
            ThingName = thing,
            Category = SignalCategory.Audit,
            EventType = eventType,
            Time = time,
            Severity = severity,
            Check = check,
            ReasonCode = reasonCode,
            CertificateId = resource.Kind == ResourceKinds.DeviceCertificate ? resource.Id : null,
            ClientId = resource.Kind == ResourceKinds.ClientId ? resource.Id : null,
            PolicyName = resource.Kind == ResourceKinds.Policy ? resource.Id.Split(':')[0] : null,
            Context = context,
        };

    /// <summary>The id of a signal; event type and time are the rest of its key.</summary>
    public static string Id(string thing, string cause) => $"{thing}/{cause}";
}
