using System.Collections.Immutable;
using System.Diagnostics;

using Microsoft.Extensions.Time.Testing;

using Orleans.TestingHost;

using OrleansDefender.Findings;
using OrleansDefender.Tests.Shared.Findings;

using Xunit;

namespace OrleansDefender.Tests.Cluster.Findings;

/// <summary>One account's hub and the grain that speaks for it; moves the clock.</summary>
internal sealed class HubSession(InProcessTestCluster cluster, AccountRegion scope, MemoryHub hub, FakeTimeProvider time)
{
    // Real time: a test that hangs says so instead of hanging.
    internal static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);

    public FakeTimeProvider Time => time;

    public MemoryHub Hub => hub;

    public ISecurityHubGrain Grain { get; } = cluster.Client.GetGrain<ISecurityHubGrain>(scope.ToString());

    /// <summary>Makes the grain go, as when its silo leaves.</summary>
    public Task DeactivateAsync() => cluster.DeactivateAsync(Grain);

    /// <summary>Stops the silo where the grain is, in good order.</summary>
    public async Task StopSiloAsync()
    {
        var address = await cluster.Client.GetGrain<IManagementGrain>(0).GetActivationAddress(Grain);
        await cluster.StopSiloAsync(cluster.Silos.Single(silo => silo.SiloAddress.Equals(address)));
    }

    /// <summary>Submits from outside, as a silo's delivery would.</summary>
    public Task<SubmitAnswer> Submit(params FindingSnapshot[] snapshots) => Submit(TestContext.Current.CancellationToken, snapshots);

    /// <summary>Submits, and may be given up.</summary>
    public Task<SubmitAnswer> Submit(CancellationToken cancellationToken, params FindingSnapshot[] snapshots) =>
        Grain.Submit([.. snapshots.Select(snapshot => snapshot with { Finding = snapshot.Finding with { Scope = scope } })], cancellationToken).AsTask();

    /// <summary>Waits, while time stands still, until this many findings are on their way: messages to a new grain may overtake each other.</summary>
    public async Task Arrived(int waiting)
    {
        var guard = Stopwatch.StartNew();
        int seen;
        while ((seen = (await Grain.GetStatus(TestContext.Current.CancellationToken)).Waiting) != waiting)
        {
            Assert.True(guard.Elapsed < Patience, $"Waited in vain for {waiting} findings; there are {seen}.");
        }
    }

    /// <summary>Submits and lets time pass until there is an answer.</summary>
    public async Task<ImmutableArray<DeliveryOutcome>> Deliver(params FindingSnapshot[] snapshots) => (await Until(Submit(snapshots))).Outcomes;

    /// <summary>Lets time pass until a task ends.</summary>
    public async Task<T> Until<T>(Task<T> task)
    {
        await Until(() => task.IsCompleted, "a submit is answered");
        return await task;
    }

    /// <summary>Lets time pass until something is so.</summary>
    public async Task Until(Func<bool> condition, string what)
    {
        var guard = Stopwatch.StartNew();
        await Settle();
        while (!condition())
        {
            Assert.True(guard.Elapsed < Patience, $"Waited in vain until {what}; now {time.GetUtcNow():O}, {hub.Calls.Count} calls.");
            time.Advance(Step);
            await Settle();
        }
    }

    /// <summary>Lets a stretch of time pass.</summary>
    public async Task Pass(TimeSpan stretch)
    {
        for (var passed = TimeSpan.Zero; passed < stretch; passed += Step)
        {
            time.Advance(Step);
            await Settle();
        }
    }

    /// <summary>Waits until the grain has done what it was woken for: its answers come after it, in the order of its one queue.</summary>
    public async Task Settle()
    {
        for (var turn = 0; turn < 4; turn++)
        {
            await Grain.GetStatus(TestContext.Current.CancellationToken);
        }
    }
}
