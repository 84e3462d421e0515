using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

using OrleansDefender.Simulator.Calls;
using OrleansDefender.Simulator.Faults;
using OrleansDefender.Simulator.Fleet;
using OrleansDefender.Simulator.Http;
using OrleansDefender.Simulator.Iot;
using OrleansDefender.Simulator.SecurityHub;
using OrleansDefender.Simulator.Sqs;
using OrleansDefender.Simulator.Storage;

namespace OrleansDefender.Simulator;

/// <summary>What the simulator is made of. A new service, page or story is one line here.</summary>
/// <remarks>
/// Hosted services start one after the other in the order of this list, before the port opens, and stop in the reverse order after it has closed: storage is
/// ready before a story begins.
/// </remarks>
internal static class Composition
{
    /// <summary>Adds all parts. The options, the clock and the logging are the caller's.</summary>
    public static void AddSimulator(this IServiceCollection services)
    {
        services.AddSingleton(static provider => SimDatabase.Open(FileOf(provider.GetRequiredService<SimulatorOptions>())));
        services.AddSingleton<FaultBoard>();
        services.AddSingleton<CallLog>();
        services.AddSingleton<CallQuotas>();
        services.AddSingleton<SimPages>();
        services.AddSingleton<AwsFront>();

        // SQS: its queues first, since the other services and the stories send to them.
        services.AddSingleton<SqsQueues>();
        services.AddSingleton<IQueueSender>(static provider => provider.GetRequiredService<SqsQueues>());
        services.AddSingleton<IHostedService>(static provider => provider.GetRequiredService<SqsQueues>());
        services.AddAwsService<SqsService>();

        // Other AWS services.
        services.AddAwsService<SecurityHubService>();
        services.AddAwsService<IotService>();

        // Pages under /_sim.
        services.AddSingleton<ISimEndpoint, HealthEndpoint>();
        services.AddSingleton<ISimEndpoint, FaultsEndpoint>();
        services.AddSingleton<ISimEndpoint, CallsEndpoint>();
        services.AddSingleton<ISimEndpoint, FindingsSummaryEndpoint>();

        // The fleet and its stories, once all else is there.
        services.AddFleet();
    }

    /// <summary>Adds an AWS service as itself and as <see cref="IAwsService"/>; one that is an <see cref="IHostedService"/> is started as well.</summary>
    public static void AddAwsService<T>(this IServiceCollection services)
        where T : class, IAwsService
    {
        services.TryAddSingleton<T>();
        services.AddSingleton<IAwsService>(static provider => provider.GetRequiredService<T>());
        if (typeof(IHostedService).IsAssignableFrom(typeof(T)))
        {
            services.AddSingleton(static provider => (IHostedService)provider.GetRequiredService<T>());
        }
    }

    private static string FileOf(SimulatorOptions options) =>
        options.DataPath == SimulatorOptions.InMemory ? SimulatorOptions.InMemory : Path.Combine(options.DataPath, "simulator.db");
}
