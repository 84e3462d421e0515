using Amazon.SQS;

using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

using OrleansDefender.Audits;
using OrleansDefender.Correlation.Groups;
using OrleansDefender.Findings;
using OrleansDefender.Fleet;
using OrleansDefender.Ingress.Delivery;
using OrleansDefender.Ingress.Events;
using OrleansDefender.Ingress.Links;
using OrleansDefender.Ingress.Parsing;
using OrleansDefender.Ingress.Queues;
using OrleansDefender.Ingress.Recording;
using OrleansDefender.Ingress.Waking;
using OrleansDefender.Things;

namespace OrleansDefender.Ingress;

/// <summary>Composes the ingress.</summary>
public static class IngressServiceCollectionExtensions
{
    /// <summary>
    /// Adds the pumps and the waking as one hosted service, <see cref="IngressHealth"/> and <see cref="IngressCounters"/>. Add it after Orleans: services stop in
    /// reverse order, and the pumps have to stop before the silo leaves.
    /// </summary>
    /// <param name="services">
    /// Where to add; must also hold <see cref="IAmazonSQS"/>, <see cref="IWatchList"/>, <see cref="IDueList"/>, <see cref="IAuditApi"/>,
    /// <see cref="IThingRegistry"/> and Orleans's grain factory.
    /// </param>
    /// <param name="configuration">Sections <c>Pumps:Events</c>, <c>:Urgent</c>, <c>:Bulk</c>, <c>:UrgentLinks</c>, <c>:Links</c>, <c>Wake</c>, <c>Verdicts</c>, <c>Record</c> and <c>Defender</c>.</param>
    public static IServiceCollection AddIngress(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        AddPumpOptions(PumpNames.Events, "defender-events", "defender-events-dlq", receivers: 4, maxInFlight: 400);
        AddPumpOptions(PumpNames.Urgent, "defender-delivery-urgent", "defender-delivery-dlq", receivers: 2, maxInFlight: 200);

        // Enough for the eight calls of 100 findings that may run at once even if each message names a single one, so that the hub's quota is what bounds the rate.
        AddPumpOptions(PumpNames.Bulk, "defender-delivery-bulk", "defender-delivery-dlq", receivers: 4, maxInFlight: 800);

        // Look-ups are bounded by a quota of 10 a second, and a message names 50 of them: more in flight would only wait in memory instead of in the queue.
        AddPumpOptions(PumpNames.UrgentLinks, "defender-links-urgent", "defender-delivery-dlq", receivers: 2, maxInFlight: 20);
        AddPumpOptions(PumpNames.Links, "defender-links", "defender-delivery-dlq", receivers: 2, maxInFlight: 20);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<PumpOptions>, PumpOptionsValidator>());

        services.AddOptions<WakeOptions>().Bind(configuration.GetSection("Wake"))
            .Validate(options => options.IntervalSeconds is >= 1 and <= 3600, "Wake:IntervalSeconds must be 1 to 3600.")
            .Validate(options => options.LeaseSeconds is >= 10 and <= 3600, "Wake:LeaseSeconds must be 10 to 3600.")
            .Validate(options => options.ClaimLimit is >= 1 and <= 1000, "Wake:ClaimLimit must be 1 to 1000.")
            .Validate(options => options.Parallelism is >= 1 and <= 256, "Wake:Parallelism must be 1 to 256.")
            .ValidateOnStart();
        services.AddOptions<VerdictOptions>().Bind(configuration.GetSection(VerdictOptions.Section))
            .Validate(options => options.HoldFor >= TimeSpan.Zero && options.HoldFor <= TimeSpan.FromDays(30), "Verdicts:HoldFor must be 0 to 30 days.")
            .Validate(options => options.UnknownViolationHours is >= 0.01 and <= 48, "Verdicts:UnknownViolationHours must be 0.01 to 48.")
            .ValidateOnStart();
        services.AddOptions<IngressOptions>().Bind(configuration.GetSection("Defender"))
            .Validate(
                options => string.IsNullOrEmpty(options.Account) || (options.Account.Length == 12 && options.Account.All(char.IsAsciiDigit)),
                "Defender:Account must be a twelve-digit account id, or absent.")
            .ValidateOnStart();

        services.AddOptions<RecordOptions>().Bind(configuration.GetSection(RecordOptions.Section)).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<RecordOptions>, RecordOptionsValidator>());

        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<IngressHealth>();
        services.AddSingleton<IngressCounters>();
        services.AddSingleton(provider =>
        {
            var options = provider.GetRequiredService<IOptions<IngressOptions>>().Value;
            return new MessageParser(options.Account, options.Region);
        });
        services.AddSingleton(provider => new DeliveryQueues(
            provider.GetRequiredService<IAmazonSQS>(),
            new ConsequenceQueueNames(
                PumpOptionsOf(provider, PumpNames.Urgent).QueueName,
                PumpOptionsOf(provider, PumpNames.Bulk).QueueName,
                PumpOptionsOf(provider, PumpNames.UrgentLinks).QueueName,
                PumpOptionsOf(provider, PumpNames.Links).QueueName),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IConsequenceQueues>(provider => provider.GetRequiredService<DeliveryQueues>());
        services.TryAddSingleton<CorrelationFanIn>();
        services.TryAddSingleton<ResourceEffects>();
        services.AddSingleton(provider => new AuditRoutes(
            provider.GetRequiredService<IGrainFactory>(),
            provider.GetRequiredService<ResourceEffects>(),
            provider.GetRequiredService<IConsequenceQueues>(),
            AuditApiOf(provider),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<AuditRoutes>>()));
        services.AddSingleton(provider => new EventsHandler(
            provider.GetRequiredService<MessageParser>(),
            provider.GetRequiredService<IGrainFactory>(),
            provider.GetRequiredService<IConsequenceQueues>(),
            provider.GetRequiredService<AuditRoutes>(),
            provider.GetRequiredService<CorrelationFanIn>(),
            provider.GetRequiredService<IOptions<VerdictOptions>>().Value,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<EventsHandler>>()));

        // Together well below what the hub's grain holds at a time: what is asked for and finds no room there was asked for in vain. Apart, so that what is
        // urgent never waits for room behind what is not.
        services.AddKeyedSingleton(PumpNames.Urgent, (provider, _) => DeliveryHandlerOf(provider, mostFindings: 1_000));
        services.AddKeyedSingleton(PumpNames.Bulk, (provider, _) => DeliveryHandlerOf(provider, mostFindings: 1_500));
        services.AddSingleton(provider => new ContextLookups(
            provider.GetRequiredService<IGrainFactory>(),
            provider.GetRequiredService<IConsequenceQueues>(),
            new Lazy<IThingRegistry>(provider.GetRequiredService<IThingRegistry>)));
        services.AddSingleton(provider => new LinkHandler(
            provider.GetRequiredService<IGrainFactory>(),
            provider.GetRequiredService<ResourceEffects>(),
            provider.GetRequiredService<ContextLookups>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<LinkHandler>>()));
        services.TryAddSingleton<IResourceWaker>(provider => new ResourceWaker(
            provider.GetRequiredService<IGrainFactory>(), provider.GetRequiredService<ResourceEffects>()));
        services.AddSingleton(provider => new EventRecorder(
            provider.GetRequiredService<IOptions<RecordOptions>>().Value,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<EventRecorder>>()));

        // Before the pumps: it stops after them.
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<EventRecorder>());
        services.AddSingleton<IHostedService>(provider => new IngressService(
            [
                Pump(provider, PumpNames.Events, provider.GetRequiredService<EventsHandler>(), provider.GetRequiredService<EventRecorder>().Record),
                Pump(provider, PumpNames.Urgent, provider.GetRequiredKeyedService<DeliveryHandler>(PumpNames.Urgent)),
                Pump(provider, PumpNames.Bulk, provider.GetRequiredKeyedService<DeliveryHandler>(PumpNames.Bulk)),
                Pump(provider, PumpNames.UrgentLinks, provider.GetRequiredService<LinkHandler>()),
                Pump(provider, PumpNames.Links, provider.GetRequiredService<LinkHandler>()),
            ],
            new WakeService(
                provider.GetRequiredService<IWatchList>(),
                provider.GetRequiredService<IDueList>(),
                provider.GetRequiredService<IGrainFactory>(),
                provider.GetRequiredService<DeliveryQueues>(),
                provider.GetRequiredService<IResourceWaker>(),
                provider.GetRequiredService<CorrelationFanIn>(),
                provider.GetRequiredService<IOptions<WakeOptions>>().Value,
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILogger<WakeService>>())));
        return services;

        void AddPumpOptions(string name, string queueName, string deadLetterQueueName, int receivers, int maxInFlight) => services
            .AddOptions<PumpOptions>(name)
            .Configure(options => (options.QueueName, options.DeadLetterQueueName, options.Receivers, options.MaxInFlight) =
                (queueName, deadLetterQueueName, receivers, maxInFlight))
            .Bind(configuration.GetSection($"Pumps:{name}"))
            .ValidateOnStart();
    }

    private static PumpOptions PumpOptionsOf(IServiceProvider provider, string name) =>
        provider.GetRequiredService<IOptionsMonitor<PumpOptions>>().Get(name);

    // Made when it is first needed: a process that only ever sees Detect events needs none.
    private static Lazy<IAuditApi> AuditApiOf(IServiceProvider provider) => new(provider.GetRequiredService<IAuditApi>);

    private static DeliveryHandler DeliveryHandlerOf(IServiceProvider provider, int mostFindings) => new(
        provider.GetRequiredService<IGrainFactory>(),
        provider.GetRequiredService<IOptions<IngressOptions>>().Value is { Account: { Length: > 0 } account, Region: { Length: > 0 } region }
            ? new AccountRegion(account, region)
            : null,
        mostFindings,
        provider.GetRequiredService<ILogger<DeliveryHandler>>());

    private static QueuePump Pump(IServiceProvider provider, string name, IBatchHandler handler, Action<string>? record = null) => new(
        name,
        PumpOptionsOf(provider, name),
        provider.GetRequiredService<IAmazonSQS>(),
        handler,
        provider.GetRequiredService<IngressHealth>().Of(name),
        provider.GetRequiredService<IngressCounters>().Of(name),
        provider.GetRequiredService<TimeProvider>(),
        provider.GetRequiredService<ILogger<QueuePump>>(),
        record);
}
