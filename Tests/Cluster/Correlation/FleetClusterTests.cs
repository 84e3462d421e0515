using System.Collections.Immutable;

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

using Orleans.Storage;
using Orleans.TestingHost;

using OrleansDefender.Correlation;
using OrleansDefender.Correlation.Engine;
using OrleansDefender.Correlation.Groups;
using OrleansDefender.Correlation.Rules;
using OrleansDefender.Findings;
using OrleansDefender.Fleet;
using OrleansDefender.Tests.Cluster.Audits;
using OrleansDefender.Tests.Cluster.Things;
using OrleansDefender.Tests.Shared;
using OrleansDefender.Things;

using Xunit;

namespace OrleansDefender.Tests.Cluster.Correlation;

/// <summary>Groups across things on two silos, reached by many callers at once.</summary>
public sealed class FleetClusterTests : IAsyncLifetime
{
    private static readonly AccountRegion Scope = new("111122223333", "us-east-1");
    private static readonly DateTimeOffset Start = new(2026, 1, 5, 10, 0, 0, TimeSpan.Zero);
    private static readonly CorrelationRule Wave = Rule();

    private readonly FailingStorage _storage = new();
    private readonly FailingStorage _things = new();
    private readonly MemoryDueList _due = new();
    private readonly ConsequenceBook _queues = new();
    private readonly RuleCatalog _rules = new();
    private readonly FakeTimeProvider _time = new(Start.AddMinutes(30));
    private InProcessTestCluster? _cluster;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private IGrainFactory Grains => _cluster!.Client;

    public async ValueTask InitializeAsync()
    {
        _rules.Replace(new RuleSet { BaseRules = [Wave.Inputs[0].Base!], Correlations = [Wave], Hash = "set" });
        var builder = new InProcessTestClusterBuilder(initialSilosCount: 2);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddKeyedSingleton<IGrainStorage>(GrainStorageNames.Correlation, _storage);
            silo.Services.AddKeyedSingleton<IGrainStorage>(GrainStorageNames.Things, _things);
            silo.Services.AddSingleton<IWatchList>(new FailingWatchList());
            silo.Services.AddSingleton<IDueList>(_due);
            silo.Services.AddSingleton(SeverityPolicy.Default);
            silo.Services.AddThingRules();
            silo.Services.AddSingleton(_rules);
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
    public async Task Two_hundred_callers_at_once_give_what_one_after_the_other_gives()
    {
        var signals = Enumerable.Range(0, 2_000).Select(i => Alarm($"t{i % 700:000}", i % 55, $"Behavior-{i % 3}", $"e{i}")).ToList();
        using var fanIn = new CorrelationFanIn(Grains, _queues);

        // Each caller has some, all of them twice, in an order of its own.
        var shuffled = signals.Concat(signals).ToArray();
        new Random(4).Shuffle(shuffled);
        await Task.WhenAll(shuffled.Chunk(20).Select(own => Task.Run(() => fanIn.SendAsync(Tell(own), Token))));

        foreach (var group in Tell(signals).GroupBy(static signal => signal.Group))
        {
            // The incident's name is that of the firing that was first when it was first written; the firings themselves are those of the set.
            var told = group.ToList();
            var expected = GroupLogic.Apply(GroupState.Empty, Scope, told, Wave, EngineSettings.Default, _time.GetUtcNow());
            var actual = GroupLogic.Apply(await StoredAsync(group.Key), Scope, [told[0]], Wave, EngineSettings.Default, _time.GetUtcNow());
            Assert.NotEmpty(expected.Firings);
            Assert.Equal(
                expected.Firings.Select(static firing => (firing.TimeMs, firing.Count, firing.Window.Length)),
                actual.Firings.Select(static firing => (firing.TimeMs, firing.Count, firing.Window.Length)));

            var incident = Assert.Single(expected.State.Incidents);
            var view = Assert.Single(await Group(group.Key).Describe(Token));
            Assert.Equal(DistinctSketch.FromBytes(incident.Things).Count, view.Things);
            Assert.Equal(incident.First.Select(static member => member.Thing), view.FirstThings.Select(static thing => thing.Name));
            Assert.Equal(incident.Evidence.Select(static item => item.Episode), view.Evidence.Select(static item => item.ViolationId));
        }

        Assert.InRange(fanIn.Calls, 3, 200);
        Assert.Equal(3, (await Grains.GetGrain<IIncidentListGrain>(Scope.ToString()).List(Token)).Length);
    }

    [Fact]
    public async Task A_wave_of_twenty_thousand_things_costs_the_group_few_calls_and_little_state()
    {
        using var fanIn = new CorrelationFanIn(Grains, _queues);
        var waiting = Enumerable.Range(0, 20_000).Select(i => Alarm($"sensor-{i:00000}", i / 1_000, "Auth", new Guid(i, 1, 2, new byte[8]).ToString("N")));
        await Parallel.ForEachAsync(
            waiting, new ParallelOptions { MaxDegreeOfParallelism = 1_000, CancellationToken = Token }, async (signal, token) => await fanIn.SendAsync(Tell([signal]), token));

        Assert.InRange(fanIn.Calls, 1, 2_000);
        var view = Assert.Single(await Group("Profile\u001fAuth").Describe(Token));
        Assert.InRange(view.Things, 19_000, 21_000);
        Assert.False(view.AreThingsExact);
        var state = await StoredAsync("Profile\u001fAuth");
        Assert.InRange(state.Book.Length, 500, 64 * 1024);

        // One incident, and of its growth one revision in five minutes at most.
        Assert.Equal(1, Assert.Single(state.Incidents).Revision);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_failed_write_reaches_the_caller_and_the_repeat_is_harmless(bool afterWriting)
    {
        using var fanIn = new CorrelationFanIn(Grains, _queues);
        var told = Tell([.. Enumerable.Range(0, 5).Select(i => Alarm($"t{i}", i, "Auth", $"e{i}"))]);
        _storage.FailNext(afterWriting);
        await Assert.ThrowsAnyAsync<Exception>(() => fanIn.SendAsync(told, Token));
        Assert.Empty(_queues.Deliveries);

        await fanIn.SendAsync(told, Token);

        Assert.Equal(1, Assert.Single((await StoredAsync("Profile\u001fAuth")).Incidents).Revision);
        Assert.Contains(_queues.Deliveries, static delivery => delivery.Owner == OwnerKind.Correlation && delivery.Finding.StartsWith("incident/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Deliveries_that_could_not_be_sent_are_sent_by_the_repeat()
    {
        using var fanIn = new CorrelationFanIn(Grains, _queues);
        var told = Tell([.. Enumerable.Range(0, 5).Select(i => Alarm($"t{i}", i, "Auth", $"e{i}"))]);
        _queues.BeforeSend = static () => throw new IOException("The queue is away.");
        await Assert.ThrowsAnyAsync<Exception>(() => fanIn.SendAsync(told, Token));
        _queues.BeforeSend = static () => { };

        await fanIn.SendAsync(told, Token);

        Assert.NotEmpty(_queues.Deliveries);
    }

    [Fact]
    public async Task A_thing_tells_the_groups_of_its_events_and_of_words_and_a_repeat_tells_again()
    {
        using var fanIn = new CorrelationFanIn(Grains, _queues);
        for (var i = 0; i < 5; i++)
        {
            await SendAsync($"t{i}", new ThingCauses { Events = [Event(i)] });
        }

        var view = Assert.Single(await Group("Profile\u001fAuth").Describe(Token));
        Assert.Equal((5L, true), (view.Things, view.IsOpen));
        for (var i = 0; i < 3; i++)
        {
            var word = new VerificationEvent { ViolationId = $"e{i}", State = Verification.FalsePositive, Time = Start.AddMinutes(10), EventId = $"w{i}" };
            await SendAsync($"t{i}", new ThingCauses { Events = [Event(i)], Verifications = [word] });
        }

        Assert.Equal("analysts called its signals false or benign", Assert.Single(await Group("Profile\u001fAuth").Describe(Token)).EndedBecause);
        Assert.Empty(await Grains.GetGrain<IIncidentListGrain>(Scope.ToString()).List(Token));

        async Task SendAsync(string thing, ThingCauses causes)
        {
            var grain = Grains.GetGrain<IThingGrain>(new ThingKey(Scope, thing).ToString());
            var first = await grain.Apply(causes, Token);
            var second = await grain.Apply(causes, Token);
            Assert.NotEmpty(first.Signals);
            Assert.Equal(first.Signals.AsEnumerable(), second.Signals);
            await fanIn.SendAsync(second.Signals, Token);
        }
    }

    [Fact]
    public async Task The_book_of_a_process_inhibits_members_of_open_incidents_and_nobody_else()
    {
        using var fanIn = new CorrelationFanIn(Grains, _queues);
        var book = new InhibitionBook(Grains, NullLogger<InhibitionBook>.Instance);
        Assert.Empty(book.Active(Scope));
        await fanIn.SendAsync(Tell([.. Enumerable.Range(0, 5).Select(i => Alarm($"t{i}", i, "Auth", $"e{i}"))]), Token);
        await book.RefreshAsync(Token);

        var match = new RuleMatch(_rules.Current);
        Assert.Equal("5 things: Auth", Inhibiting.Find(match, book.Active(Scope), Alarm("another", 20, "Auth", "x"))?.Title);
        Assert.Null(Inhibiting.Find(match, book.Active(Scope), Alarm("another", 20, "Other", "x")));
    }

    [Fact]
    public async Task An_incident_steps_down_and_closes_by_its_row_on_the_due_list_and_is_forgotten_after_its_archive()
    {
        using var fanIn = new CorrelationFanIn(Grains, _queues);
        await fanIn.SendAsync(Tell([.. Enumerable.Range(0, 5).Select(i => Alarm($"t{i}", i, "Auth", $"e{i}"))]), Token);
        var key = CorrelationKey.Of(Scope, Wave.Id, "Profile\u001fAuth").ToString();
        var group = Group("Profile\u001fAuth");
        var row = _due.Find(DueKind.Correlation, key);
        Assert.Equal(Start.AddMinutes(4) + Wave.Effect.Quiet, row!.DueAt);

        _time.Advance(TimeSpan.FromDays(10));
        var reference = Assert.Single(await group.Wake(Token));
        Assert.Equal(reference, Assert.Single(await group.Wake(Token)));
        await group.CompleteWake(Token);
        var snapshot = Assert.Single(await group.GetFindings([reference.Key], Token));
        Assert.Equal((RecordState.Archived, Severity.High), (snapshot.Finding.RecordState, snapshot.Finding.Severity));
        Assert.True(_due.Find(DueKind.Correlation, key)!.DueAt > _time.GetUtcNow());

        var landed = new DeliveryOutcome { FindingId = snapshot.Finding.Id, Key = snapshot.Key, Status = DeliveryStatus.Landed, Revision = snapshot.Revision };
        await group.Confirm([landed], Token);
        Assert.Empty(await group.Describe(Token));

        // At last the whole group is.
        _time.Advance(TimeSpan.FromDays(30));
        await group.Wake(Token);
        await group.CompleteWake(Token);
        Assert.Null(_due.Find(DueKind.Correlation, key)?.DueAt);
    }

    private static DetectEvent Event(int number) => new()
    {
        Profile = "Profile",
        Behavior = "Auth",
        Kind = TransitionKind.InAlarm,
        Time = Start.AddMinutes(number),
        ViolationId = $"e{number}",
    };

    private static ImmutableArray<GroupSignal> Tell(IEnumerable<Signal> signals)
    {
        var match = new RuleMatch(new RuleSet { BaseRules = [], Correlations = [Wave], Hash = "set" });
        return [.. signals.SelectMany(signal => GroupSignals.Of(match, signal))];
    }

    private static Signal Alarm(string thing, double minute, string behavior, string episode) => new()
    {
        Id = $"{thing}/{episode}",
        Scope = Scope,
        ThingName = thing,
        Category = SignalCategory.Detect,
        EventType = SignalEvents.InAlarm,
        Time = Start.AddMinutes(minute),
        Severity = Severity.Medium,
        Profile = "Profile",
        Behavior = behavior,
        ViolationId = episode,
    };

    private static CorrelationRule Rule()
    {
        var alarms = new BaseRule { Id = "base", Name = "alarms", Title = "Alarms", Category = SignalCategory.Detect, Condition = new InAlarm() };
        return new CorrelationRule
        {
            Id = "5b7e2a90-1f4d-4c1e-8a52-6a2f0d9c1b09",
            Title = "A wave over the fleet",
            Type = CorrelationType.ValueCount,
            Inputs = [new RuleInput(alarms, null, "alarms")],
            GroupBy = ["securityProfileName", "behaviorName"],
            Timespan = TimeSpan.FromHours(1),
            Condition = new CountCondition { Gte = 5 },
            ValueField = "thingName",
            Level = Severity.High,
            Effect = new RuleEffect { IsIncident = true, Title = "{count} things: {behaviorName}", Cooldown = TimeSpan.FromHours(1) },
            Hash = "0123456789abcdef",
            Acts = true,
        };
    }

    private ICorrelationGrain Group(string group) => Grains.GetGrain<ICorrelationGrain>(CorrelationKey.Of(Scope, Wave.Id, group).ToString());

    private async Task<GroupState> StoredAsync(string group)
    {
        var state = new GrainState<GroupState>();
        await _storage.ReadStateAsync("group", Group(group).GetGrainId(), state);
        return state.State!;
    }

    private sealed class InAlarm : SignalCondition
    {
        public override bool Matches(Signal signal) => signal.EventType == SignalEvents.InAlarm;
    }
}
