using Microsoft.Extensions.Logging;

using OrleansDefender.Audits;
using OrleansDefender.Ingress.Parsing;
using OrleansDefender.Ingress.Queues;
using OrleansDefender.Things;

namespace OrleansDefender.Ingress.Links;

/// <summary>Looks up which things resources belong to, and what things are, tells them, and carries out what follows.</summary>
/// <remarks>
/// A look-up is done when all its resources know their things, its things what they are, and what follows is durable. While AWS IoT does not answer it comes again, however long that takes:
/// the findings are in the hub meanwhile, and only what their things say of them waits.
/// </remarks>
/// <param name="grains">The resources, and who asks for certificates.</param>
/// <param name="effects">Carries out what follows.</param>
/// <param name="contexts">Who asks what things are.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">The log.</param>
internal sealed partial class LinkHandler(
    IGrainFactory grains, ResourceEffects effects, ContextLookups contexts, TimeProvider time, ILogger<LinkHandler> logger)
    : IBatchHandler
{
    public async Task<IReadOnlyList<MessageVerdict>> HandleAsync(IReadOnlyList<ReceivedMessage> messages, CancellationToken cancellationToken) =>
        await Task.WhenAll(messages.Select(message => HandleAsync(message, cancellationToken)));

    private async Task<MessageVerdict> HandleAsync(ReceivedMessage message, CancellationToken cancellationToken)
    {
        if (LinkMessage.Read(message.Body, out var reason, out var detail) is not { } wanted)
        {
            return MessageVerdict.DeadLetter(reason, detail);
        }

        // All at once: who asks for certificates keeps the quota, and has to see whom it may put first.
        var outcomes = await Task.WhenAll(
        [
            .. wanted.Resources.Select(resource => LinkAsync(wanted.Scope, resource, cancellationToken)),
            .. wanted.Things.Select(thing => DescribeAsync(wanted.Scope, thing, cancellationToken)),
        ]);
        var failures = outcomes.Where(outcome => outcome is { IsDone: false, Error: not null }).ToList();
        if (failures.Count > 0)
        {
            LogFailed(failures.Count, failures[0].Error!);
        }

        return Array.TrueForAll(outcomes, outcome => outcome.IsDone)
            ? MessageVerdict.Done
            : MessageVerdict.Retry(TimeSpan.FromSeconds(Math.Clamp(5 * message.ReceiveCount, 5, 60)));
    }

    private async Task<(bool IsDone, string? Error)> LinkAsync(AccountRegion scope, WantedLinks wanted, CancellationToken cancellationToken)
    {
        try
        {
            var resource = wanted.Resource;
            ResourceLinks? links;
            switch (resource.Kind)
            {
                case ResourceKinds.DeviceCertificate:
                    links = (await grains.GetGrain<IPrincipalThingsGrain>(scope.ToString()).Find(resource.Id, wanted.Severity, cancellationToken)).Links;
                    break;
                case ResourceKinds.ClientId:
                    links = ThingOfClient(resource.Id);
                    break;
                default:
                    // It belongs to no things.
                    return (true, null);
            }

            if (links is null)
            {
                return (false, null);
            }

            var causes = new ResourceCauses { Resource = resource, Links = links };
            var consequences = await grains.GetGrain<IResourceGrain>(ResourceKey.Of(scope, resource).ToString()).Apply(causes, cancellationToken);
            await effects.CarryOutAsync(scope, resource, consequences, cancellationToken);
            return (true, null);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            return (false, exception.GetType().Name);
        }
    }

    private async Task<(bool IsDone, string? Error)> DescribeAsync(AccountRegion scope, WantedContext wanted, CancellationToken cancellationToken)
    {
        try
        {
            return (await contexts.LookUpAsync(new ThingKey(scope, wanted.ThingName), wanted.Severity, cancellationToken), null);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            return (false, exception.GetType().Name);
        }
    }

    /// <summary>
    /// By convention a device connects with its thing's name, and Detect reports one that is not registered under its client id. So nobody need be asked: what
    /// Detect tells of the device goes to the thing of this name, whether the registry has it or not.
    /// </summary>
    private ResourceLinks ThingOfClient(string clientId) => new(Members.IsName(clientId) ? [clientId] : [], time.GetUtcNow());

    [LoggerMessage(LogLevel.Warning, "{Count} look-ups of a message failed, one of them with {Error}; they are tried again.", EventName = "LinksFailed")]
    private partial void LogFailed(int count, string error);
}
