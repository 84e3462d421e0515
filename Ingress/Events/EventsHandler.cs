using System.Collections.Immutable;

using Microsoft.Extensions.Logging;

using OrleansDefender.Findings;
using OrleansDefender.Ingress.Delivery;
using OrleansDefender.Ingress.Parsing;
using OrleansDefender.Ingress.Queues;
using OrleansDefender.Things;

namespace OrleansDefender.Ingress.Events;

/// <summary>Brings events and analysts' words to their things, one call per thing and batch, and makes durable what follows.</summary>
/// <remarks>
/// A message is done when the thing's state, the episode's owner and the deliveries are durable, in this order: a repeat after a failure in between
/// yields the same deliveries again. What fails for one thing is tried again for that thing only.
/// </remarks>
internal sealed partial class EventsHandler(
    MessageParser parser,
    IGrainFactory grains,
    DeliveryQueues deliveries,
    PumpCounters counters,
    VerdictOptions options,
    TimeProvider time,
    ILogger<EventsHandler> logger) : IBatchHandler
{
    private const int RememberedViolations = 50_000;

    private static readonly TimeSpan LeastRetryDelay = TimeSpan.FromSeconds(2);

    private readonly RecentViolations _recent = new(RememberedViolations);
    private readonly TimeSpan _patience = TimeSpan.FromHours(options.UnknownViolationHours);

    public async Task<IReadOnlyList<MessageVerdict>> HandleAsync(IReadOnlyList<ReceivedMessage> messages, CancellationToken cancellationToken)
    {
        var batch = new Batch(messages);
        Read(batch);
        await FindOwnersAsync(batch, cancellationToken);

        // The scan may take long; the things that are known do not wait for it.
        await Task.WhenAll(
            Task.WhenAll(batch.Things.Values.Select(thing => ApplyAsync(batch, thing, cancellationToken))),
            Task.WhenAll(batch.Unknown.GroupBy(word => word.Scope).Select(scope => ScanAsync(batch, scope.Key, [.. scope], cancellationToken))));
        return batch.Verdicts;
    }

    private void Read(Batch batch)
    {
        for (var place = 0; place < batch.Messages.Count; place++)
        {
            switch (parser.Parse(batch.Messages[place].Body))
            {
                case DetectNotification detect:
                    var thing = batch.Of(detect.Thing);
                    thing.Events.Add((place, detect.Event));
                    if (detect.Verification is { } word && !IsInFuture(detect.Event.Time))
                    {
                        thing.Verifications.Add((place, word));
                    }

                    break;
                case VerificationMessage verification when IsInFuture(verification.Event.Time):
                    batch.Verdicts[place] = MessageVerdict.DeadLetter(
                        "time-in-future", $"The word is of {verification.Event.Time:O}, more than {ThingCauses.MostFuture.TotalMinutes:F0} minutes ahead.");
                    break;
                case VerificationMessage verification:
                    batch.Words.Add((place, verification.Scope, verification.Event));
                    break;
                case IgnoredMessage ignored:
                    counters.Ignored(1);
                    LogIgnored(batch.Messages[place].MessageId, ignored.Reason);
                    batch.Verdicts[place] = MessageVerdict.Done;
                    break;
                case UnreadableMessage unreadable:
                    batch.Verdicts[place] = MessageVerdict.DeadLetter(unreadable.Reason, unreadable.Detail);
                    break;
                default:
                    // Read, but nothing follows from it yet.
                    counters.Ignored(1);
                    batch.Verdicts[place] = MessageVerdict.Done;
                    break;
            }
        }
    }

    private bool IsInFuture(DateTimeOffset at) => at > time.GetUtcNow() + ThingCauses.MostFuture;

    /// <summary>Gives each word to its thing: one of this batch, one that is remembered, or one that the episode's grain knows.</summary>
    private async Task FindOwnersAsync(Batch batch, CancellationToken cancellationToken)
    {
        var inBatch = new Dictionary<(AccountRegion Scope, string ViolationId), string>();
        foreach (var thing in batch.Things.Values)
        {
            foreach (var (_, detectEvent) in thing.Events)
            {
                inBatch[(thing.Thing.Scope, detectEvent.ViolationId)] = thing.Thing.Name;
            }
        }

        await Task.WhenAll(batch.Words.GroupBy(word => (word.Scope, word.Event.ViolationId)).ToList().Select(async episode =>
        {
            var (scope, violationId) = episode.Key;
            try
            {
                var thingName = inBatch.GetValueOrDefault(episode.Key)
                    ?? _recent.Find(scope, violationId)
                    ?? (await Violation(scope, violationId).Find(cancellationToken))?.ThingName;
                lock (batch)
                {
                    if (thingName is null)
                    {
                        batch.Unknown.AddRange(episode);
                    }
                    else
                    {
                        batch.Of(new ThingKey(scope, thingName)).Verifications.AddRange(episode.Select(word => (word.Place, word.Event)));
                    }
                }
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                LogLookupFailed(exception.GetType().Name);
                batch.Retry(episode.Select(word => word.Place));
            }
        }));
    }

    /// <summary>Asks AWS IoT for episodes whose in-alarm never came here; what it lists is applied like a notification, with the words after it.</summary>
    private async Task ScanAsync(
        Batch batch, AccountRegion scope, List<(int Place, AccountRegion Scope, VerificationEvent Event)> words, CancellationToken cancellationToken)
    {
        ViolationScanAnswer answer;
        try
        {
            var scan = grains.GetGrain<IViolationScanGrain>(scope.ToString());
            answer = await scan.Find([.. words.Select(word => word.Event.ViolationId).Distinct()], cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            LogLookupFailed(exception.GetType().Name);
            batch.Retry(words.Select(word => word.Place));
            return;
        }

        var things = new Dictionary<string, ThingBatch>(StringComparer.Ordinal);
        foreach (var episode in words.GroupBy(word => word.Event.ViolationId))
        {
            var events = answer.Found.Where(scanned => scanned.Event.ViolationId == episode.Key).ToList();
            if (events.Count == 0)
            {
                // Age alone proves nothing: while the lists are not to be had, or no scan has looked for this episode, the word waits.
                var isNotListed = answer.NotListed.Contains(episode.Key);
                foreach (var (place, _, _) in episode)
                {
                    batch.Verdicts[place] = isNotListed && IsOld(batch.Messages[place])
                        ? MessageVerdict.DeadLetter(
                            "unknown-violation", $"No event of the episode came within {_patience.TotalHours:0.##} h, and AWS IoT does not list it.")
                        : WaitForEvent(batch.Messages[place]);
                }

                continue;
            }

            if (!things.TryGetValue(events[0].ThingName, out var thing))
            {
                things.Add(events[0].ThingName, thing = new ThingBatch(new ThingKey(scope, events[0].ThingName)));
            }

            thing.Events.AddRange(events.Select(scanned => ((int?)null, scanned.Event)));
            thing.Verifications.AddRange(episode.Select(word => (word.Place, word.Event)));
        }

        await Task.WhenAll(things.Values.Select(thing => ApplyAsync(batch, thing, cancellationToken)));
    }

    // From the first receive on: while nobody received, nobody received the episode's event either.
    private bool IsOld(ReceivedMessage message) => (message.FirstReceivedAt ?? message.SentAt) is { } since && time.GetUtcNow() - since > _patience;

    /// <summary>An episode that is not known yet: its event may still be on its way.</summary>
    private static MessageVerdict WaitForEvent(ReceivedMessage message) =>
        MessageVerdict.Retry(TimeSpan.FromSeconds(Math.Clamp(10 * message.ReceiveCount, 10, 60)));

    private async Task ApplyAsync(Batch batch, ThingBatch thing, CancellationToken cancellationToken)
    {
        try
        {
            var key = thing.Thing.ToString();
            var causes = new ThingCauses
            {
                Events = [.. thing.Events.Select(entry => entry.Event).Distinct()],
                Verifications = [.. thing.Verifications.Select(entry => entry.Event).Distinct()],
            };
            var consequences = await grains.GetGrain<IThingGrain>(key).Apply(causes, cancellationToken);
            var rejected = consequences.Rejected.ToLookup(rejection => (rejection.ViolationId, rejection.Kind, rejection.Time));

            var accepted = thing.Events.Select(entry => entry.Event).Where(detectEvent => !rejected.Contains(Identity(detectEvent))).ToList();
            await Task.WhenAll(
                RecordAsync(thing.Thing, accepted, cancellationToken),
                deliveries.SendAsync(OwnerKind.Thing, key, consequences.Deliveries, cancellationToken));

            foreach (var place in thing.Places)
            {
                batch.Verdicts[place] = MessageVerdict.Done;
            }

            foreach (var (place, word) in thing.Verifications)
            {
                if (thing.Knows(word.ViolationId) && accepted.All(known => known.ViolationId != word.ViolationId))
                {
                    // An event of the batch, or of AWS IoT's list, made it believe that the thing knows the episode, and the thing refused that event.
                    // After the batch's own event AWS IoT has not been asked yet; after a listed one nothing better is to come.
                    batch.Verdicts[place] = thing.IsListed(word.ViolationId) && IsOld(batch.Messages[place])
                        ? MessageVerdict.DeadLetter(
                            "unknown-violation", $"The thing refused what AWS IoT lists of the episode, for {_patience.TotalHours:0.##} h.")
                        : WaitForEvent(batch.Messages[place]);
                }
            }

            foreach (var (place, detectEvent) in thing.Events)
            {
                if (place is { } refused && rejected[Identity(detectEvent)].FirstOrDefault() is { } rejection)
                {
                    batch.Verdicts[refused] = MessageVerdict.DeadLetter(rejection.Reason, rejection.Detail);
                }
            }
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            LogThingFailed(exception.GetType().Name, thing.Events.Count + thing.Verifications.Count);
            batch.Retry(thing.Places);
        }
    }

    private async Task RecordAsync(ThingKey thing, List<DetectEvent> events, CancellationToken cancellationToken) =>
        await Task.WhenAll(events.DistinctBy(detectEvent => detectEvent.ViolationId).Select(async detectEvent =>
        {
            if (_recent.Find(thing.Scope, detectEvent.ViolationId) is null)
            {
                var owner = new ViolationOwner(thing.Name, detectEvent.Profile, detectEvent.Behavior);
                await Violation(thing.Scope, detectEvent.ViolationId).Record(owner, cancellationToken);
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

    /// <summary>The messages of one call, sorted, with what has been decided of each.</summary>
    private sealed class Batch(IReadOnlyList<ReceivedMessage> messages)
    {
        public IReadOnlyList<ReceivedMessage> Messages { get; } = messages;

        public MessageVerdict[] Verdicts { get; } =
            [.. messages.Select(message => MessageVerdict.Retry(Backoff.ForRedelivery(message.ReceiveCount, LeastRetryDelay)))];

        public Dictionary<ThingKey, ThingBatch> Things { get; } = [];

        public List<(int Place, AccountRegion Scope, VerificationEvent Event)> Words { get; } = [];

        public List<(int Place, AccountRegion Scope, VerificationEvent Event)> Unknown { get; } = [];

        public ThingBatch Of(ThingKey key)
        {
            if (!Things.TryGetValue(key, out var thing))
            {
                Things.Add(key, thing = new ThingBatch(key));
            }

            return thing;
        }

        public void Retry(IEnumerable<int> places)
        {
            foreach (var place in places)
            {
                Verdicts[place] = MessageVerdict.Retry(Backoff.ForRedelivery(Messages[place].ReceiveCount, LeastRetryDelay));
            }
        }
    }
}
