using System.Collections.Immutable;

using OrleansDefender.Correlation.Engine;
using OrleansDefender.Correlation.Rules;
using OrleansDefender.Findings;
using OrleansDefender.Things;

namespace OrleansDefender.Correlation.Groups;

/// <summary>What a group of a rule across things does: a pure function of state, signals, rule and the present moment.</summary>
/// <remarks>
/// The firings are those of <see cref="CorrelationEngine"/> over the set of signals, in whatever order, batches and repeats they come within the lateness. An entry
/// that <see cref="SlotCaps"/> does not count is dropped at once; it never comes to count again.
/// </remarks>
internal static class GroupLogic
{
    /// <summary>Words that are kept on episodes without an entry: the entry may still be under way.</summary>
    public const int MostLooseWords = 256;

    /// <summary>Words that are kept on one episode: the latest.</summary>
    public const int MostWordsOfEpisode = 8;

    /// <summary>Ends of CRITICAL episodes that are kept without an entry: the latest.</summary>
    public const int MostLooseEnds = 64;

    /// <summary>How often an incident's finding is stamped at most, unless its severity or its state changes.</summary>
    public static readonly TimeSpan StampEvery = TimeSpan.FromMinutes(5);

    /// <summary>How old the stamp of an active finding may become, before Security Hub deletes it for its age.</summary>
    public static readonly TimeSpan RefreshAfter = TimeSpan.FromDays(80);

    /// <summary>How long a group without an incident is remembered beyond what can count: a repeat waits no longer in SQS.</summary>
    public static readonly TimeSpan ForgetAfter = TimeSpan.FromDays(15);

    /// <summary>Takes in signals and words, finds what fires, and opens, moves or ends the incident.</summary>
    public static GroupTransition Apply(
        GroupState state, AccountRegion scope, IReadOnlyCollection<GroupSignal> signals, CorrelationRule rule, EngineSettings settings, DateTimeOffset now)
    {
        if (signals.Count == 0 || (state.Group is null && signals.All(static signal => signal.Kind == GroupSignalKind.Ended)))
        {
            // An end of what was never heard of is no reason to remember the group.
            return new GroupTransition(state, [], 0);
        }

        var facts = RuleFacts.Of(rule);
        var (entries, words) = GroupBook.Read(state.Book);
        var known = Copy(entries, words);
        if (state.Rule is { } before && before.Hash != facts.Hash)
        {
            // What another version of the rule has led to stays, whatever this one makes of the entries; where they do not say what this one asks for, they go.
            if (before.Shape != facts.Shape)
            {
                entries.Clear();
            }

            if (state.Open is { IsSettled: false } standing)
            {
                state = state with { Incidents = state.Incidents.SetItem(0, standing with { IsSettled = true }), SettledMs = Math.Max(state.SettledMs ?? 0, standing.LastFiringMs) };
            }
        }

        var taken = new List<GroupEntry>();
        var newest = state.NewestMs;
        var tooLate = 0;
        var ends = (state.Ends ?? []).ToDictionary(static end => end.Episode, static end => end.TimeMs, StringComparer.Ordinal);
        foreach (var signal in signals)
        {
            if (signal.Kind == GroupSignalKind.Ended)
            {
                // Never too late, and no signal of the group: nothing else follows from it.
                ends[signal.Episode!] = Math.Max(signal.Key.TimeMs, ends.GetValueOrDefault(signal.Episode!));
                continue;
            }

            if (signal.Key.TimeMs < state.HorizonMs)
            {
                tooLate++;
                continue;
            }

            newest = Math.Max(newest, signal.Key.TimeMs);
            if (signal.Kind == GroupSignalKind.Word)
            {
                Add(words, new GroupWord(signal.Episode!, signal.Key.TimeMs, signal.Verification!.Value));
            }
            else
            {
                taken.Add(GroupEntry.Of(signal));
            }
        }

        var merged = Merge(entries, taken);
        entries = Cap(rule, settings, merged);
        var loose = ends.Count > 0 ? Mark(entries, state.Open, ends) : null;
        if (loose is { } left && state.Ends is { } kept && left.SequenceEqual(kept))
        {
            loose = kept;
        }

        var verdicts = new VerdictTimeline(
            settings, words.Select(static word => (word.Episode, new SignalKey(word.TimeMs, SignalEvents.Verified, word.Episode), word.Verification)));
        var counting = entries.Where(static entry => !entry.IsWithdrawn).Select(static entry => entry.Entry).ToList();
        var firings = CorrelationEngine.Fire(rule, counting, verdicts, state.SettledMs, state.HorizonMs);

        var horizon = newest == long.MinValue ? state.HorizonMs : Math.Max(state.HorizonMs, newest - settings.SettledAfterMs);
        var settled = firings.FindLast(firing => firing.TimeMs < horizon)?.TimeMs ?? state.SettledMs;
        var next = state with
        {
            Group = state.Group ?? signals.First().Group,
            Rule = facts.IsSameAs(state.Rule) ? state.Rule : facts,
            HorizonMs = horizon,
            NewestMs = newest,
            SettledMs = settled >= horizon - (long)rule.Effect.Cooldown.TotalMilliseconds ? settled : null,
            Ends = loose,
        };
        if (rule.Acts)
        {
            var incidents = Incidents(next, rule, entries, merged, taken, words, ends, verdicts, firings, horizon, now, out var closedThrough);
            next = next with { Incidents = incidents, ClosedThroughMs = closedThrough };
            next = Stamp(next, scope, now);
        }

        var from = horizon == long.MinValue ? horizon : SlotCaps.StartOf(rule, settings, horizon - (long)rule.Timespan.TotalMilliseconds);
        entries.RemoveAll(entry => entry.Entry.Key.TimeMs < from);
        words = Keep(words, entries, horizon, settings);
        if (!entries.SequenceEqual(known.Entries) || !words.SequenceEqual(known.Words))
        {
            next = next with { Book = GroupBook.Write(entries, words) };
        }

        return new GroupTransition(IsSame(state, next) ? state : next with { Revision = state.Revision + 1 }, [.. firings], tooLate);
    }

    /// <summary>Does what time alone brings: steps down, closes, tells what has changed since, stamps anew what the hub would soon delete.</summary>
    /// <param name="state">The state.</param>
    /// <param name="scope">The account and Region.</param>
    /// <param name="isRuleGone">Whether the rules in force are known, and its rule is not one of them.</param>
    /// <param name="now">The present moment.</param>
    public static GroupState Wake(GroupState state, AccountRegion scope, bool isRuleGone, DateTimeOffset now)
    {
        if (state.Rule is not { } rule)
        {
            return state;
        }

        var next = state;
        if (state.Open is { } open)
        {
            var after = isRuleGone
                ? open with { End = IncidentEnd.RuleGone, EndText = "its rule is no longer in force", IsDirty = true }
                : Quieten(open, rule, now);
            next = after.IsOpen ? Put(next, after) : Put(next, after) with { ClosedThroughMs = Math.Max(next.ClosedThroughMs, Math.Max(after.LastSignalMs, after.LastFiringMs)) };
        }

        next = Stamp(next, scope, now);
        return IsSame(state, next) ? state : next with { Revision = state.Revision + 1 };
    }

    /// <summary>Takes in what became of deliveries. An incident that is over is forgotten once its archived finding has landed.</summary>
    public static GroupState Confirm(GroupState state, IEnumerable<DeliveryOutcome> outcomes)
    {
        var incidents = state.Incidents;
        var floor = state.RevisionFloor;
        foreach (var outcome in outcomes)
        {
            if (incidents.FirstOrDefault(incident => incident.Key == outcome.Key) is not { } incident)
            {
                continue;
            }

            var after = outcome.Status switch
            {
                DeliveryStatus.Landed when outcome.Revision > incident.LandedRevision => incident with { LandedRevision = Math.Min(outcome.Revision, incident.Revision) },
                DeliveryStatus.Rejected when outcome.Revision == incident.Revision && incident.Rejection is null => incident with
                {
                    Rejection = new RejectionState(outcome.Revision, outcome.ErrorCode ?? "", outcome.ErrorMessage is { } text ? AsffText.Fit(text, AsffLimits.NoteText) : null),
                },
                _ => incident,
            };
            if (!after.IsOpen && after.IsDelivered)
            {
                floor = Math.Max(floor, after.Revision);
                incidents = incidents.Remove(incident);
            }
            else if (!ReferenceEquals(after, incident))
            {
                incidents = incidents.Replace(incident, after);
            }
        }

        return incidents == state.Incidents ? state : state with { Incidents = incidents, RevisionFloor = floor, Revision = state.Revision + 1 };
    }

    /// <summary>When the group wants to be woken, in milliseconds since 1970; absent where it remembers nothing.</summary>
    public static long? DueMs(GroupState state, EngineSettings settings)
    {
        if (state.Rule is not { } rule)
        {
            return null;
        }

        // Forgetting.
        var due = Math.Max(state.NewestMs, 0) + Math.Max(rule.TimespanMs + settings.SettledAfterMs, rule.CooldownMs) + (long)ForgetAfter.TotalMilliseconds;
        foreach (var incident in state.Incidents)
        {
            var updatedMs = incident.Told?.UpdatedAt.ToUnixTimeMilliseconds() ?? 0;
            if (incident.IsOpen)
            {
                var quietSteps = Math.Min(incident.Steps + 1, incident.StepsToClose);
                if (incident.Steps < incident.StepsToClose - 1 || incident.Confirmed.IsEmpty)
                {
                    due = Math.Min(due, incident.QuietFromMs + (quietSteps * rule.QuietMs));
                }

                due = Math.Min(due, updatedMs + (long)RefreshAfter.TotalMilliseconds);
            }

            if (incident.IsDirty)
            {
                due = Math.Min(due, updatedMs + (long)StampEvery.TotalMilliseconds);
            }
        }

        return due;
    }

    /// <summary>Whether nothing of the group can count any more, so that it may be forgotten.</summary>
    public static bool IsOver(GroupState state, EngineSettings settings, DateTimeOffset now) =>
        state.Incidents.IsEmpty && DueMs(state, settings) <= now.ToUnixTimeMilliseconds();

    /// <summary>The finding of an incident with what is left to deliver of it; <see langword="null"/> where nothing is.</summary>
    public static FindingSnapshot? Snapshot(FleetIncident incident) => incident is { IsDelivered: false, Told: { } told }
        ? new FindingSnapshot { Key = incident.Key, Revision = incident.Revision, Finding = told }
        : null;

    private static (GroupEntry[] Entries, GroupWord[] Words) Copy(List<GroupEntry> entries, List<GroupWord> words) => ([.. entries], [.. words]);

    /// <summary>Adds entries to sorted ones; a repeat changes nothing, but of a firing the greater revision holds.</summary>
    private static List<GroupEntry> Merge(List<GroupEntry> entries, List<GroupEntry> taken)
    {
        if (taken.Count == 0)
        {
            return entries;
        }

        var merged = new List<GroupEntry>(entries.Count + taken.Count);
        merged.AddRange(entries);
        merged.AddRange(taken);
        var sorted = merged.Select(static (entry, place) => (entry, place)).ToArray();
        Array.Sort(sorted, static (left, right) => left.entry.Entry.CompareTo(right.entry.Entry) is not 0 and var order ? order : left.place.CompareTo(right.place));
        merged.Clear();
        foreach (var (entry, _) in sorted)
        {
            if (merged.Count == 0 || merged[^1].Entry.CompareTo(entry.Entry) != 0)
            {
                merged.Add(entry);
            }
            else if (entry.Revision > merged[^1].Revision)
            {
                // The inputs for which it counts stay as the caps left them.
                merged[^1] = merged[^1] with { Revision = entry.Revision, IsWithdrawn = entry.IsWithdrawn };
            }
        }

        return merged;
    }

    private static List<GroupEntry> Cap(CorrelationRule rule, EngineSettings settings, List<GroupEntry> entries)
    {
        var kept = SlotCaps.Apply(rule, settings, entries.ConvertAll(static entry => entry.Entry));
        if (kept.Count == entries.Count && rule.Type is CorrelationType.EventCount or CorrelationType.ValueCount)
        {
            return entries;
        }

        var capped = new List<GroupEntry>(kept.Count);
        var place = 0;
        foreach (var entry in kept)
        {
            while (entries[place].Entry.CompareTo(entry) != 0)
            {
                place++;
            }

            capped.Add(entries[place++] with { Entry = entry });
        }

        return capped;
    }

    /// <summary>Of two words of one moment on one episode the one with the greater number holds: any order of arrival makes the same.</summary>
    private static void Add(List<GroupWord> words, GroupWord word)
    {
        var place = words.FindIndex(other => other.Episode == word.Episode && other.TimeMs == word.TimeMs);
        if (place < 0)
        {
            words.Add(word);
        }
        else if (word.Verification > words[place].Verification)
        {
            words[place] = word;
        }
    }

    /// <summary>The words that can still decide about something.</summary>
    private static List<GroupWord> Keep(List<GroupWord> words, List<GroupEntry> entries, long horizon, EngineSettings settings)
    {
        if (words.Count == 0)
        {
            return words;
        }

        var episodes = entries.Select(static entry => entry.Entry.Episode).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var kept = new List<GroupWord>(words.Count);
        foreach (var episode in words.GroupBy(static word => word.Episode, StringComparer.Ordinal))
        {
            // Of those that hold from the horizon on, the latest alone decides; also about signals of the episode that are still to come.
            var sorted = episode.OrderBy(static word => word.TimeMs).ToList();
            var first = Math.Max(0, sorted.FindLastIndex(word => word.TimeMs <= horizon + settings.LatenessMs));
            var own = sorted.Skip(first).TakeLast(MostWordsOfEpisode);
            kept.AddRange(episodes.Contains(episode.Key) ? own : own.Where(word => word.TimeMs >= horizon - EngineSettings.WordsReachMs));
        }

        var loose = kept.Where(word => !episodes.Contains(word.Episode)).OrderByDescending(static word => word.TimeMs).ThenBy(static word => word.Episode, StringComparer.Ordinal)
            .Skip(MostLooseWords).ToHashSet();
        kept.RemoveAll(loose.Contains);
        kept.Sort(static (left, right) => left.TimeMs != right.TimeMs ? left.TimeMs.CompareTo(right.TimeMs) : string.CompareOrdinal(left.Episode, right.Episode));
        return kept;
    }

    private static ImmutableArray<FleetIncident> Incidents(
        GroupState state,
        CorrelationRule rule,
        List<GroupEntry> entries,
        List<GroupEntry> merged,
        List<GroupEntry> taken,
        List<GroupWord> words,
        Dictionary<string, long> ends,
        VerdictTimeline verdicts,
        List<Firing> firings,
        long horizon,
        DateTimeOffset now,
        out long closedThrough)
    {
        var closed = closedThrough = state.ClosedThroughMs;
        var own = firings.Where(firing => firing.TimeMs > closed).ToList();
        var open = state.Open;
        if (open is null && own.Count == 0)
        {
            return state.Incidents;
        }

        if (open is not null && !open.IsSettled && own.Count == 0)
        {
            // Its firing may come back: another word, another late signal. Then it is the same incident again.
            var isWord = open.Evidence.Any(item => verdicts.IsWithdrawn(item.Episode, item.Key.TimeMs, item.Key.TimeMs));
            return state.Incidents.Replace(open, open with
            {
                End = IncidentEnd.Withdrawn,
                EndText = isWord ? "analysts called its signals false or benign" : "late events show that its condition was not met",
                IsDirty = true,
            });
        }

        var incidents = state.Incidents;
        var isNew = open is null;
        if (open is null)
        {
            var first = own[0];
            var cooldown = (long)rule.Effect.Cooldown.TotalMilliseconds;
            var again = incidents.FirstOrDefault(incident => incident.OccurrenceMs == first.TimeMs)
                ?? incidents.FirstOrDefault(incident => incident.End == IncidentEnd.Withdrawn
                    && first.TimeMs >= incident.OccurrenceMs - cooldown && first.TimeMs <= incident.LastFiringMs + cooldown)
                ?? (incidents.Length >= GroupState.MostIncidents ? incidents[0] : null);
            open = again is not null
                ? again with { End = IncidentEnd.None, EndText = null, Level = rule.Level, Steps = 0, IsDirty = true }
                : new FleetIncident
                {
                    OccurrenceMs = first.TimeMs,
                    Level = rule.Level,
                    FirstSignalMs = long.MaxValue,
                    Revision = state.RevisionFloor,
                    LandedRevision = state.RevisionFloor,
                    IsDirty = true,
                };
            incidents = again is null ? incidents.Insert(0, open) : incidents.Remove(again).Insert(0, open);
        }

        var before = incidents[0];

        // Of before too, as it was before the caps: what opens it may push out of them what led to it.
        var added = isNew ? merged : taken;
        var grown = Grow(before, rule, added, verdicts, own, words);
        grown = Await(grown, rule, entries, added, words, ends);
        var isSettled = grown.IsSettled || own.Exists(firing => firing.TimeMs < horizon);

        // Not the latest ever: a signal that came late may have moved it to an earlier time, and a word may have taken it away.
        var lastFiringMs = own.Count > 0 ? own[^1].TimeMs
            : grown.LastFiringMs < state.HorizonMs ? grown.LastFiringMs
            : Math.Max(state.SettledMs ?? 0, grown.OccurrenceMs);
        if (isSettled != grown.IsSettled || lastFiringMs != grown.LastFiringMs)
        {
            grown = grown with { IsSettled = isSettled, LastFiringMs = lastFiringMs };
        }

        grown = Quieten(grown, RuleFacts.Of(rule), now);
        if (!grown.IsOpen)
        {
            closedThrough = Math.Max(closed, Math.Max(grown.LastSignalMs, grown.LastFiringMs));
        }

        return incidents.SetItem(0, grown);
    }

    /// <summary>Takes signals into an incident: evidence, things and counts. The order in which they come makes no difference.</summary>
    private static FleetIncident Grow(
        FleetIncident incident, CorrelationRule rule, List<GroupEntry> added, VerdictTimeline verdicts, List<Firing> firings, List<GroupWord> words)
    {
        var fromMs = incident.OccurrenceMs - (long)rule.Timespan.TotalMilliseconds;
        var counting = added
            .Where(entry => entry.Entry.Key.TimeMs >= fromMs && !entry.IsWithdrawn && !verdicts.IsWithdrawn(entry.Entry.Episode, entry.Entry.Key.TimeMs, entry.Entry.Key.TimeMs))
            .ToList();
        var things = DistinctSketch.FromBytes(incident.Things);
        var counted = DistinctSketch.FromBytes(incident.Counted);
        var techniques = incident.Techniques.ToImmutableSortedSet(StringComparer.Ordinal).ToBuilder();
        var members = new Dictionary<string, FleetMember>(StringComparer.Ordinal);
        foreach (var member in incident.First.Concat(incident.Severest))
        {
            members[member.Thing] = member;
        }

        foreach (var entry in counting)
        {
            counted.Add(entry.Entry.Value ?? $"{entry.Entry.Key.TimeMs}/{entry.Entry.Key.EventType}/{entry.Entry.Key.Id}");
            if (entry.Thing is { } thing)
            {
                things.Add(thing);
                var member = new FleetMember(thing, entry.Entry.Key.TimeMs, entry.Severity, entry.Facts.Profile, entry.Facts.Behavior);
                members[thing] = members.TryGetValue(thing, out var known) ? known.With(member) : member;
            }

            if (entry.Facts.Technique is { } technique && techniques.Count < FleetIncident.MostEvidence)
            {
                techniques.Add(technique);
            }
        }

        var evidence = incident.Evidence
            .Where(item => !verdicts.IsWithdrawn(item.Episode, item.Key.TimeMs, item.Key.TimeMs))
            .Concat(counting.Select(FleetEvidence.Of))
            .DistinctBy(static item => (item.Key, item.Value))
            .OrderBy(static item => item.Key).ThenBy(static item => item.Value, StringComparer.Ordinal)
            .ToList();
        ImmutableArray<FleetEvidence> shown = evidence.Count <= FleetIncident.MostEvidence
            ? [.. evidence]
            : [.. evidence.Take(FleetIncident.FirstEvidence), .. evidence.TakeLast(FleetIncident.MostEvidence - FleetIncident.FirstEvidence)];
        var confirmed = Confirm(incident.Confirmed, added, words);
        var grown = incident with
        {
            Level = rule.Level,
            FirstSignalMs = counting.Select(static entry => entry.Entry.Key.TimeMs).Append(incident.FirstSignalMs).Min(),
            LastSignalMs = counting.Select(static entry => entry.Entry.Key.TimeMs).Append(incident.LastSignalMs).Concat(firings.Select(static firing => firing.TimeMs)).Max(),
            Evidence = shown.SequenceEqual(incident.Evidence) ? incident.Evidence : shown,
            First = Same(incident.First, members.Values.OrderBy(static member => member.FirstMs).ThenBy(static member => member.Thing, StringComparer.Ordinal)),
            Severest = Same(
                incident.Severest,
                members.Values.OrderByDescending(static member => member.Severity).ThenBy(static member => member.FirstMs).ThenBy(static member => member.Thing, StringComparer.Ordinal)),
            Things = Same(incident.Things, things.ToBytes()),
            Counted = Same(incident.Counted, counted.ToBytes()),
            Techniques = techniques.Count == incident.Techniques.Length ? incident.Techniques : [.. techniques],
            Confirmed = confirmed.SequenceEqual(incident.Confirmed) ? incident.Confirmed : confirmed,
        };
        return grown == incident ? incident : grown with { IsDirty = true };
    }

    /// <summary>Marks entries whose episodes are over. The ends without one are kept, the latest of them.</summary>
    private static ImmutableArray<FleetEpisode>? Mark(List<GroupEntry> entries, FleetIncident? open, Dictionary<string, long> ends)
    {
        var known = (open?.Critical ?? []).Select(static episode => episode.Episode).ToHashSet(StringComparer.Ordinal);
        for (var i = 0; i < entries.Count; i++)
        {
            if (entries[i].IsCritical && ends.ContainsKey(entries[i].Entry.Episode!))
            {
                known.Add(entries[i].Entry.Episode!);
                entries[i] = entries[i] with { HasEnded = true };
            }
        }

        ImmutableArray<FleetEpisode> loose =
        [
            .. ends.Where(end => !known.Contains(end.Key)).OrderByDescending(static end => end.Value).ThenBy(static end => end.Key, StringComparer.Ordinal)
                .Take(MostLooseEnds).Select(static end => new FleetEpisode(end.Key, end.Value)),
        ];
        return loose.IsEmpty ? null : loose;
    }

    /// <summary>Keeps account of the CRITICAL episodes that the incident waits for. What an analyst called false or benign it does not wait for.</summary>
    private static FleetIncident Await(
        FleetIncident incident, CorrelationRule rule, List<GroupEntry> entries, List<GroupEntry> added, List<GroupWord> words, Dictionary<string, long> ends)
    {
        if (!GroupSignals.HearsOfEpisodes(rule))
        {
            return incident;
        }

        var known = incident.Critical ?? [];
        var last = words.GroupBy(static word => word.Episode, StringComparer.Ordinal)
            .ToDictionary(static said => said.Key, static said => said.MaxBy(static word => word.TimeMs).Verification, StringComparer.Ordinal);
        var fromMs = incident.OccurrenceMs - (long)rule.Timespan.TotalMilliseconds;
        var over = entries.Where(static entry => entry.HasEnded).Select(static entry => entry.Entry.Episode!).ToHashSet(StringComparer.Ordinal);
        var endedMs = known.Where(episode => ends.ContainsKey(episode.Episode)).Select(episode => ends[episode.Episode]).Append(incident.CriticalEndedMs).Max();
        ImmutableArray<FleetEpisode> critical =
        [
            .. entries.Concat(added)
                .Where(entry => entry is { IsCritical: true, HasEnded: false } && entry.Entry.Key.TimeMs >= fromMs)
                .Select(static entry => new FleetEpisode(entry.Entry.Episode!, entry.Entry.Key.TimeMs))
                .Concat(known)
                .Where(episode => !ends.ContainsKey(episode.Episode) && !over.Contains(episode.Episode)
                    && !(last.GetValueOrDefault(episode.Episode) is Verification.FalsePositive or Verification.BenignPositive))
                .OrderBy(static episode => episode.Episode, StringComparer.Ordinal).ThenBy(static episode => episode.TimeMs)
                .DistinctBy(static episode => episode.Episode)
                .Take(FleetIncident.MostCritical),
        ];
        return critical.SequenceEqual(known) && endedMs == incident.CriticalEndedMs
            ? incident
            : incident with { Critical = critical.IsEmpty ? null : critical, CriticalEndedMs = endedMs, IsDirty = true };
    }

    private static ImmutableArray<string> Confirm(ImmutableArray<string> confirmed, List<GroupEntry> added, List<GroupWord> words)
    {
        if (words.Count == 0)
        {
            return confirmed;
        }

        var own = confirmed.ToImmutableSortedSet(StringComparer.Ordinal).ToBuilder();
        var episodes = added.Select(static entry => entry.Entry.Episode).OfType<string>().ToHashSet(StringComparer.Ordinal);
        foreach (var episode in words.GroupBy(static word => word.Episode, StringComparer.Ordinal))
        {
            var last = episode.MaxBy(static word => word.TimeMs);
            if (last.Verification != Verification.TruePositive)
            {
                own.Remove(episode.Key);
            }
            else if (own.Contains(episode.Key) || episodes.Contains(episode.Key) || own.Count < FleetIncident.MostConfirmed)
            {
                own.Add(episode.Key);
            }
        }

        return [.. own.Take(FleetIncident.MostConfirmed)];
    }

    private static ImmutableArray<FleetMember> Same(ImmutableArray<FleetMember> before, IEnumerable<FleetMember> after)
    {
        ImmutableArray<FleetMember> first = [.. after.Take(FleetIncident.MostThings)];
        return first.SequenceEqual(before) ? before : first;
    }

    private static byte[] Same(byte[] before, byte[] after) => after.AsSpan().SequenceEqual(before) ? before : after;

    /// <summary>Lets time do its work: a step down for each quiet period, and the end after the last, unless an analyst confirmed a part of it.</summary>
    private static FleetIncident Quieten(FleetIncident incident, RuleFacts rule, DateTimeOffset now)
    {
        var quiet = Math.Max(0, now.ToUnixTimeMilliseconds() - incident.QuietFromMs) / Math.Max(1, rule.QuietMs);
        if (quiet >= incident.StepsToClose && incident.Confirmed.IsEmpty)
        {
            // The severity stays what it was: it is never changed while archiving.
            return incident with
            {
                End = IncidentEnd.Quiet,
                EndText = $"no matching signal came for {RuleDuration.Text(TimeSpan.FromMilliseconds(rule.QuietMs * incident.StepsToClose))}",
                IsDirty = true,
            };
        }

        var steps = (int)Math.Min(quiet, incident.StepsToClose - 1);
        return steps == incident.Steps ? incident : incident with { Steps = steps, IsDirty = true };
    }

    private static GroupState Put(GroupState state, FleetIncident open) =>
        ReferenceEquals(open, state.Incidents[0]) ? state : state with { Incidents = state.Incidents.SetItem(0, open) };

    /// <summary>Gives changed content its revision and time, but not for every signal: what only grew waits.</summary>
    private static GroupState Stamp(GroupState state, AccountRegion scope, DateTimeOffset now)
    {
        var incidents = state.Incidents;
        for (var i = 0; i < incidents.Length; i++)
        {
            var incident = incidents[i];
            var isOld = incident.IsOpen && incident.Told is { } old && old.UpdatedAt + RefreshAfter <= now;
            if (!incident.IsDirty && !isOld)
            {
                continue;
            }

            var content = IncidentFinding.Of(scope, state.Group!, state.Rule!, incident, now);
            var told = incident.Told;
            var hash = FindingContent.Hash(content);
            var isSame = told is not null && hash == incident.ToldHash && !isOld;
            var mayWait = told is not null && content.Severity == told.Severity && content.RecordState == told.RecordState && told.UpdatedAt + StampEvery > now && !isOld;
            if (isSame)
            {
                incidents = incidents.SetItem(i, incident with { IsDirty = false });
            }
            else if (!mayWait)
            {
                var updated = told is not null && told.UpdatedAt >= now ? told.UpdatedAt.AddMilliseconds(1) : now;
                var stamp = DateTimeOffset.FromUnixTimeMilliseconds(updated.ToUnixTimeMilliseconds());
                incidents = incidents.SetItem(i, incident with
                {
                    Told = content with { CreatedAt = told?.CreatedAt ?? stamp, UpdatedAt = stamp },
                    ToldHash = hash,
                    ToldThings = DistinctSketch.FromBytes(incident.Things).Count,
                    Revision = incident.Revision + 1,
                    Rejection = null,
                    IsDirty = false,
                });
            }
        }

        return incidents == state.Incidents ? state : state with { Incidents = incidents };
    }

    private static bool IsSame(GroupState before, GroupState after) =>
        after == before with { Incidents = after.Incidents, Revision = after.Revision }
        && after.Incidents.AsEnumerable().SequenceEqual(before.Incidents, ReferenceEqualityComparer.Instance);
}
