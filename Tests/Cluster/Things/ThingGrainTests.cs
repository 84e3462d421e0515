using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

using Orleans.Storage;
using Orleans.TestingHost;

using OrleansDefender.Audits;
using OrleansDefender.Correlation.Rules;
using OrleansDefender.Findings;
using OrleansDefender.Fleet;
using OrleansDefender.Tests.Shared;
using OrleansDefender.Things;

using Xunit;

namespace OrleansDefender.Tests.Cluster.Things;

/// <summary>The grain around the logic, on three silos in process, with storage and a watch list whose writes can be made to fail.</summary>
public sealed class ThingGrainTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Start = new(2026, 1, 5, 10, 0, 0, TimeSpan.Zero);
    private static readonly string Key = AlarmKey.Of("Profile", "AuthorizationFailures-High");

    private readonly FailingStorage _storage = new();
    private readonly FailingWatchList _watchList = new();
    private readonly FakeTimeProvider _time = new(Start);
    private InProcessTestCluster? _cluster;

    public async ValueTask InitializeAsync()
    {
        var builder = new InProcessTestClusterBuilder(initialSilosCount: 3);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddKeyedSingleton<IGrainStorage>(GrainStorageNames.Things, _storage);
            silo.Services.AddSingleton<IWatchList>(_watchList);
            silo.Services.AddSingleton(SeverityPolicy.Default);
            silo.Services.AddThingRules();
            silo.Services.AddSingleton<RuleCatalog>();
            silo.Services.AddSingleton<TimeProvider>(new PatientTime(_time));
        });
        _cluster = builder.Build();
        await _cluster.DeployAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_write_that_fails_leaves_nothing_in_memory_that_was_not_stored()
    {
        var thing = Thing("a");
        await thing.Apply(Opens("one"), TestContext.Current.CancellationToken);
        _storage.FailNext(afterWriting: false);

        await Assert.ThrowsAnyAsync<Exception>(async () => await thing.Apply(Clears("one"), TestContext.Current.CancellationToken));

        var view = await thing.Describe(TestContext.Current.CancellationToken);
        Assert.True(Assert.Single(view!.Alarms).IsOpen);
        Assert.Equal(RecordState.Active, Assert.Single(await thing.GetFindings([Key], TestContext.Current.CancellationToken)).Finding.RecordState);
    }

    [Fact]
    public async Task A_write_that_succeeded_although_it_seemed_to_fail_is_seen_afterwards_and_the_repeat_delivers()
    {
        var thing = Thing("b");
        await thing.Apply(Opens("one"), TestContext.Current.CancellationToken);
        _storage.FailNext(afterWriting: true);

        await Assert.ThrowsAnyAsync<Exception>(async () => await thing.Apply(Clears("one"), TestContext.Current.CancellationToken));
        var repeat = await thing.Apply(Clears("one"), TestContext.Current.CancellationToken);

        Assert.Equal(Key, Assert.Single(repeat.Deliveries).Key);
        var view = await thing.Describe(TestContext.Current.CancellationToken);
        Assert.False(Assert.Single(view!.Alarms).IsOpen);
        Assert.Equal(2, Assert.Single(await thing.GetFindings([Key], TestContext.Current.CancellationToken)).Revision);
    }

    [Fact]
    public async Task A_failed_watch_row_is_written_by_the_repeat()
    {
        var thing = Thing("c");
        _watchList.FailNext();

        await Assert.ThrowsAnyAsync<Exception>(async () => await thing.Apply(Opens("one"), TestContext.Current.CancellationToken));
        Assert.Null(_watchList.Row("c"));
        await thing.Apply(Opens("one"), TestContext.Current.CancellationToken);

        Assert.Equal(Severity.High, _watchList.Row("c")!.Severity);
    }

    [Fact]
    public async Task A_watch_row_whose_write_only_seemed_to_fail_is_corrected_by_what_comes_next()
    {
        var thing = Thing("g");
        await thing.Apply(Opens("one"), TestContext.Current.CancellationToken);
        var word = new VerificationEvent { ViolationId = "one", State = Verification.FalsePositive, Time = Start.AddMinutes(1), EventId = "e" };
        _watchList.FailNext(afterWriting: true);
        await Assert.ThrowsAnyAsync<Exception>(
            async () => await thing.Apply(new ThingCauses { Verifications = [word] }, TestContext.Current.CancellationToken));
        Assert.Equal(Severity.None, _watchList.Row("g")!.Severity);

        var withdrawn = word with { State = Verification.Unknown, Time = Start.AddMinutes(2), EventId = "f" };
        await thing.Apply(new ThingCauses { Verifications = [withdrawn] }, TestContext.Current.CancellationToken);

        Assert.Equal(Severity.High, _watchList.Row("g")!.Severity);
    }

    [Fact]
    public async Task A_repeat_writes_nothing_and_delivers_until_the_delivery_is_confirmed()
    {
        var thing = Thing("d");
        await thing.Apply(Opens("one"), TestContext.Current.CancellationToken);
        var writes = _storage.Writes;

        var repeat = await thing.Apply(Opens("one"), TestContext.Current.CancellationToken);
        var snapshot = Assert.Single(await thing.GetFindings([Key], TestContext.Current.CancellationToken));
        await thing.Confirm([Landed(snapshot)], TestContext.Current.CancellationToken);
        var after = await thing.Apply(Opens("one"), TestContext.Current.CancellationToken);

        Assert.Equal(writes, _storage.Writes);
        Assert.Single(repeat.Deliveries);
        Assert.Empty(after.Deliveries);
        Assert.Empty(await thing.GetFindings([Key], TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_verdict_is_delivered_until_confirmed_also_by_a_new_activation()
    {
        var thing = Thing("e");
        await thing.Apply(Opens("one"), TestContext.Current.CancellationToken);
        var word = new VerificationEvent { ViolationId = "one", State = Verification.FalsePositive, Time = Start.AddMinutes(1), EventId = "e" };
        await thing.Apply(new ThingCauses { Verifications = [word] }, TestContext.Current.CancellationToken);
        await _cluster!.DeactivateAsync(thing);

        var snapshot = Assert.Single(await thing.GetFindings([Key], TestContext.Current.CancellationToken));
        Assert.Equal(WorkflowStatus.Suppressed, snapshot.Update!.Workflow);
        await thing.Confirm([Landed(snapshot)], TestContext.Current.CancellationToken);
        await _cluster.DeactivateAsync(thing);
        var repeat = await thing.Apply(new ThingCauses { Verifications = [word] }, TestContext.Current.CancellationToken);

        Assert.False(Assert.Single(repeat.Deliveries).HasCustomerUpdate);
        Assert.Null(Assert.Single(await thing.GetFindings([Key], TestContext.Current.CancellationToken)).Update);
    }

    [Fact]
    public async Task A_thing_never_heard_of_is_null_and_stores_nothing()
    {
        var writes = _storage.Writes;

        Assert.Null(await Thing("nobody").Describe(TestContext.Current.CancellationToken));
        Assert.Empty(await Thing("nobody").GetFindings([Key], TestContext.Current.CancellationToken));
        Assert.Equal(writes, _storage.Writes);
        Assert.Null(_watchList.Row("nobody"));
    }

    [Fact]
    public async Task A_thing_with_audit_findings_only_is_shown_and_on_the_watch_list_also_when_they_are_gone()
    {
        var thing = Thing("h");
        var reference = new AuditReference
        {
            Resource = ResourceIdentifier.DeviceCertificate("c"),
            Revision = 1,
            Findings = [new ReferredFinding("CHECK", "REASON", Severity.Critical, Start, "f")],
        };

        var consequences = await thing.Apply(new ThingCauses { References = [reference] }, TestContext.Current.CancellationToken);

        Assert.Empty(consequences.Deliveries);
        Assert.Equal((Severity.None, Severity.Critical, 1), Seen());
        await _cluster!.DeactivateAsync(thing);
        var view = await thing.Describe(TestContext.Current.CancellationToken);
        Assert.Equal(reference.Findings[0], Assert.Single(view!.Posture.References).Finding);

        await thing.Apply(new ThingCauses { References = [reference with { Revision = 2, Findings = [] }] }, TestContext.Current.CancellationToken);
        Assert.Equal((Severity.None, Severity.None, 0), Seen());
        Assert.Equal(0, (await thing.Describe(TestContext.Current.CancellationToken))!.Posture.Findings);

        (Severity, Severity, int) Seen() => (_watchList.Row("h")!.Severity, _watchList.Row("h")!.Posture, _watchList.Row("h")!.AuditFindings);
    }

    [Fact]
    public async Task A_held_archive_is_ended_by_the_wake_and_its_due_time_moves_only_when_it_is_complete()
    {
        var thing = Thing("f");
        var events =
            from episode in Enumerable.Range(0, 4)
            from kind in new[] { TransitionKind.InAlarm, TransitionKind.Cleared }
            select Event(kind, $"episode-{episode}", Start.AddMinutes(-10 + episode + (kind == TransitionKind.Cleared ? 0.5 : 0)));
        await thing.Apply(new ThingCauses { Events = [.. events] }, TestContext.Current.CancellationToken);
        var due = _watchList.Row("f")!.DueAt!.Value;
        Assert.Equal(RecordState.Active, Assert.Single(await thing.GetFindings([Key], TestContext.Current.CancellationToken)).Finding.RecordState);
        _time.SetUtcNow(due);

        Assert.Single((await thing.Wake(TestContext.Current.CancellationToken)).Deliveries);
        Assert.Equal(due, _watchList.Row("f")!.DueAt);
        await _cluster!.DeactivateAsync(thing);
        await thing.CompleteWake(TestContext.Current.CancellationToken);
        Assert.Equal(due, _watchList.Row("f")!.DueAt);
        Assert.Single((await thing.Wake(TestContext.Current.CancellationToken)).Deliveries);
        await thing.CompleteWake(TestContext.Current.CancellationToken);

        Assert.Null(_watchList.Row("f")!.DueAt);
        Assert.Equal(RecordState.Archived, Assert.Single(await thing.GetFindings([Key], TestContext.Current.CancellationToken)).Finding.RecordState);
    }

    private static DetectEvent Event(TransitionKind kind, string violationId, DateTimeOffset time) => new()
    {
        Profile = "Profile",
        Behavior = "AuthorizationFailures-High",
        Kind = kind,
        Time = time,
        ViolationId = violationId,
    };

    private static ThingCauses Opens(string violationId) => new() { Events = [Event(TransitionKind.InAlarm, violationId, Start)] };

    private static ThingCauses Clears(string violationId) => new() { Events = [Event(TransitionKind.Cleared, violationId, Start.AddMinutes(5))] };

    private static DeliveryOutcome Landed(FindingSnapshot snapshot) => new()
    {
        FindingId = snapshot.Finding.Id,
        Key = snapshot.Key,
        Status = DeliveryStatus.Landed,
        Revision = snapshot.Revision,
        UpdateRevision = snapshot.Update?.Revision ?? 0,
    };

    private IThingGrain Thing(string name) => _cluster!.Client.GetGrain<IThingGrain>($"111122223333/us-east-1/{name}");
}
