using System.Collections.Immutable;

using Microsoft.Extensions.Logging;

using OrleansDefender.Audits;
using OrleansDefender.Findings;
using OrleansDefender.Fleet;
using OrleansDefender.Ingress.Parsing;
using OrleansDefender.Ingress.Queues;
using OrleansDefender.Things;

namespace OrleansDefender.Ingress.Events;

/// <summary>Brings what concerns audits, resources, profiles and certificates to its grains, and makes durable what follows.</summary>
/// <param name="grains">The grains.</param>
/// <param name="effects">Carries out what follows for resources.</param>
/// <param name="queues">The queues for what follows.</param>
/// <param name="api">AWS IoT, for findings that are named by the id of a listing.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">The log.</param>
internal sealed partial class AuditRoutes(
    IGrainFactory grains, ResourceEffects effects, IConsequenceQueues queues, Lazy<IAuditApi> api, TimeProvider time, ILogger<AuditRoutes> logger)
{
    // AWS IoT detaches a certificate some seconds after it has said that it did: who asks sooner may hear of before, and would remember it for a day.
    private static readonly TimeSpan AttachmentTime = TimeSpan.FromSeconds(30);

    /// <summary>Carries out messages and judges them.</summary>
    public async Task HandleAsync(EventBatch batch, IReadOnlyList<(int Place, ParsedMessage Message)> entries, CancellationToken cancellationToken)
    {
        if (entries.Count == 0)
        {
            return;
        }

        var runs = Of<AuditNotification>(entries).GroupBy(entry => (entry.Message.Run.Scope, entry.Message.Run.TaskId));
        var certificates = Of<CertificateMessage>(entries).GroupBy(entry => (entry.Message.Scope, entry.Message.CertificateId));
        await Task.WhenAll(
        [
            .. runs.Select(run => GuardAsync(batch, [.. run.Select(entry => entry.Place)], () => StartAsync(batch, run.First().Message.Run, cancellationToken), cancellationToken)),
            .. certificates.Select(same => ChangeAsync(batch, [.. same], cancellationToken)),
            .. entries.Select(entry => entry.Message switch
            {
                AuditMitigationMessage { AuditTaskId: not null } mitigation =>
                    GuardAsync(batch, [entry.Place], () => AnnotateAsync(batch, mitigation, cancellationToken), cancellationToken),
                ProfileWithdrawalMessage withdrawal => SpreadAsync(
                    batch, entry.Place, withdrawal.Scope, new ProfileCauses(withdrawal.Event.EventId, Withdrawal: withdrawal.Event), cancellationToken),
                DetectMitigationMessage mitigation => SpreadAsync(
                    batch,
                    entry.Place,
                    mitigation.Scope,
                    new ProfileCauses(
                        mitigation.Mitigation.EventId, Mitigation: new AlarmMitigation(null, mitigation.Profile, mitigation.Behavior, mitigation.Mitigation)),
                    cancellationToken),
                _ => Task.CompletedTask,
            }),
            ApplyAsync(batch, entries, cancellationToken),
        ]);
    }

    private static IEnumerable<(int Place, T Message)> Of<T>(IReadOnlyList<(int Place, ParsedMessage Message)> entries)
        where T : ParsedMessage => entries.Where(entry => entry.Message is T).Select(entry => (entry.Place, (T)entry.Message));

    private Task StartAsync(EventBatch batch, AuditRun run, CancellationToken cancellationToken)
    {
        var key = $"{run.Scope}/{run.TaskId}";
        return batch.CallAsync(key, () => grains.GetGrain<IAuditTaskGrain>(key).Start(run, cancellationToken), cancellationToken);
    }

    private async Task AnnotateAsync(EventBatch batch, AuditMitigationMessage message, CancellationToken cancellationToken)
    {
        // One annotation for all checks with the same actions: mostly one for all.
        var key = $"{message.Scope}/{message.AuditTaskId}";
        var kinds = message.Actions.GroupBy(check => string.Join('\n', check.Value), StringComparer.Ordinal).ToList();
        for (var number = 0; number < kinds.Count; number++)
        {
            var checks = kinds[number].ToImmutableDictionary(check => check.Key, check => message.ReasonCodes.GetValueOrDefault(check.Key, []), StringComparer.Ordinal);
            var mitigation = message.Mitigation with
            {
                Actions = kinds[number].First().Value,
                EventId = number == 0 ? message.Mitigation.EventId : $"{message.Mitigation.EventId}:{number}",
            };
            await batch.CallAsync(
                key, () => grains.GetGrain<IAuditTaskGrain>(key).Annotate(new AuditMitigation(checks, mitigation), cancellationToken), cancellationToken);
        }
    }

    private Task SpreadAsync(EventBatch batch, int place, AccountRegion scope, ProfileCauses causes, CancellationToken cancellationToken) => GuardAsync(
        batch,
        [place],
        () => batch.CallAsync(scope.ToString(), () => grains.GetGrain<IReconcilerGrain>(scope.ToString()).Spread(causes, cancellationToken), cancellationToken),
        cancellationToken);

    /// <summary>A certificate has changed: what is remembered of it is forgotten, and its things are looked up where a finding of it is known.</summary>
    private async Task ChangeAsync(EventBatch batch, List<(int Place, CertificateMessage Message)> same, CancellationToken cancellationToken)
    {
        var early = same.Max(entry => entry.Message.Time) + AttachmentTime - time.GetUtcNow();
        if (early > TimeSpan.Zero)
        {
            same.ForEach(entry => batch.Judge(entry.Place, MessageVerdict.Retry(early)));
            return;
        }

        await GuardAsync(batch, [.. same.Select(entry => entry.Place)], LookUpAsync, cancellationToken);

        async Task LookUpAsync()
        {
            var (scope, certificateId) = (same[0].Message.Scope, same[0].Message.CertificateId);
            await grains.GetGrain<IPrincipalThingsGrain>(scope.ToString()).Forget(certificateId, cancellationToken);
            var resource = ResourceIdentifier.DeviceCertificate(certificateId);
            var key = ResourceKey.Of(scope, resource).ToString();
            if (await batch.CallAsync(key, () => grains.GetGrain<IResourceGrain>(key).Describe(cancellationToken), cancellationToken) is { } view)
            {
                // Somebody has just done it and looks whether it shows.
                await queues.LinkAsync(scope, [(resource, view.Severity > Severity.High ? view.Severity : Severity.High)], cancellationToken);
            }
        }
    }

    /// <summary>Suppressions and mitigations of single findings, by resource.</summary>
    private async Task ApplyAsync(EventBatch batch, IReadOnlyList<(int Place, ParsedMessage Message)> entries, CancellationToken cancellationToken)
    {
        var resources = new Dictionary<(AccountRegion Scope, ResourceIdentifier Resource), ResourceBatch>();
        foreach (var (place, message) in Of<SuppressionMessage>(entries))
        {
            Resource(message.Scope, message.Event.Resource).Suppressions.Add((place, message.Event));
        }

        // What is suppressed does not wait for AWS IoT to describe what is mitigated.
        var suppressed = Task.WhenAll(resources.Values.Select(resource => ApplyAsync(batch, resource, cancellationToken)));
        var mitigations = await Task.WhenAll(Of<AuditMitigationMessage>(entries)
            .Where(entry => entry.Message.AuditTaskId is null)
            .Select(async entry => (entry.Place, Found: await DescribeAsync(batch, entry.Place, entry.Message, cancellationToken))));

        resources = [];
        foreach (var (place, found) in mitigations)
        {
            foreach (var (scope, resource, mitigation) in found)
            {
                Resource(scope, resource).Mitigations.Add((place, mitigation));
            }

            if (found.Count > 0)
            {
                batch.Expect(place, found.Select(entry => (entry.Scope, entry.Resource)).Distinct().Count());
            }
        }

        await Task.WhenAll([suppressed, .. resources.Values.Select(resource => ApplyAsync(batch, resource, cancellationToken))]);

        ResourceBatch Resource(AccountRegion scope, ResourceIdentifier resource)
        {
            if (!resources.TryGetValue((scope, resource), out var known))
            {
                resources.Add((scope, resource), known = new ResourceBatch(scope, resource));
            }

            return known;
        }
    }

    /// <summary>The findings of a mitigation; where there are none, or AWS IoT does not say, the message is judged.</summary>
    private async Task<List<(AccountRegion Scope, ResourceIdentifier Resource, ResourceMitigation Mitigation)>> DescribeAsync(
        EventBatch batch, int place, AuditMitigationMessage message, CancellationToken cancellationToken)
    {
        var found = new List<(AccountRegion, ResourceIdentifier, ResourceMitigation)>();
        try
        {
            foreach (var id in message.FindingIds)
            {
                // One that AWS IoT no longer has is of an audit of long ago: nobody could tell any more what was mitigated.
                if (await api.Value.DescribeFindingAsync(message.Scope, id, cancellationToken) is { } finding
                    && message.Actions.TryGetValue(finding.Check, out var actions))
                {
                    found.Add((
                        message.Scope, finding.Resource, new ResourceMitigation(finding.Check, finding.ReasonCode, message.Mitigation with { Actions = actions })));
                }
            }
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            LogFailed(exception.GetType().Name, 1);
            batch.Retry([place]);
            return [];
        }

        if (found.Count == 0)
        {
            batch.Judge(place, MessageVerdict.Done);
        }

        return found;
    }

    private Task ApplyAsync(EventBatch batch, ResourceBatch resource, CancellationToken cancellationToken) => GuardAsync(
        batch,
        [.. resource.Places],
        async () =>
        {
            var key = ResourceKey.Of(resource.Scope, resource.Resource).ToString();
            var consequences = await batch.CallAsync(
                key, () => grains.GetGrain<IResourceGrain>(key).Apply(resource.Causes, cancellationToken), cancellationToken);
            await effects.CarryOutAsync(resource.Scope, resource.Resource, consequences, cancellationToken);
        },
        cancellationToken);

    private async Task GuardAsync(EventBatch batch, List<int> places, Func<Task> work, CancellationToken cancellationToken)
    {
        try
        {
            await work();
            places.ForEach(place => batch.Judge(place, MessageVerdict.Done));
        }
        catch (GrainFailedException)
        {
            // The batch notes it, and says so once for all.
            batch.Fail(places);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            LogFailed(exception.GetType().Name, places.Count);
            batch.Retry(places);
        }
    }

    [LoggerMessage(LogLevel.Warning, "What follows from {Count} messages on audits or profiles failed with {Error}; they are tried again.", EventName = "RouteFailed")]
    private partial void LogFailed(string error, int count);
}
