using Amazon.SQS;

using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

using OrleansDefender.Fleet;
using OrleansDefender.Ingress.Delivery;
using OrleansDefender.Ingress.Events;
using OrleansDefender.Ingress.Parsing;
using OrleansDefender.Ingress.Queues;
using OrleansDefender.Ingress.Waking;

namespace OrleansDefender.Ingress;

/// <summary>Composes the ingress.</summary>
public static class IngressServiceCollectionExtensions
{
    /// <summary>
    /// Adds the pumps and the waking as one hosted service, <see cref="IngressHealth"/> and <see cref="IngressCounters"/>. Add it after Orleans: services stop in
    /// reverse order, and the pumps have to stop before the silo leaves.
    /// </summary>
    /// <param name="services">Where to add; must also hold <see cref="IAmazonSQS"/>, <see cref="IWatchList"/>, <see cref="IDueList"/> and Orleans's grain factory.</param>
    /// <param name="configuration">Sections <c>Pumps:Events</c>, <c>Pumps:Urgent</c>, <c>Pumps:Bulk</c>, <c>Wake</c>, <c>Verdicts</c> and <c>Defender</c>.</param>
    public static IServiceCollection AddIngress(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        AddPumpOptions(PumpNames.Events, "defender-events", "defender-events-dlq", receivers: 4, maxInFlight: 400);
        AddPumpOptions(PumpNames.Urgent, "defender-delivery-urgent", "defender-delivery-dlq", receivers: 2, maxInFlight: 200);

        // Enough in flight for several calls of 100 findings, so that the hub's quota is what bounds the rate.
        AddPumpOptions(PumpNames.Bulk, "defender-delivery-bulk", "defender-delivery-dlq", receivers: 4, maxInFlight: 1200);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<PumpOptions>, PumpOptionsValidator>());

        services.AddOptions<WakeOptions>().Bind(configuration.GetSection("Wake"))
            .Validate(options => options.IntervalSeconds is >= 1 and <= 3600, "Wake:IntervalSeconds must be 1 to 3600.")
            .Validate(options => options.LeaseSeconds is >= 10 and <= 3600, "Wake:LeaseSeconds must be 10 to 3600.")
            .Validate(options => options.ClaimLimit is >= 1 and <= 1000, "Wake:ClaimLimit must be 1 to 1000.")
            .Validate(options => options.Parallelism is >= 1 and <= 256, "Wake:Parallelism must be 1 to 256.")
            .ValidateOnStart();
        services.AddOptions<VerdictOptions>().Bind(configuration.GetSection("Verdicts"))
            .Validate(options => options.UnknownViolationHours is >= 0.01 and <= 48, "Verdicts:UnknownViolationHours must be 0.01 to 48.")
            .ValidateOnStart();
        services.AddOptions<IngressOptions>().Bind(configuration.GetSection("Defender"))
            .Validate(
                options => string.IsNullOrEmpty(options.Account) || (options.Account.Length == 12 && options.Account.All(char.IsAsciiDigit)),
                "Defender:Account must be a twelve-digit account id, or absent.")
            .ValidateOnStart();

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
            PumpOptionsOf(provider, PumpNames.Urgent).QueueName,
            PumpOptionsOf(provider, PumpNames.Bulk).QueueName,
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new EventsHandler(
            provider.GetRequiredService<MessageParser>(),
            provider.GetRequiredService<IGrainFactory>(),
            provider.GetRequiredService<DeliveryQueues>(),
            provider.GetRequiredService<IngressCounters>().Of(PumpNames.Events),
            provider.GetRequiredService<IOptions<VerdictOptions>>().Value,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<EventsHandler>>()));
        services.AddSingleton(provider => new DeliveryHandler(
            provider.GetRequiredService<IGrainFactory>(),
            provider.GetRequiredService<IOptions<IngressOptions>>().Value is { Account: { Length: > 0 } account, Region: { Length: > 0 } region }
                ? new AccountRegion(account, region)
                : null,
            provider.GetRequiredService<ILogger<DeliveryHandler>>()));
        services.TryAddSingleton<IResourceWaker>(provider => new ResourceWaker(
            provider.GetRequiredService<IGrainFactory>(), provider.GetRequiredService<DeliveryQueues>()));
        services.AddSingleton<IHostedService>(provider => new IngressService(
            [
                Pump(provider, PumpNames.Events, provider.GetRequiredService<EventsHandler>()),
                Pump(provider, PumpNames.Urgent, provider.GetRequiredService<DeliveryHandler>()),
                Pump(provider, PumpNames.Bulk, provider.GetRequiredService<DeliveryHandler>()),
            ],
            new WakeService(
                provider.GetRequiredService<IWatchList>(),
                provider.GetRequiredService<IDueList>(),
                provider.GetRequiredService<IGrainFactory>(),
                provider.GetRequiredService<DeliveryQueues>(),
                provider.GetRequiredService<IResourceWaker>(),
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

    private static QueuePump Pump(IServiceProvider provider, string name, IBatchHandler handler) => new(
        name,
        PumpOptionsOf(provider, name),
        provider.GetRequiredService<IAmazonSQS>(),
        handler,
        provider.GetRequiredService<IngressHealth>().Of(name),
        provider.GetRequiredService<IngressCounters>().Of(name),
        provider.GetRequiredService<TimeProvider>(),
        provider.GetRequiredService<ILogger<QueuePump>>());
}
