using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

using OrleansDefender.Simulator.Fleet.Stories;
using OrleansDefender.Simulator.Http;

namespace OrleansDefender.Simulator.Fleet;

/// <summary>The fleet's parts, in the order they start in: tables, sending, forgetting, and last the story.</summary>
internal static class FleetComposition
{
    /// <summary>Adds the fleet, its pages and its story.</summary>
    public static void AddFleet(this IServiceCollection services)
    {
        services.AddSingleton<FleetState>();
        services.AddSingleton<FleetOutbox>();
        services.AddSingleton<IHostedService>(static provider => provider.GetRequiredService<FleetState>());
        services.AddSingleton<IHostedService>(static provider => provider.GetRequiredService<FleetOutbox>());
        services.AddHostedService<FleetRetention>();
        services.AddHostedService<StoryRunner>();
        services.AddSingleton<ISimEndpoint, StoryEndpoint>();
        services.AddSingleton<ISimEndpoint, ExpectedEndpoint>();
        services.AddSingleton<ISimEndpoint, ViolationsEndpoint>();
        services.AddSingleton<ISimEndpoint, AuditsEndpoint>();
        services.AddSingleton<ISimEndpoint, ThingsEndpoint>();
    }
}
