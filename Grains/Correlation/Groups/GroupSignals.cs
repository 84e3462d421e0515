using OrleansDefender.Correlation.Engine;
using OrleansDefender.Correlation.Rules;

namespace OrleansDefender.Correlation.Groups;

/// <summary>What groups across things have to be told of a signal. Pure: a repeated signal is told again.</summary>
internal static class GroupSignals
{
    private static readonly string[] AlarmEvents = [SignalEvents.InAlarm, SignalEvents.Cleared, SignalEvents.Invalidated];
    private static readonly string[] StateEvents = [SignalEvents.Flapping, SignalEvents.Standing];

    /// <summary>Whether a rule is for <see cref="ICorrelationGrain"/>: it acts, and is not of a thing.</summary>
    public static bool IsAcross(CorrelationRule rule) => rule is { IsOfThing: false, Acts: true };

    /// <summary>The entries that a signal makes in groups across things. A <c>verified</c> signal is also a word: see <see cref="OfWord"/>.</summary>
    public static IEnumerable<GroupSignal> Of(RuleMatch match, Signal signal) =>
        from rule in match.Rules.Correlations
        where IsAcross(rule)
        from made in match.EntriesOf(rule, signal)
        select Entry(rule, signal, made.Group, made.Entry);

    /// <summary>Tells an analyst's word to every group that the episode's signals can be in.</summary>
    /// <param name="match">The rules.</param>
    /// <param name="word">The <c>verified</c> signal, with the alarm's profile, behavior and metric and the thing's context.</param>
    /// <remarks>
    /// Which signals of the episode a base rule selects is not asked again: a group that has none keeps the word for a while, and it changes nothing. A rule that
    /// groups by the values of a metric cannot be told, for the alarm does not keep those of each event.
    /// </remarks>
    public static IEnumerable<GroupSignal> OfWord(RuleMatch match, Signal word)
    {
        if (word.ViolationId is not { } episode || word.Verification is not { } verification)
        {
            yield break;
        }

        foreach (var (rule, group) in GroupsOf(match, word))
        {
            yield return new GroupSignal
            {
                Scope = word.Scope,
                RuleId = rule.Id,
                Group = group,
                Kind = GroupSignalKind.Word,
                Key = word.Key,
                Episode = episode,
                ThingName = word.ThingName,
                Verification = verification,
            };
        }
    }

    /// <summary>Whether a group of the rule can be told of words on episodes and of their ends: not where it groups by what the alarm does not keep.</summary>
    public static bool HearsOfEpisodes(CorrelationRule rule) =>
        !rule.GroupBy.Any(field => rule.Inputs.Any(input => rule.FieldOf(field, input).StartsWith("metricValue.", StringComparison.Ordinal)));

    /// <summary>Tells every group that an episode's signals can be in that the episode, one of a CRITICAL alarm, is over.</summary>
    /// <param name="match">The rules.</param>
    /// <param name="end">A signal of the episode with the time of its end.</param>
    public static IEnumerable<GroupSignal> OfEnd(RuleMatch match, Signal end) =>
        from place in GroupsOf(match, end)
        where place.Rule.Effect.IsIncident
        select new GroupSignal
        {
            Scope = end.Scope,
            RuleId = place.Rule.Id,
            Group = place.Group,
            Kind = GroupSignalKind.Ended,
            Key = end.Key,
            Episode = end.ViolationId,
            ThingName = end.ThingName,
        };

    /// <summary>The groups that signals of an alarm's episode can be in.</summary>
    private static IEnumerable<(CorrelationRule Rule, string Group)> GroupsOf(RuleMatch match, Signal ofEpisode)
    {
        foreach (var rule in match.Rules.Correlations.Where(IsAcross))
        {
            var groups = new SortedSet<string>(StringComparer.Ordinal);
            foreach (var input in rule.Inputs)
            {
                var events = input.Base?.Category switch
                {
                    SignalCategory.Detect => AlarmEvents,
                    SignalCategory.State => StateEvents,
                    _ => [],
                };
                foreach (var eventType in events)
                {
                    var like = ofEpisode with { Category = input.Base!.Category, EventType = eventType, Verification = null };
                    groups.UnionWith(GroupKey.Of(rule, input, field => SignalFields.Of(like, field)));
                }
            }

            foreach (var group in groups)
            {
                yield return (rule, group);
            }
        }
    }

    /// <summary>Tells of a firing of a rule inside a thing, or that it no longer holds, to the groups of rules across things that have it as an input.</summary>
    /// <param name="match">The rules.</param>
    /// <param name="scope">The account and Region.</param>
    /// <param name="thing">The thing.</param>
    /// <param name="fired">The rule that fired.</param>
    /// <param name="firedGroup">Its group.</param>
    /// <param name="timeMs">The firing's time, in milliseconds since 1970.</param>
    /// <param name="revision">Rises with each change of what is said of this firing; at least 1.</param>
    /// <param name="isWithdrawn">Whether it no longer holds.</param>
    public static IEnumerable<GroupSignal> OfFiring(
        RuleMatch match, AccountRegion scope, string thing, CorrelationRule fired, string firedGroup, long timeMs, long revision, bool isWithdrawn) =>
        from rule in match.Rules.Correlations
        where IsAcross(rule)
        from made in RuleMatch.EntriesOf(rule, fired, firedGroup, timeMs, scope)
        select new GroupSignal
        {
            Scope = scope,
            RuleId = rule.Id,
            Group = made.Group,
            Kind = GroupSignalKind.Firing,
            Key = made.Entry.Key,
            Inputs = made.Entry.Inputs,
            Value = made.Entry.Value,
            ThingName = thing,
            Severity = fired.Level,
            Subject = fired.Title,
            Revision = revision,
            IsWithdrawn = isWithdrawn,
        };

    private static GroupSignal Entry(CorrelationRule rule, Signal signal, string group, RuleEntry entry) => new()
    {
        Scope = signal.Scope,
        RuleId = rule.Id,
        Group = group,
        Kind = GroupSignalKind.Entry,
        Key = entry.Key,
        Inputs = entry.Inputs,
        Value = entry.Value,
        Episode = entry.Episode,
        ThingName = signal.ThingName,
        Severity = signal.Severity,
        Profile = signal.Profile,
        Behavior = signal.Behavior,
        Metric = signal.Metric,
        Subject = signal.Check,
        Technique = AttackMapping.Of(signal) is { IsMedium: true } technique ? technique.Id : null,
    };
}
