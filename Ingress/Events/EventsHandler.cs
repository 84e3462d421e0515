using Microsoft.Extensions.Logging;

using OrleansDefender.Correlation.Groups;
using OrleansDefender.Findings;
using OrleansDefender.Ingress.Parsing;
using OrleansDefender.Ingress.Queues;
using OrleansDefender.Things;

namespace OrleansDefender.Ingress.Events;

/// <summary>Brings events, analysts' words and what else was done in AWS IoT to their grains, one call per thing and batch, and makes durable what follows.</summary>
/// <remarks>
/// A message is done when the thing's state, the episode's owner and the deliveries are durable, in this order: a repeat after a failure in between
/// yields the same deliveries again. What fails for one thing is tried again for that thing only; when everything fails, the storage is taken to be away.
/// </remarks>
internal sealed partial class EventsHandler(
    MessageParser parser,
    IGrainFactory grains,
    IConsequenceQueues queues,
    AuditRoutes routes,
    CorrelationFanIn fanIn,
    VerdictOptions options,
    TimeProvider time,
    ILogger<EventsHandler> logger) : IBatchHandler
{
    private const int RememberedViolations = 50_000;

    private readonly RecentViolations _recent = new(RememberedViolations);
    private readonly GrainTrouble _trouble = new();
    private readonly TimeSpan _patience = TimeSpan.FromHours(options.UnknownViolationHours);

    public async Task<IReadOnlyList<MessageVerdict>> HandleAsync(IReadOnlyList<ReceivedMessage> messages, CancellationToken cancellationToken)
    {
        var batch = new EventBatch(messages);
        var content = Read(batch);
        var unknown = await FindOwnersAsync(batch, content, cancellationToken);

        // The scan may take long; the things that are known do not wait for it.
        await Task.WhenAll(
            Task.WhenAll(content.Things.Values.Select(thing => ApplyAsync(batch, thing, cancellationToken))),
            Task.WhenAll(unknown.GroupBy(word => word.Scope).Select(scope => ScanAsync(batch, scope.Key, [.. scope], cancellationToken))),
            routes.HandleAsync(batch, content.Others, cancellationToken));
        return batch.Verdicts(Judge(batch));
    }

    /// <summary>Why no grain can do its work now; absent where they can.</summary>
    private string? Judge(EventBatch batch)
    {
        var (isAway, hasChanged) = _trouble.Observe(batch);
        var error = batch.Error ?? "";
        if (isAway && hasChanged)
        {
            LogStorageAway(error);
        }
        else if (!isAway && hasChanged)
        {
            LogStorageBack();
        }

        if (!isAway && batch.Failed.Count > 0)
        {
            LogGrainsFailed(batch.Failed.Count, error);
        }

        return isAway && batch.Failed.Count > 0 ? $"the grains' state: {error}" : null;
    }

    private Content Read(EventBatch batch)
    {
        var content = new Content();
        for (var place = 0; place < batch.Messages.Count; place++)
        {
            var message = parser.Parse(batch.Messages[place].Body);
            if (message.SpokenAt is { } spokenAt && IsInFuture(spokenAt))
            {
                batch.Judge(place, MessageVerdict.DeadLetter(
                    "time-in-future", $"It is of {spokenAt:O}, more than {ThingCauses.MostFuture.TotalMinutes:F0} minutes ahead."));
                continue;
            }

            switch (message)
            {
                case DetectNotification detect:
                    var thing = content.Of(detect.Thing);
                    thing.Events.Add((place, detect.Event));
                    if (detect.Verification is { } word && !IsInFuture(detect.Event.Time))
                    {
                        thing.Verifications.Add((null, word));
                    }

                    break;
                case VerificationMessage verification:
                    content.Words.Add(new EpisodeWord.Verified(place, verification.Scope, verification.Event));
                    break;
                case DetectMitigationMessage { ViolationIds: { IsEmpty: false } violations } mitigation:
                    batch.Expect(place, violations.Length);
                    content.Words.AddRange(violations.Select(violationId => new EpisodeWord.Mitigated(
                        place, mitigation.Scope, violationId, new AlarmMitigation(violationId, null, null, mitigation.Mitigation))));
                    break;
                case ThingWithdrawalMessage withdrawal:
                    content.Of(withdrawal.Thing).Withdrawals.Add((place, withdrawal.Event));
                    break;
                case RegistryChangeMessage change:
                    content.Of(change.Thing).RegistryChanges.Add((place, change.Time));
                    break;
                case AuditNotification or SuppressionMessage or AuditMitigationMessage or DetectMitigationMessage or ProfileWithdrawalMessage or CertificateMessage:
                    content.Others.Add((place, message));
                    break;
                case IgnoredMessage ignored:
                    LogIgnored(batch.Messages[place].MessageId, ignored.Reason);
                    batch.Judge(place, MessageVerdict.Ignored);
                    break;
                case UnreadableMessage unreadable:
                    batch.Judge(place, MessageVerdict.DeadLetter(unreadable.Reason, unreadable.Detail));
                    break;
                default:
                    throw new InvalidOperationException("The parser gave an answer of an unknown kind.");
            }
        }

        return content;
    }

    private bool IsInFuture(DateTimeOffset at) => at > time.GetUtcNow() + ThingCauses.MostFuture;

    /// <summary>Gives each word to its thing: one of this batch, one that is remembered, or one that the episode's grain knows.</summary>
    /// <returns>The words on episodes that nobody knows.</returns>
    private async Task<List<EpisodeWord>> FindOwnersAsync(EventBatch batch, Content content, CancellationToken cancellationToken)
    {
        var inBatch = new Dictionary<(AccountRegion Scope, string ViolationId), string>();
        foreach (var thing in content.Things.Values)
        {
            foreach (var (_, detectEvent) in thing.Events)
            {
                inBatch[(thing.Thing.Scope, detectEvent.ViolationId)] = thing.Thing.Name;
            }
        }

        var unknown = new List<EpisodeWord>();
        await Task.WhenAll(content.Words.GroupBy(word => (word.Scope, word.ViolationId)).ToList().Select(async episode =>
        {
            var (scope, violationId) = episode.Key;
            try
            {
                var thingName = inBatch.GetValueOrDefault(episode.Key)
                    ?? _recent.Find(scope, violationId)
                    ?? (await batch.CallAsync(violationId, () => Violation(scope, violationId).Find(cancellationToken), cancellationToken))?.ThingName;
                lock (unknown)
                {
                    if (thingName is null)
                    {
                        unknown.AddRange(episode);
                    }
                    else
                    {
                        foreach (var word in episode)
                        {
                            word.AddTo(content.Of(new ThingKey(scope, thingName)));
                        }
                    }
                }
            }
            catch (GrainFailedException)
            {
                batch.Fail(episode.Select(word => word.Place));
            }
        }));
        return unknown;
    }

    /// <summary>Asks AWS IoT for episodes whose in-alarm never came here; what it lists is applied like a notification, with the words after it.</summary>
    private async Task ScanAsync(EventBatch batch, AccountRegion scope, List<EpisodeWord> words, CancellationToken cancellationToken)
    {
        ViolationScanAnswer answer;
        try
        {
            var scan = grains.GetGrain<IViolationScanGrain>(scope.ToString());
            answer = await scan.Find([.. words.Select(word => word.ViolationId).Distinct()], cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            LogLookupFailed(exception.GetType().Name);
            batch.Retry(words.Select(word => word.Place));
            return;
        }

        var things = new Dictionary<string, ThingBatch>(StringComparer.Ordinal);
        foreach (var episode in words.GroupBy(word => word.ViolationId))
        {
            var events = answer.Found.Where(scanned => scanned.Event.ViolationId == episode.Key).ToList();
            if (events.Count == 0)
            {
                // Age alone proves nothing: while the lists are not to be had, or no scan has looked for this episode, the word waits.
                var isNotListed = answer.NotListed.Contains(episode.Key);
                foreach (var word in episode)
                {
                    batch.Judge(word.Place, isNotListed && IsOld(batch.Messages[word.Place])
                        ? MessageVerdict.DeadLetter(
                            "unknown-violation", $"No event of the episode came within {_patience.TotalHours:0.##} h, and AWS IoT does not list it.")
                        : WaitForEvent(batch.Messages[word.Place]));
                }

                continue;
            }

            if (!things.TryGetValue(events[0].ThingName, out var thing))
            {
                things.Add(events[0].ThingName, thing = new ThingBatch(new ThingKey(scope, events[0].ThingName)));
            }

            thing.Events.AddRange(events.Select(scanned => ((int?)null, scanned.Event)));
            foreach (var word in episode)
            {
                word.AddTo(thing);
            }
        }

        await Task.WhenAll(things.Values.Select(thing => ApplyAsync(batch, thing, cancellationToken)));
    }

    // From the first receive on: while nobody received, nobody received the episode's event either.
    private bool IsOld(ReceivedMessage message) => (message.FirstReceivedAt ?? message.SentAt) is { } since && time.GetUtcNow() - since > _patience;

    /// <summary>An episode that is not known yet: its event may still be on its way.</summary>
    private static MessageVerdict WaitForEvent(ReceivedMessage message) =>
        MessageVerdict.Retry(TimeSpan.FromSeconds(Math.Clamp(10 * message.ReceiveCount, 10, 60)));

    private async Task ApplyAsync(EventBatch batch, ThingBatch thing, CancellationToken cancellationToken)
    {
        try
        {
            var key = thing.Thing.ToString();
            var consequences = await batch.CallAsync(key, () => grains.GetGrain<IThingGrain>(key).Apply(thing.Causes, cancellationToken), cancellationToken);
            var rejected = consequences.Rejected.ToLookup(rejection => (rejection.ViolationId, rejection.Kind, rejection.Time));

            var accepted = thing.Events.Select(entry => entry.Event).Where(detectEvent => !rejected.Contains(Identity(detectEvent))).ToList();
            await Task.WhenAll(
                RecordAsync(batch, thing.Thing, accepted, cancellationToken),
                consequences.Deliveries.IsDefaultOrEmpty
                    ? Task.CompletedTask
                    : queues.DeliverAsync([(OwnerKind.Thing, key, consequences.Deliveries)], cancellationToken),
                consequences.WantsContext is { } severity
                    ? queues.DescribeAsync([(thing.Thing, severity)], cancellationToken)
                    : Task.CompletedTask,
                fanIn.SendAsync(consequences.Signals, cancellationToken));

            foreach (var (place, detectEvent) in thing.Events)
            {
                if (place is { } known)
                {
                    batch.Judge(known, rejected[Identity(detectEvent)].FirstOrDefault() is { } rejection
                        ? MessageVerdict.DeadLetter(rejection.Reason, rejection.Detail)
                        : MessageVerdict.Done);
                }
            }

            foreach (var (place, word) in thing.Verifications)
            {
                if (place is { } known)
                {
                    batch.Judge(known, JudgeWord(batch.Messages[known], thing, word.ViolationId, accepted));
                }
            }

            foreach (var (place, violationId, _) in thing.Mitigations)
            {
                batch.Judge(place, JudgeWord(batch.Messages[place], thing, violationId, accepted));
            }

            foreach (var place in thing.Withdrawals.Select(entry => entry.Place).Concat(thing.RegistryChanges.Select(entry => entry.Place)))
            {
                batch.Judge(place, MessageVerdict.Done);
            }
        }
        catch (GrainFailedException)
        {
            batch.Fail(thing.Places);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            LogThingFailed(exception.GetType().Name, thing.Count);
            batch.Retry(thing.Places);
        }
    }

    private MessageVerdict JudgeWord(ReceivedMessage message, ThingBatch thing, string violationId, List<DetectEvent> accepted)
    {
        if (!thing.Knows(violationId) || accepted.Exists(known => known.ViolationId == violationId))
        {
            return MessageVerdict.Done;
        }

        // An event of the batch, or of AWS IoT's list, made it believe that the thing knows the episode, and the thing refused that event.
        // After the batch's own event AWS IoT has not been asked yet; after a listed one nothing better is to come.
        return thing.IsListed(violationId) && IsOld(message)
            ? MessageVerdict.DeadLetter("unknown-violation", $"The thing refused what AWS IoT lists of the episode, for {_patience.TotalHours:0.##} h.")
            : WaitForEvent(message);
    }

    private async Task RecordAsync(EventBatch batch, ThingKey thing, List<DetectEvent> events, CancellationToken cancellationToken) =>
        await Task.WhenAll(events.DistinctBy(detectEvent => detectEvent.ViolationId).Select(async detectEvent =>
        {
            if (_recent.Find(thing.Scope, detectEvent.ViolationId) is null)
            {
                var owner = new ViolationOwner(thing.Name, detectEvent.Profile, detectEvent.Behavior);
                await batch.CallAsync(
                    detectEvent.ViolationId, () => Violation(thing.Scope, detectEvent.ViolationId).Record(owner, cancellationToken), cancellationToken);
                _recent.Add(thing.Scope, detectEvent.ViolationId, thing.Name);
            }
        }));

    private IViolationGrain Violation(AccountRegion scope, string violationId) => grains.GetGrain<IViolationGrain>($"{scope}/{violationId}");

    private static (string ViolationId, TransitionKind Kind, DateTimeOffset Time) Identity(DetectEvent detectEvent) =>
        (detectEvent.ViolationId, detectEvent.Kind, detectEvent.Time);

    [LoggerMessage(LogLevel.Debug, "Message {MessageId} is acknowledged without effect: {Reason}.", EventName = "MessageIgnored")]
    private partial void LogIgnored(string messageId, string reason);

    [LoggerMessage(LogLevel.Warning, "A thing's causes failed with {Error}; its {Count} causes are tried again.", EventName = "ThingFailed")]
    private partial void LogThingFailed(string error, int count);

    [LoggerMessage(LogLevel.Warning, "Looking up the thing of an episode failed with {Error}; it is tried again.", EventName = "LookupFailed")]
    private partial void LogLookupFailed(string error);

    [LoggerMessage(LogLevel.Warning, "{Count} grains failed, one of them with {Error}; their messages are tried again.", EventName = "GrainsFailed")]
    private partial void LogGrainsFailed(int count, string error);

    [LoggerMessage(
        LogLevel.Warning, "No grain gets its work done: {Error}. Events wait in their queue, and one batch now and then looks whether it is over.", EventName = "StorageAway")]
    private partial void LogStorageAway(string error);

    [LoggerMessage(LogLevel.Information, "Grains get their work done again.", EventName = "StorageBack")]
    private partial void LogStorageBack();

    /// <summary>What a batch holds, sorted.</summary>
    private sealed class Content
    {
        public Dictionary<ThingKey, ThingBatch> Things { get; } = [];

        public List<EpisodeWord> Words { get; } = [];

        public List<(int Place, ParsedMessage Message)> Others { get; } = [];

        public ThingBatch Of(ThingKey key)
        {
            if (!Things.TryGetValue(key, out var thing))
            {
                Things.Add(key, thing = new ThingBatch(key));
            }

            return thing;
        }
    }
}
