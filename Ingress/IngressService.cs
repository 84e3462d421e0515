using Microsoft.Extensions.Hosting;

using OrleansDefender.Ingress.Queues;
using OrleansDefender.Ingress.Waking;

namespace OrleansDefender.Ingress;

/// <summary>Starts and stops the pumps and the waking. One service for all of them, since a host stops its services one after the other.</summary>
internal sealed class IngressService(IReadOnlyList<QueuePump> pumps, WakeService waking) : IHostedService, IDisposable
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var pump in pumps)
        {
            pump.Start();
        }

        waking.Start();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) =>
        Task.WhenAll([waking.StopAsync(cancellationToken), .. pumps.Select(pump => pump.StopAsync(cancellationToken))]);

    public void Dispose()
    {
        foreach (var pump in pumps)
        {
            pump.Dispose();
        }

        waking.Dispose();
    }
}
