using System.Collections.Immutable;

using OrleansDefender.Findings;
using OrleansDefender.Things;

namespace OrleansDefender.Audits;

/// <summary>What a resource does with its causes: a pure function of state, causes and the present moment.</summary>
/// <remarks>
/// Of two runs the one that started later speaks of the present, whichever is applied first; so does the later of two words on a suppression. A finding is stamped
/// only when its content changes, and delivered only for the cause that changed it, and its repeat.
/// </remarks>
internal static class ResourceLogic
{
    /// <summary>How long a resolved finding is remembered at least: Security Hub deletes an archived one 30 days after its last update.</summary>
    public static readonly TimeSpan ForgetAfter = TimeSpan.FromDays(31);

    /// <summary>How old an active finding may get in the hub, which deletes it 90 days after its last update.</summary>
    public static readonly TimeSpan RefreshAfter = TimeSpan.FromDays(80);

    /// <summary>How long a reading of the resource's things is good for.</summary>
    public static readonly TimeSpan LinksLast = TimeSpan.FromDays(7);

    /// <summary>After how long a look-up that was asked for and never answered is asked for again.</summary>
    public static readonly TimeSpan LinksPatience = TimeSpan.FromDays(1);

    /// <summary>The mark of changes that time alone made.</summary>
    public const string ByTime = "time";

    private const int MostMitigations = 4;
    private const int MostEarlyMitigations = 8;
    private const int MostRelated = 24;
    private const int MostInfo = 16;

    /// <summary>Applies causes.</summary>
    public static ResourceTransition Apply(ResourceState state, AccountRegion scope, ResourceCauses causes, DateTimeOffset now)
    {
        var edit = new Edit(state, scope, causes.Resource, now);
        edit.Apply(causes);
        return edit.Complete();
    }

    /// <summary>Does what is due by time: ends suppressions and renews findings that the hub would soon delete. A repeat before <see cref="CompleteWake"/> delivers again.</summary>
    public static ResourceTransition Wake(ResourceState state, AccountRegion scope, DateTimeOffset now)
    {
        if (state.Resource is null)
        {
            return new ResourceTransition(state, ResourceConsequences.None, 0);
        }

        var edit = new Edit(state, scope, state.Resource, now);
        edit.Wake();
        return edit.Complete();
    }

    /// <summary>Takes away the marks of what a wake changed and delivered.</summary>
    public static ResourceState CompleteWake(ResourceState state) =>
        state.Findings.Any(finding => finding.ChangedBy == ByTime)
            ? state with
            {
                Revision = state.Revision + 1,
                Findings = [.. state.Findings.Select(finding => finding.ChangedBy == ByTime ? finding with { ChangedBy = null } : finding)],
            }
            : state;

    /// <summary>Takes in that the things of a notice know it.</summary>
    public static ResourceState ConfirmTold(ResourceState state, long revision) =>
        revision <= state.ToldRevision || revision > state.PostureRevision
            ? state
            : state with
            {
                Revision = state.Revision + 1,
                ToldRevision = revision,
                Released = revision == state.PostureRevision ? [] : state.Released,
            };

    /// <summary>Takes in what became of deliveries: confirmed updates and refusals.</summary>
    public static ResourceState Confirm(ResourceState state, IEnumerable<DeliveryOutcome> outcomes)
    {
        var findings = state.Findings;
        foreach (var outcome in outcomes)
        {
            if (state.Find(outcome.Key) is not { } known)
            {
                continue;
            }

            var finding = findings.First(item => item.Key == known.Key);
            var next = finding;
            if (next.Asked is { IsPending: true } asked
                && asked.Revision <= (outcome.Status == DeliveryStatus.Landed ? outcome.UpdateRevision : outcome.RefusedUpdateRevision))
            {
                next = next with { Asked = asked with { IsPending = false } };
            }

            if (outcome.Status == DeliveryStatus.Rejected && outcome.Revision == next.Revision && next.Rejection is null)
            {
                next = next with { Rejection = new RejectionState(outcome.Revision, outcome.ErrorCode ?? "Unknown", outcome.ErrorMessage) };
            }

            findings = ReferenceEquals(next, finding) ? findings : findings.Replace(finding, next);
        }

        return findings == state.Findings ? state : state with { Findings = findings, Revision = state.Revision + 1 };
    }

    /// <summary>The finding with what is left to deliver of it; <see langword="null"/> where the hub refused it for good.</summary>
    public static FindingSnapshot? Snapshot(ResourceState state, AccountRegion scope, AuditFindingState finding) =>
        finding.Rejection is not null
            ? null
            : new FindingSnapshot
            {
                Key = finding.Key,
                Revision = finding.Revision,
                Finding = AuditFinding.Of(scope, state.Resource!, finding, state.SuppressionOf(finding.Check)),
                Update = finding.Asked is { IsPending: true } asked
                    ? new CustomerUpdate
                    {
                        Revision = asked.Revision,
                        Workflow = asked.Suppresses ? WorkflowStatus.Suppressed : WorkflowStatus.New,
                        Note = asked.Note,
                        BeforeImport = !asked.Suppresses,
                    }
                    : null,
                AuditTask = finding.ChangedBy?.Split('#') is [var task, _, _] ? $"{scope}/{task}" : null,
            };

    /// <summary>When something is due by time alone.</summary>
    public static long? DueMs(ResourceState state)
    {
        long? due = null;
        foreach (var finding in state.Findings)
        {
            if (finding.ChangedBy == ByTime)
            {
                return 0;
            }

            if (finding is { IsArchived: false, Rejection: null })
            {
                Earlier(finding.UpdatedMs + (long)RefreshAfter.TotalMilliseconds);
            }
        }

        foreach (var suppression in state.Suppressions)
        {
            if (suppression.IsInForce && suppression.UntilMs is { } until && state.Findings.Any(finding => finding.IsSuppressed && finding.Check == suppression.Check))
            {
                Earlier(until);
            }
        }

        return due;

        void Earlier(long at) => due = due < at ? due : at;
    }

    /// <summary>The resource as an operator sees it.</summary>
    public static ResourceView View(ResourceState state, AccountRegion scope) => new()
    {
        Scope = scope,
        Resource = state.Resource!,
        Severity = state.Findings.Where(finding => !finding.IsArchived).Select(finding => finding.Severity).DefaultIfEmpty().Max(),
        Findings =
        [
            .. state.Findings
                .OrderByDescending(finding => !finding.IsArchived)
                .ThenByDescending(finding => finding.IsOpen)
                .ThenByDescending(finding => finding.Severity)
                .ThenBy(finding => finding.Check, StringComparer.Ordinal)
                .ThenBy(finding => finding.ReasonCode, StringComparer.Ordinal)
                .Select(finding => new AuditFindingView
                {
                    Check = finding.Check,
                    ReasonCode = finding.ReasonCode,
                    Reason = finding.Listing.Reason,
                    Severity = finding.Severity,
                    IsOpen = finding.IsOpen,
                    IsSuppressed = finding.IsSuppressed,
                    Archived = finding.IsArchived,
                    Since = Moment(finding.SinceMs),
                    LastSeenAt = Moment(finding.Listing.StartedMs),
                    LastTaskId = finding.Listing.TaskId,
                    ResolvedAt = finding.IsOpen ? null : Moment(finding.GoneMs!.Value),
                    CleanRuns = finding.IsOpen ? finding.CleanRuns : 0,
                    FindingId = FindingIds.Audit(scope, finding.Check, state.Resource!, finding.ReasonCode),
                    Revision = finding.Revision,
                    Rejection = finding.Rejection is { } rejection ? $"{rejection.Code}: {rejection.Message}" : null,
                    Mitigations = finding.Mitigations,
                }),
        ],
        Suppressions =
        [
            .. state.Findings
                .Where(finding => finding.IsSuppressed)
                .GroupBy(finding => finding.Check)
                .OrderBy(check => check.Key, StringComparer.Ordinal)
                .Select(check => state.SuppressionOf(check.Key) is { IsInForce: true } said
                    ? new SuppressionView(check.Key, said.UntilMs is { } until ? Moment(until) : null, said.Description, said.Actor, Moment(said.TimeMs))
                    : new SuppressionView(check.Key, null, null, null, Moment(check.Max(finding => finding.Listing.FoundMs)))),
            .. state.Suppressions
                .Where(said => said.IsInForce && state.Findings.All(finding => finding.Check != said.Check))
                .OrderBy(said => said.Check, StringComparer.Ordinal)
                .Select(said => new SuppressionView(
                    said.Check, said.UntilMs is { } until ? Moment(until) : null, said.Description, said.Actor, Moment(said.TimeMs))),
        ],
        Things = state.Things,
        LinkedAt = state.LinkedMs is { } linked ? Moment(linked) : null,
    };

    private static DateTimeOffset Moment(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms);

    private static bool BelongsToThings(string kind) => kind is ResourceKinds.DeviceCertificate or ResourceKinds.ClientId;

    /// <summary>Collects changes and settles them once at the end, so that a batch stamps a finding once.</summary>
    private sealed class Edit(ResourceState state, AccountRegion scope, ResourceIdentifier resource, DateTimeOffset now)
    {
        private readonly long _nowMs = now.ToUnixTimeMilliseconds();
        private readonly List<AuditFindingState> _findings = [.. state.Findings];
        private readonly Dictionary<string, string> _causes = new(StringComparer.Ordinal);
        private readonly HashSet<string> _causeIds = new(StringComparer.Ordinal);
        private readonly List<string> _firstMentions = [];
        private readonly List<string> _stillOpen = [];
        private ImmutableArray<SuppressionState> _suppressions = state.Suppressions;
        private ImmutableArray<CheckMark> _marks = state.Marks;
        private ImmutableArray<ResourceMitigation> _early = state.EarlyMitigations;
        private ImmutableArray<string> _things = state.Things;
        private ImmutableArray<string> _released = state.Released;
        private long? _linkedMs = state.LinkedMs;
        private long _revisionFloor = state.RevisionFloor;
        private bool _wasMentioned;
        private int _refused;

        public void Apply(ResourceCauses causes)
        {
            foreach (var suppression in causes.Suppressions)
            {
                _causeIds.Add(suppression.EventId);
                Say(
                    new SuppressionState
                    {
                        Check = suppression.Check,
                        IsSaid = suppression.IsSuppressed,
                        UntilMs = suppression.Until?.ToUnixTimeMilliseconds(),
                        LeavesEnd = suppression.LeavesEnd,
                        Description = suppression.Description is { Length: > 0 } text ? AsffText.Fit(text, AsffLimits.NoteText) : null,
                        Actor = suppression.Actor is { Length: > 0 } actor ? AsffText.Fit(actor, 128) : null,
                        TimeMs = suppression.Time.ToUnixTimeMilliseconds(),
                        EventId = suppression.EventId,
                        Order = suppression.Order,
                    },
                    suppression.EventId);
            }

            if (causes.Run is { } run)
            {
                foreach (var listed in causes.Listed)
                {
                    List(run, listed, CauseOf(run, listed.Check));
                }

                foreach (var missed in causes.Missed)
                {
                    Miss(run, missed, CauseOf(run, missed.Check));
                }
            }

            foreach (var mitigation in causes.Mitigations)
            {
                Mitigate(mitigation);
            }

            if (causes.Links is { } links)
            {
                Link(links);
            }
        }

        public void Wake()
        {
            _causeIds.Add(ByTime);
            for (var i = 0; i < _findings.Count; i++)
            {
                var finding = _findings[i];
                if (finding is { IsArchived: false, Rejection: null } && finding.UpdatedMs + (long)RefreshAfter.TotalMilliseconds <= _nowMs)
                {
                    _findings[i] = finding with { Told = null };
                    _causes[finding.Key] = ByTime;
                }
            }
        }

        public ResourceTransition Complete()
        {
            Lapse();
            for (var i = 0; i < _findings.Count; i++)
            {
                _findings[i] = Stamp(Ask(Settle(_findings[i])));
            }

            var findings = _findings.SequenceEqual(state.Findings, ReferenceEqualityComparer.Instance) ? state.Findings : [.. _findings];
            var isTold = PostureEquals(state.Findings, findings)
                && _things.SequenceEqual(state.Things, StringComparer.Ordinal)
                && _released.SequenceEqual(state.Released, StringComparer.Ordinal);
            var next = state with
            {
                Resource = resource,
                Findings = findings,
                Suppressions = _suppressions,
                Marks = _marks,
                EarlyMitigations = _early,
                Things = _things,
                Released = _released,
                LinkedMs = _linkedMs,
                RevisionFloor = _revisionFloor,
                PostureRevision = state.PostureRevision + (isTold ? 0 : 1),
            };
            var wants = WantLinks(ref next);
            if (next with { Resource = null } == state with { Resource = null })
            {
                next = state;
            }
            else
            {
                next = next with { Revision = state.Revision + 1 };
            }

            return new ResourceTransition(next, Consequences(next, wants), _refused);
        }

        // Each check of a run counts its segments from 0.
        private string CauseOf(RunStamp run, string check)
        {
            var cause = $"{run.TaskId}#{check}#{run.Segment}";
            _causeIds.Add(cause);
            if (run.CutSegment is { } cut)
            {
                _causeIds.Add($"{run.TaskId}#{check}#{cut}");
            }

            return cause;
        }

        private ResourceConsequences Consequences(ResourceState next, Severity? wants)
        {
            var deliveries = ImmutableArray.CreateBuilder<FindingRef>();
            foreach (var finding in next.Findings)
            {
                if (finding.Rejection is null && finding.ChangedBy is { } by && _causeIds.Contains(by))
                {
                    deliveries.Add(new FindingRef(finding.Key, finding.Severity, finding.Asked is { IsPending: true }));
                }
            }

            var notice = next.PostureRevision > next.ToldRevision && (!next.Things.IsEmpty || !next.Released.IsEmpty)
                ? new PostureNotice(next.Things, next.Released, Reference(next))
                : null;
            return deliveries.Count == 0 && notice is null && wants is null && _firstMentions.Count == 0 && _stillOpen.Count == 0
                ? ResourceConsequences.None
                : new ResourceConsequences
                {
                    Deliveries = deliveries.ToImmutable(),
                    Notice = notice,
                    WantsLinks = wants,
                    FirstMentions = [.. _firstMentions],
                    StillOpen = [.. _stillOpen],
                };
        }

        private AuditReference Reference(ResourceState next) => new()
        {
            Resource = resource,
            Revision = next.PostureRevision,
            Findings =
            [
                .. next.Findings
                    .Where(finding => !finding.IsArchived)
                    .Select(finding => new ReferredFinding(
                        finding.Check,
                        finding.ReasonCode,
                        finding.Severity,
                        Moment(finding.SinceMs),
                        FindingIds.Audit(scope, finding.Check, resource, finding.ReasonCode))),
            ],
            Resolved =
            [
                .. next.Findings
                    .Where(finding => finding is { IsOpen: false, IsSuppressed: false })
                    .OrderByDescending(finding => finding.GoneMs).ThenBy(finding => finding.Key, StringComparer.Ordinal)
                    .Take(AuditReference.MostResolved)
                    .Select(finding => new ResolvedFinding(finding.Check, finding.ReasonCode, finding.Severity, Moment(finding.GoneMs!.Value))),
            ],
        };

        private static bool PostureEquals(ImmutableArray<AuditFindingState> before, ImmutableArray<AuditFindingState> after) =>
            before == after || before.Where(finding => !finding.IsArchived).Select(Told).SequenceEqual(after.Where(finding => !finding.IsArchived).Select(Told));

        private static (string Check, string ReasonCode, Severity Severity, long Since) Told(AuditFindingState finding) =>
            (finding.Check, finding.ReasonCode, finding.Severity, finding.SinceMs);

        private void List(RunStamp run, ListedFinding listed, string cause)
        {
            var startedMs = run.StartedAt.ToUnixTimeMilliseconds();
            if (Mark(run, listed.Check, startedMs))
            {
                _firstMentions.Add(listed.Check);
            }

            _wasMentioned = true;
            var index = _findings.FindIndex(finding => finding.Check == listed.Check && finding.ReasonCode == listed.ReasonCode);
            var listing = Listing(run, listed, startedMs);
            if (index < 0)
            {
                if (_findings.Count >= ResourceState.MostFindings && !ForgetOne())
                {
                    _refused++;
                    return;
                }

                _findings.Add(new AuditFindingState
                {
                    Check = listed.Check,
                    ReasonCode = listed.ReasonCode,
                    Listing = listing,
                    SinceMs = startedMs,
                    Severity = listed.Severity,
                    Revision = _revisionFloor,
                });
                index = _findings.Count - 1;
                MitigateEarly(index);
            }
            else
            {
                _findings[index] = ListAgain(_findings[index], listed, listing);
            }

            _causes[_findings[index].Key] = cause;
        }

        private static AuditFindingState ListAgain(AuditFindingState finding, ListedFinding listed, AuditListing listing)
        {
            var startedMs = listing.StartedMs;
            if (startedMs < finding.Listing.StartedMs || (startedMs == finding.Listing.StartedMs && finding.Listing.TaskId == listing.TaskId))
            {
                // Of before, or the repeat: it may tell of an earlier beginning, and of nothing else.
                return startedMs < finding.SinceMs && !(finding.GoneMs >= startedMs) ? finding with { SinceMs = startedMs } : finding;
            }

            var isClean = finding.LastCleanMs > startedMs;
            return finding with
            {
                Listing = listing,
                SinceMs = finding.IsOpen || finding.GoneMs >= startedMs ? finding.SinceMs : startedMs,
                FirstCleanMs = isClean ? finding.FirstCleanMs > startedMs ? finding.FirstCleanMs : finding.LastCleanMs : null,
                LastCleanMs = isClean ? finding.LastCleanMs : null,
                // Not while it is archived: what comes back takes the severity of then.
                Severity = finding.GoneMs >= startedMs ? finding.Severity : listed.Severity,
            };
        }

        private static AuditListing Listing(RunStamp run, ListedFinding listed, long startedMs) => new()
        {
            TaskId = run.TaskId,
            StartedMs = startedMs,
            TaskType = run.Type,
            Schedule = run.Schedule,
            FindingId = listed.FindingId,
            FoundMs = listed.FoundAt.ToUnixTimeMilliseconds(),
            IsSuppressed = listed.IsSuppressed,
            Reason = listed.Reason is { } reason ? AsffText.Fit(reason, AsffLimits.Description) : null,
            ResourceType = listed.ResourceType,
            AdditionalInfo = listed.AdditionalInfo.Count <= MostInfo ? listed.AdditionalInfo : listed.AdditionalInfo.Take(MostInfo).ToImmutableSortedDictionary(StringComparer.Ordinal),
            Related =
            [
                .. listed.Related
                    .Distinct()
                    .OrderBy(related => related.Resource.Kind, StringComparer.Ordinal)
                    .ThenBy(related => related.Resource.Id, StringComparer.Ordinal)
                    .Take(MostRelated),
            ],
        };

        // Whether this segment of the run is the first to mention the resource in the check.
        private bool Mark(RunStamp run, string check, long startedMs)
        {
            var known = _marks.FirstOrDefault(mark => mark.Check == check);
            if (known is not null && known.TaskId == run.TaskId && known.Segment == run.CutSegment && known.Segment != run.Segment)
            {
                _marks = _marks.Replace(known, known with { Segment = run.Segment });
                return !_firstMentions.Contains(check);
            }

            if (known is not null && known.TaskId == run.TaskId)
            {
                return known.Segment == run.Segment && !_firstMentions.Contains(check);
            }

            if (known is not null && known.StartedMs > startedMs)
            {
                return false;
            }

            var next = new CheckMark(check, run.TaskId, startedMs, run.Segment);
            _marks = known is null ? _marks.Add(next) : _marks.Replace(known, next);
            return true;
        }

        private void Say(SuppressionState said, string cause)
        {
            var known = _suppressions.FirstOrDefault(suppression => suppression.Check == said.Check);
            if (known is null)
            {
                _suppressions = _suppressions.Add(said);
            }
            else
            {
                var (later, earlier) = said.IsLaterThan(known) ? (said, known) : (known, said);
                var next = later.LeavesEnd && earlier.IsSaid ? later with { UntilMs = earlier.UntilMs, LeavesEnd = earlier.LeavesEnd } : later;
                _suppressions = next == known ? _suppressions : _suppressions.Replace(known, next);
            }

            foreach (var finding in _findings.Where(finding => finding.Check == said.Check))
            {
                _causes[finding.Key] = cause;
            }
        }

        private void Miss(RunStamp run, MissedCheck missed, string cause)
        {
            var startedMs = run.StartedAt.ToUnixTimeMilliseconds();
            for (var i = 0; i < _findings.Count; i++)
            {
                var finding = _findings[i];
                if (finding.Check != missed.Check || finding.Listing.StartedMs > startedMs || finding.Listing.TaskId == run.TaskId)
                {
                    continue;
                }

                if (missed.Resolves)
                {
                    _findings[i] = missed.IsWindowed ? MissWindowed(finding, run.TaskId, startedMs) : Gone(finding, run.TaskId, startedMs);
                }

                // Even where it changed before: this is that cause, or its repeat.
                _causes[finding.Key] = cause;
            }

            if (_marks.FirstOrDefault(mark => mark.Check == missed.Check)?.TaskId != run.TaskId
                && _findings.Any(finding => finding.Check == missed.Check && finding.IsOpen))
            {
                _stillOpen.Add(missed.Check);
            }
        }

        private static AuditFindingState MissWindowed(AuditFindingState finding, string taskId, long startedMs)
        {
            if (finding.FirstCleanMs == startedMs || finding.LastCleanMs == startedMs)
            {
                return finding;
            }

            finding = finding with
            {
                FirstCleanMs = finding.FirstCleanMs < startedMs ? finding.FirstCleanMs : startedMs,
                LastCleanMs = finding.LastCleanMs > startedMs ? finding.LastCleanMs : startedMs,
            };
            return finding.CleanRuns >= 2 && finding.LastCleanMs - finding.Listing.StartedMs >= (long)WindowedChecks.QuietPeriod.TotalMilliseconds
                ? Gone(finding, taskId, finding.LastCleanMs!.Value)
                : finding;
        }

        private static AuditFindingState Gone(AuditFindingState finding, string taskId, long startedMs) =>
            finding.IsOpen ? finding with { GoneMs = startedMs, GoneTaskId = taskId } : finding;

        private void Mitigate(ResourceMitigation mitigation)
        {
            _causeIds.Add(mitigation.Mitigation.EventId);
            var isKnown = false;
            for (var i = 0; i < _findings.Count; i++)
            {
                if (IsOf(mitigation, _findings[i]))
                {
                    isKnown = true;
                    _findings[i] = Mitigated(_findings[i], mitigation.Mitigation);
                    _causes[_findings[i].Key] = mitigation.Mitigation.EventId;
                }
            }

            // The audit that found it may still be on its way here.
            if (!isKnown && !_early.Any(early => early.Check == mitigation.Check && early.ReasonCode == mitigation.ReasonCode && early.Mitigation.EventId == mitigation.Mitigation.EventId))
            {
                _early = [.. _early.Add(mitigation).TakeLast(MostEarlyMitigations)];
            }
        }

        private void MitigateEarly(int index)
        {
            foreach (var mitigation in _early.Where(mitigation => IsOf(mitigation, _findings[index])))
            {
                _findings[index] = Mitigated(_findings[index], mitigation.Mitigation);
                _early = _early.Remove(mitigation);
            }
        }

        private static bool IsOf(ResourceMitigation mitigation, AuditFindingState finding) =>
            finding.Check == mitigation.Check && (mitigation.ReasonCode is not { } code || finding.ReasonCode == code);

        private static AuditFindingState Mitigated(AuditFindingState finding, MitigationEvent mitigation) =>
            finding.Mitigations.Any(known => known.EventId == mitigation.EventId)
                ? finding
                : finding with
                {
                    Mitigations =
                    [
                        .. finding.Mitigations.Add(mitigation)
                            .OrderByDescending(static known => known.Time)
                            .ThenByDescending(static known => known.EventId, StringComparer.Ordinal)
                            .Take(MostMitigations),
                    ],
                };

        private void Link(ResourceLinks links)
        {
            var readMs = links.ReadAt.ToUnixTimeMilliseconds();
            if (_linkedMs >= readMs)
            {
                return;
            }

            _linkedMs = readMs;
            ImmutableArray<string> things = [.. links.Things.Order(StringComparer.Ordinal).Take(ResourceState.MostThings)];
            if (things.SequenceEqual(_things, StringComparer.Ordinal))
            {
                return;
            }

            _released = [.. _released.Union(_things).Except(things).Order(StringComparer.Ordinal)];
            _things = things;
        }

        private Severity? WantLinks(ref ResourceState next)
        {
            var open = next.Findings.Where(finding => !finding.IsArchived).Select(finding => finding.Severity).DefaultIfEmpty().Max();
            if (open == Severity.None || !BelongsToThings(resource.Kind) || !_wasMentioned
                || _linkedMs + (long)LinksLast.TotalMilliseconds > _nowMs)
            {
                return null;
            }

            if (state.LinksAskedMs is { } asked && !(asked < _linkedMs) && asked + (long)LinksPatience.TotalMilliseconds > _nowMs)
            {
                // On its way, unless this is the repeat of the cause that asked for it.
                return state.LinksAskedBy is { } by && _causeIds.Contains(by) ? open : null;
            }

            next = next with { LinksAskedMs = _nowMs, LinksAskedBy = _causeIds.Order(StringComparer.Ordinal).First() };
            return open;
        }

        // Ends what has run out. Only findings show it, and they are settled right after.
        private void Lapse()
        {
            foreach (var suppression in _suppressions)
            {
                if (suppression.IsInForce && suppression.UntilMs <= _nowMs)
                {
                    _suppressions = _suppressions.Replace(suppression, suppression with { HasEnded = true });
                }
            }
        }

        private AuditFindingState Settle(AuditFindingState finding)
        {
            var isSuppressed = SuppressionState.Holds(
                _suppressions.FirstOrDefault(suppression => suppression.Check == finding.Check),
                _findings.Where(other => other.Check == finding.Check).MaxBy(static other => other.Listing.FoundMs)?.Listing);
            return finding.IsSuppressed == isSuppressed ? finding : finding with { IsSuppressed = isSuppressed };
        }

        /// <summary>Asks for SUPPRESSED, or for NEW where we had asked for SUPPRESSED before.</summary>
        private AuditFindingState Ask(AuditFindingState finding)
        {
            var asked = finding.Asked;
            if (finding.IsSuppressed == (asked?.Suppresses ?? false))
            {
                return finding;
            }

            return finding with
            {
                // What the hub refused was another content: this one gets its own answer.
                Rejection = null,
                Asked = new AskedSuppression(
                    (asked?.Revision ?? 0) + 1,
                    finding.IsSuppressed,
                    SuppressionNote.Of(_suppressions.FirstOrDefault(suppression => suppression.Check == finding.Check), finding.IsSuppressed),
                    IsPending: true),
                ChangedBy = CauseOf(finding),
            };
        }

        /// <summary>Gives changed content its revision and time, and the run that it is of.</summary>
        private AuditFindingState Stamp(AuditFindingState finding)
        {
            var suppression = _suppressions.FirstOrDefault(item => item.Check == finding.Check);
            if (finding.Told is { } told && finding.CreatedMs != 0)
            {
                // The run, its finding id and times change every day and are no news; the words, the related resources and what is known of the resource are.
                var same = told with
                {
                    Reason = finding.Listing.Reason,
                    ResourceType = finding.Listing.ResourceType,
                    AdditionalInfo = finding.Listing.AdditionalInfo,
                    Related = finding.Listing.Related,
                };
                if (FindingContent.Hash(AuditFinding.Of(scope, resource, finding with { Told = same }, suppression)) == finding.ContentHash)
                {
                    return finding;
                }
            }

            finding = finding with { Told = finding.Listing };
            return finding with
            {
                CreatedMs = finding.CreatedMs != 0 ? finding.CreatedMs : _nowMs,
                UpdatedMs = Math.Max(_nowMs, finding.UpdatedMs + 1),
                Revision = finding.Revision + 1,
                ContentHash = FindingContent.Hash(AuditFinding.Of(scope, resource, finding, suppression)),
                Rejection = null,
                ChangedBy = CauseOf(finding),
            };
        }

        // A suppression may end while something else touches the resource: then nobody repeats it, and a wake has to deliver.
        private string CauseOf(AuditFindingState finding) => _causes.GetValueOrDefault(finding.Key) ?? ByTime;

        /// <summary>Makes room by forgetting the finding that was resolved longest ago.</summary>
        private bool ForgetOne()
        {
            var oldest = _findings
                .Where(finding => !finding.IsOpen && finding.Asked is not { IsPending: true } && !_causes.ContainsKey(finding.Key)
                    && finding.UpdatedMs < _nowMs - (long)ForgetAfter.TotalMilliseconds)
                .MinBy(finding => finding.UpdatedMs);
            if (oldest is null)
            {
                return false;
            }

            _revisionFloor = Math.Max(_revisionFloor, oldest.Revision);
            _findings.Remove(oldest);
            return true;
        }
    }
}
