using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

using Orleans.Storage;
using Orleans.TestingHost;

using OrleansDefender.Audits;
using OrleansDefender.Correlation;
using OrleansDefender.Correlation.Groups;
using OrleansDefender.Correlation.Rules;
using OrleansDefender.Findings;
using OrleansDefender.Fleet;
using OrleansDefender.Tests.Cluster.Things;
using OrleansDefender.Tests.Shared;
using OrleansDefender.Things;

using Xunit;

namespace OrleansDefender.Tests.Cluster.Audits;

/// <summary>Two silos in process with the grains of audits; what they ask and send goes to the shelf, the book and storages in memory.</summary>
public sealed class AuditCluster : IAsyncLifetime
{
    internal static readonly AccountRegion Scope = new("111122223333", "us-east-1");
    internal static readonly DateTimeOffset Start = new(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);

    private const int QuietLooks = 8;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private int _activity;
    private int _quietLooks;

    internal FailingStorage Storage { get; } = new();

    internal FailingStorage ThingStorage { get; } = new();

    internal AuditShelf Shelf { get; } = new();

    internal ViolationList Violations { get; } = new();

    internal ConsequenceBook Queues { get; } = new();

    internal MemoryDueList Due { get; } = new();

    internal FailingWatchList WatchList { get; } = new();

    internal ReconcileOptions Reconcile { get; } = new();

    internal FakeTimeProvider Time { get; } = new(Start.AddDays(1));

    internal InProcessTestCluster Cluster { get; private set; } = null!;

    /// <summary>What the hub holds: the last content of each finding.</summary>
    internal Dictionary<string, Finding> Hub { get; } = new(StringComparer.Ordinal);

    internal int Imports { get; private set; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var builder = new InProcessTestClusterBuilder(initialSilosCount: 2);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddKeyedSingleton<IGrainStorage>(GrainStorageNames.Audits, Storage);
            silo.Services.AddKeyedSingleton<IGrainStorage>(GrainStorageNames.Things, ThingStorage);
            silo.Services.AddKeyedSingleton<IGrainStorage>(GrainStorageNames.Violations, new FailingStorage());
            silo.Services.AddSingleton<IWatchList>(WatchList);
            silo.Services.AddSingleton<IDueList>(Due);
            silo.Services.AddSingleton<IAuditApi>(Shelf);
            silo.Services.AddSingleton<IDeviceDefenderApi>(Violations);
            silo.Services.AddSingleton<IConsequenceQueues>(Queues);
            silo.Services.AddSingleton<CorrelationFanIn>();
            silo.Services.AddSingleton<ResourceEffects>();
            silo.Services.AddSilences();
            silo.Services.AddSingleton(SeverityPolicy.Default);
            silo.Services.AddThingRules();
            silo.Services.AddSingleton<RuleCatalog>();
            silo.Services.AddSingleton(Options.Create(Reconcile));
            silo.Services.AddSingleton<TimeProvider>(new PatientTime(Time));
        });
        Cluster = builder.Build();
        await Cluster.DeployAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (Cluster is not null)
        {
            await Cluster.DisposeAsync();
        }
    }

    internal static ResourceIdentifier Certificate(int number) => ResourceIdentifier.DeviceCertificate($"{number:x64}");

    internal static ListedFinding Listed(int number, string check = "DEVICE_CERTIFICATE_EXPIRING_CHECK", string reason = "CERTIFICATE_PAST_EXPIRATION", bool suppressed = false) => new()
    {
        Check = check,
        Resource = Certificate(number),
        ReasonCode = reason,
        Reason = "Certificate is past its expiration.",
        Severity = Severity.Medium,
        ResourceType = "DEVICE_CERTIFICATE",
        FindingId = $"{check}-{number}-{reason}",
        FoundAt = Start,
        IsSuppressed = suppressed,
    };

    /// <summary>A run of the shelf with one check for each name that its findings have, completed with the right counts.</summary>
    internal AuditRun Run(int day, IReadOnlyCollection<ListedFinding> findings, params ReadOnlySpan<AuditCheckRun> more)
    {
        var checks = findings.GroupBy(finding => finding.Check).Select(check => Completed(
            check.Key,
            check.Where(finding => !finding.IsSuppressed).Select(finding => finding.Resource).Distinct().Count(),
            check.Where(finding => finding.IsSuppressed).Select(finding => finding.Resource).Distinct().Count()));
        var run = new AuditRun
        {
            Scope = Scope,
            TaskId = $"task-{day}",
            StartedAt = Start.AddDays(day),
            Status = "COMPLETED",
            Type = "SCHEDULED_AUDIT_TASK",
            Schedule = "DailyAudit",
            Checks = [.. checks, .. more],
        };
        Shelf.Put(run, findings.Select(finding => finding with { FoundAt = run.StartedAt.AddMinutes(1) }));
        return run;
    }

    internal static AuditCheckRun Completed(string check, int resources, int suppressed = 0) => new()
    {
        Check = check,
        Status = resources > 0 ? AuditCheckStatus.CompletedNonCompliant : AuditCheckStatus.CompletedCompliant,
        NonCompliantResources = resources,
        SuppressedResources = suppressed,
        TotalResources = 1000,
    };

    internal IAuditTaskGrain Task(AuditRun run) => Cluster.Client.GetGrain<IAuditTaskGrain>($"{Scope}/{run.TaskId}");

    internal IResourceGrain Resource(ResourceIdentifier resource) => Cluster.Client.GetGrain<IResourceGrain>(ResourceKey.Of(Scope, resource).ToString());

    /// <summary>Imports a run to its end and delivers what follows. Wakes it as the wake service does, and lets the pauses after failures pass.</summary>
    internal async Task<AuditTaskView> ImportAsync(AuditRun run)
    {
        await Eventually.TrueAsync("the run is started", () => TryAsync(async () => await Task(run).Start(run, Token)), Token, Patience);
        return await FinishAsync(run);
    }

    internal async Task<AuditTaskView> FinishAsync(AuditRun run)
    {
        AuditTaskView? view = null;
        await Eventually.TrueAsync(
            "the import ends",
            async () =>
            {
                await TryAsync(async () => await Task(run).Wake(Token));
                await TryAsync(async () => view = await Task(run).Describe(Token));

                PassIf(view?.Trouble is not null);

                return view?.ImportEndedAt is not null;
            },
            Token,
            Patience);
        await DeliverAsync();
        return view!;
    }

    /// <summary>
    /// Lets time pass where work pauses, called once at each look: only when nothing has happened for some of them, because the calls of a silo that works would run
    /// out of time.
    /// </summary>
    internal void PassIf(bool isPaused)
    {
        var activity = Shelf.Calls + Storage.Writes + ThingStorage.Writes;
        _quietLooks = isPaused && activity == _activity ? _quietLooks + 1 : 0;
        _activity = activity;
        if (_quietLooks > QuietLooks)
        {
            Time.Advance(TimeSpan.FromSeconds(10));
        }
    }

    /// <summary>Delivers all that waits, as the delivery pump does.</summary>
    internal async Task DeliverAsync()
    {
        foreach (var owner in Queues.Drain().GroupBy(delivery => (delivery.Owner, delivery.Key)))
        {
            IFindingOwner grain = owner.Key.Owner == OwnerKind.Resource
                ? Cluster.Client.GetGrain<IResourceGrain>(owner.Key.Key)
                : Cluster.Client.GetGrain<IThingGrain>(owner.Key.Key);
            var snapshots = await grain.GetFindings([.. owner.Select(delivery => delivery.Finding).Distinct()], Token);
            foreach (var snapshot in snapshots)
            {
                Imports++;
                Hub[snapshot.Finding.Id] = snapshot.Finding;
            }

            await grain.Confirm(
                [
                    .. snapshots.Select(snapshot => new DeliveryOutcome
                    {
                        FindingId = snapshot.Finding.Id,
                        Key = snapshot.Key,
                        Status = DeliveryStatus.Landed,
                        Revision = snapshot.Revision,
                        UpdateRevision = snapshot.Update?.Revision ?? 0,
                    }),
                ],
                Token);
        }
    }

    internal int Active => Hub.Values.Count(finding => finding.RecordState == RecordState.Active);

    /// <summary>Kills the silo that a grain is active in, as SIGKILL would, and starts another.</summary>
    internal async Task KillHostOfAsync(IGrain grain)
    {
        var address = await Cluster.Client.GetGrain<IManagementGrain>(0).GetActivationAddress(grain);
        var silo = Cluster.Silos.Single(handle => handle.SiloAddress.Equals(address));
        await Cluster.KillSiloAsync(silo);
        await Cluster.StartAdditionalSiloAsync();
    }

    private static async Task<bool> TryAsync(Func<Task> call)
    {
        try
        {
            await call();
            return true;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // A silo that dies takes its calls with it; they are repeated.
            return false;
        }
    }
}
