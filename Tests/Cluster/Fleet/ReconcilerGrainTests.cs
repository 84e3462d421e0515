using OrleansDefender.Audits;
using OrleansDefender.Findings;
using OrleansDefender.Fleet;
using OrleansDefender.Tests.Cluster.Audits;
using OrleansDefender.Tests.Shared;
using OrleansDefender.Things;

using Xunit;

using static OrleansDefender.Tests.Cluster.Audits.AuditCluster;

namespace OrleansDefender.Tests.Cluster.Fleet;

/// <summary>Reconciliation against an account behind the ports; what it heals is seen in the things, resources and runs themselves.</summary>
public sealed class ReconcilerGrainTests : IAsyncLifetime
{
    private const string Expiring = "DEVICE_CERTIFICATE_EXPIRING_CHECK";
    private const string Quality = "DEVICE_CERTIFICATE_KEY_QUALITY_CHECK";
    private const string Profile = "PumpBaseline";
    private const string Behavior = "AuthFailures";

    private readonly AuditCluster _audits = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private DateTimeOffset Now => _audits.Time.GetUtcNow();

    private IReconcilerGrain Reconciler => _audits.Cluster.Client.GetGrain<IReconcilerGrain>(Scope.ToString());

    public ValueTask InitializeAsync() => _audits.InitializeAsync();

    public ValueTask DisposeAsync() => _audits.DisposeAsync();

    [Fact]
    public async Task The_first_start_imports_the_latest_run_of_each_check_and_opens_all_active_violations()
    {
        _audits.Time.Advance(TimeSpan.FromDays(9));
        _audits.Run(1, [Listed(1), Listed(2), Listed(3, Quality)]);
        _audits.Run(5, [Listed(1), Listed(4)]);
        _audits.Run(8, [Listed(1), Listed(5)], new AuditCheckRun { Check = Quality, Status = AuditCheckStatus.Failed, NonCompliantResources = 0, TotalResources = 0 });
        for (var number = 0; number < 300; number++)
        {
            _audits.Violations.Active.Add(InAlarm($"pump-{number}", Now.AddDays(-2)));
        }

        await Reconciler.Schedule(Token);
        var view = await EndAsync();
        await ImportedAsync("task-8", "task-1");

        // The run between has only a check of which a later run speaks: it is known, and not imported.
        Assert.Equal(["task-8", "task-5", "task-1"], (await Log()).Select(run => run.TaskId));
        Assert.Null(await _audits.Cluster.Client.GetGrain<IAuditTaskGrain>($"{Scope}/task-5").Describe(Token));
        Assert.Equal((2L, 300L, 300L, null), (view.MissedAudits, view.ActiveViolations, view.OpenedAlarms, view.Trouble));
        Assert.Equal(
            [(1, Expiring), (3, Quality), (5, Expiring)],
            await OpenFindingsAsync([1, 2, 3, 4, 5]));
        Assert.Equal(303, _audits.Active);
        Assert.Equal("pump-7", (await _audits.Cluster.Client.GetGrain<IViolationGrain>($"{Scope}/{ViolationOf("pump-7")}").Find(Token))!.ThingName);
        Assert.Equal(view.EndedAt + TimeSpan.FromMinutes(360), view.NextAt);
        Assert.Equal(view.NextAt, _audits.Due.Find(DueKind.Reconciler, Scope.ToString())!.DueAt);
    }

    [Fact]
    public async Task A_missed_notification_is_found_by_the_next_run_and_a_known_one_is_left_alone()
    {
        _audits.Time.Advance(TimeSpan.FromDays(1));
        await _audits.ImportAsync(_audits.Run(0, [Listed(1)]));
        Assert.Equal(0, (await RunAsync()).MissedAudits);

        _audits.Run(1, [Listed(2)]);
        _audits.Time.Advance(TimeSpan.FromHours(7));
        await Reconciler.Wake(Token);
        var view = await EndAsync(1);
        await ImportedAsync("task-1");

        Assert.Equal(1, view.MissedAudits);
        Assert.Equal([(2, Expiring)], await OpenFindingsAsync([1, 2]));
        Assert.Equal(0, (await RunAsync()).MissedAudits);
    }

    [Fact]
    public async Task A_run_whose_notification_comes_meanwhile_is_imported_once()
    {
        var run = _audits.Run(0, [.. Enumerable.Range(0, 300).Select(number => Listed(number))]);
        _audits.Shelf.BeforeTasks = async () =>
        {
            _audits.Shelf.BeforeTasks = static () => Task.CompletedTask;
            await _audits.Task(run).Start(run, Token);
        };
        await RunAsync();
        var view = await _audits.FinishAsync(run);

        Assert.Equal((300L, 2, 300), (view.Changed, _audits.Shelf.Calls, _audits.Imports));
        Assert.Single(await Log());
    }

    [Fact]
    public async Task Suppressions_that_came_or_went_unheard_are_applied_and_ended()
    {
        await _audits.ImportAsync(_audits.Run(0, [Listed(1), Listed(2)]));
        _audits.Shelf.Suppressions.Add(Suppression(1));
        _audits.Shelf.Suppressions.Add(Suppression(2) with { Until = Now.AddMinutes(-1) });
        Assert.Equal(1, (await RunAsync()).NewSuppressions);
        await _audits.DeliverAsync();
        Assert.Equal(1, _audits.Active);
        Assert.Equal("agreed", Assert.Single((await _audits.Resource(Certificate(1)).Describe(Token))!.Suppressions).Description);
        Assert.Equal(0, (await RunAsync()).NewSuppressions);

        _audits.Time.Advance(TimeSpan.FromHours(1));
        _audits.Shelf.Suppressions.Clear();
        Assert.Equal(1, (await RunAsync()).EndedSuppressions);
        await _audits.DeliverAsync();

        Assert.Equal(2, _audits.Active);
        Assert.Empty((await _audits.Resource(Certificate(1)).Describe(Token))!.Suppressions);
        Assert.Equal(0, (await RunAsync()).EndedSuppressions);
    }

    [Fact]
    public async Task What_is_no_longer_active_is_closed_by_its_event_or_else_invalidated_which_archives_no_confirmed_alarm()
    {
        var begun = Now;
        string[] things = ["cleared", "silent", "confirmed", "confirmed-cleared", "active", "fresh"];
        foreach (var thing in things)
        {
            await OpenAsync(thing, thing == "fresh" ? Now.AddMinutes(-5) : Now.AddHours(-3), thing.StartsWith("confirmed", StringComparison.Ordinal) ? Verification.TruePositive : null);
        }

        _audits.Violations.Active.Add(InAlarm("active", Now.AddHours(-3)));
        _audits.Violations.Events.Add(Closing("cleared", TransitionKind.Cleared, Now.AddHours(-1)));
        _audits.Violations.Events.Add(Closing("confirmed-cleared", TransitionKind.Cleared, Now.AddHours(-1)));
        _audits.Violations.Events.Add(Closing("confirmed-cleared", TransitionKind.Invalidated, Now.AddMinutes(-50)));

        var view = await RunAsync();
        await _audits.DeliverAsync();

        Assert.Equal((4L, 1L, 0L), (view.ClosedAlarms, view.ActiveViolations, view.OpenedAlarms));
        var seen = new List<(string, bool, TransitionKind, bool)>();
        foreach (var thing in things)
        {
            var alarm = await AlarmAsync(thing);
            seen.Add((thing, alarm.IsOpen, alarm.LastTransition, alarm.Archived));
        }

        Assert.Equal(
            [
                ("cleared", false, TransitionKind.Cleared, true),
                ("silent", false, TransitionKind.Invalidated, true),
                ("confirmed", false, TransitionKind.Invalidated, false),
                ("confirmed-cleared", false, TransitionKind.Invalidated, true),
                ("active", true, TransitionKind.InAlarm, false),
                ("fresh", true, TransitionKind.InAlarm, false),
            ],
            seen);
        Assert.Equal(begun.AddHours(-1), (await AlarmAsync("cleared")).ClosedAt);
        Assert.Equal(0, (await RunAsync()).ClosedAlarms);
    }

    [Fact]
    public async Task Absence_says_nothing_beyond_what_AWS_IoT_keeps_nor_from_a_list_that_breaks_off_which_keeps_no_other_phase_from_being_done()
    {
        await OpenAsync("old", Now.AddDays(-31));
        await OpenAsync("recent", Now.AddDays(-1));
        for (var number = 0; number < 260; number++)
        {
            _audits.Violations.Active.Add(InAlarm($"another-{number}", Now.AddHours(-1)));
        }

        _audits.Violations.BreaksOff = true;
        _audits.Shelf.HidesSuppressions = true;
        _audits.Run(0, [Listed(1)]);

        var view = await RunAsync();

        Assert.Equal((1L, 250L, 0L), (view.MissedAudits, view.OpenedAlarms, view.ClosedAlarms));
        Assert.Equal(
            "Suppressions: IOException: The list is not to be had.; Violations: InvalidOperationException: The rest of the list is not to be had.", view.Trouble);
        Assert.True((await AlarmAsync("recent")).IsOpen);

        _audits.Violations.BreaksOff = false;
        _audits.Shelf.HidesSuppressions = false;
        view = await RunAsync();
        Assert.Equal((10L, 1L, null), (view.OpenedAlarms, view.ClosedAlarms, view.Trouble));
        Assert.Equal((true, false), ((await AlarmAsync("old")).IsOpen, (await AlarmAsync("recent")).IsOpen));
    }

    [Fact]
    public async Task A_list_with_a_violation_that_cannot_be_read_closes_nothing()
    {
        await OpenAsync("silent", Now.AddHours(-3));
        _audits.Violations.Active.Add(null);

        var view = await RunAsync();

        Assert.Equal((0L, 1L), (view.ClosedAlarms, view.ActiveViolations));
        Assert.Contains("lack what an alarm needs", view.Trouble, StringComparison.Ordinal);
        Assert.True((await AlarmAsync("silent")).IsOpen);
    }

    [Fact]
    public async Task Of_more_active_violations_than_a_run_remembers_all_are_opened_and_nothing_is_closed_for_its_absence()
    {
        _audits.Reconcile.MostActive = 2;
        await OpenAsync("silent", Now.AddHours(-3));
        _audits.Violations.Active.AddRange([InAlarm("pump-1", Now.AddHours(-2)), InAlarm("pump-2", Now.AddHours(-2)), InAlarm("pump-3", Now.AddHours(-2))]);

        var view = await RunAsync();

        Assert.Equal((3L, 3L, 0L), (view.ActiveViolations, view.OpenedAlarms, view.ClosedAlarms));
        Assert.Equal("There are more than 2 active violations; alarms that are not among them were left as they are.", view.Trouble);
        Assert.True((await AlarmAsync("silent")).IsOpen);

        // As many as it remembers: absence is proof again.
        _audits.Violations.Active.RemoveAt(2);
        view = await RunAsync();
        Assert.Equal((2L, 2L, null), (view.ActiveViolations, view.ClosedAlarms, view.Trouble));
        Assert.Equal((true, false, false), ((await AlarmAsync("pump-2")).IsOpen, (await AlarmAsync("pump-3")).IsOpen, (await AlarmAsync("silent")).IsOpen));
    }

    [Fact]
    public async Task What_one_run_has_no_room_to_close_the_next_closes_without_being_asked()
    {
        // More than one page of things, and no room for a second page.
        const int Page = 500;
        _audits.Reconcile.MostClosings = 1;
        for (var number = 0; number < Page + 20; number++)
        {
            await OpenAsync($"pump-{number:000}", Now.AddHours(-3));
        }

        var view = await RunAsync();

        Assert.Equal((20L, null), (view.ClosedAlarms, view.Trouble));
        Assert.Equal((false, false), ((await AlarmAsync("pump-000")).IsOpen, (await AlarmAsync($"pump-{Page + 19}")).IsOpen));
        Assert.Equal(0, (await RunAsync()).ClosedAlarms);
    }

    [Fact]
    public async Task An_alarm_that_ended_for_its_absence_is_open_again_when_it_is_listed_again()
    {
        await OpenAsync("silent", Now.AddHours(-3));
        await RunAsync();
        Assert.Equal(TransitionKind.Invalidated, (await AlarmAsync("silent")).LastTransition);
        _audits.Violations.Active.Add(InAlarm("silent", Now.AddHours(-3)));
        await RunAsync();
        Assert.False((await AlarmAsync("silent")).IsOpen);

        _audits.Time.Advance(TimeSpan.FromMinutes(11));
        await RunAsync();

        Assert.True((await AlarmAsync("silent")).IsOpen);
    }

    [Fact]
    public async Task An_episode_that_closed_while_the_list_was_read_stays_closed()
    {
        await OpenAsync("pump-1", Now.AddHours(-2));
        await ApplyAsync("pump-1", Closing("pump-1", TransitionKind.Cleared, Now.AddHours(-1)).Event);
        await ApplyAsync("pump-2", InAlarm("pump-2", Now.AddHours(-3)).Event with { ViolationId = "later" });
        _audits.Violations.Active.Add(InAlarm("pump-1", Now.AddHours(-2)));
        _audits.Violations.Active.Add(InAlarm("pump-2", Now.AddHours(-4)));

        Assert.Equal((2L, 0L), await RunAsync() is var view ? (view.ActiveViolations, view.OpenedAlarms) : default);

        Assert.False((await AlarmAsync("pump-1")).IsOpen);
        Assert.Equal("later", (await AlarmAsync("pump-2")).ViolationId);
    }

    [Fact]
    public async Task What_analysts_said_of_active_violations_is_taken_over_and_a_withdrawn_word_is_withdrawn()
    {
        var begin = Now.AddHours(-3);
        await OpenAsync("unheard", begin);
        await OpenAsync("withdrawn", begin, Verification.FalsePositive);
        await OpenAsync("just-said", begin, Verification.TruePositive, Now.AddMinutes(-2));
        _audits.Violations.Active.Add(InAlarm("new", begin) with { Verification = Verification.FalsePositive, VerificationNote = "Planned." });
        _audits.Violations.Active.Add(InAlarm("unheard", begin) with { Verification = Verification.TruePositive });
        _audits.Violations.Active.Add(InAlarm("withdrawn", begin) with { Verification = Verification.Unknown });
        _audits.Violations.Active.Add(InAlarm("just-said", begin) with { Verification = Verification.Unknown });

        await RunAsync();

        Assert.Equal((Verification.FalsePositive, "Planned.", true), await AlarmAsync("new") is var alarm ? (alarm.Verification, alarm.VerificationNote, alarm.Archived) : default);
        Assert.Equal(Verification.TruePositive, (await AlarmAsync("unheard")).Verification);
        Assert.Equal(Verification.Unknown, (await AlarmAsync("withdrawn")).Verification);
        Assert.Equal(Verification.TruePositive, (await AlarmAsync("just-said")).Verification);
    }

    [Fact]
    public async Task What_a_fault_or_a_kill_cuts_off_is_carried_out_to_its_end()
    {
        for (var number = 0; number < 600; number++)
        {
            _audits.Violations.Active.Add(InAlarm($"pump-{number}", Now.AddHours(-2)));
        }

        await OpenAsync("gone", Now.AddHours(-5));
        await _audits.DeliverAsync();
        var sends = 0;
        var mayWork = new TaskCompletionSource();
        _audits.Queues.BeforeSend = () =>
        {
            if (Interlocked.Increment(ref sends) >= 2 && !mayWork.Task.IsCompleted)
            {
                throw new IOException("The queue did not answer.");
            }
        };
        await Reconciler.Request(Token);
        await Eventually.TrueAsync("it is in trouble", async () => (await Reconciler.Describe(Token)).Trouble is not null, Token);
        await _audits.KillHostOfAsync(Reconciler);
        mayWork.SetResult();
        var view = await EndAsync();
        await _audits.DeliverAsync();

        // The alarms of the batch that was cut off were open already, and still their findings are delivered.
        Assert.Equal((600L, 600L, 1L), (view.ActiveViolations, view.OpenedAlarms, view.ClosedAlarms));
        Assert.Equal((600, 601), (_audits.Active, _audits.Hub.Count));
    }

    [Fact]
    public async Task A_request_while_it_runs_has_it_run_once_more()
    {
        var gate = new TaskCompletionSource();
        _audits.Violations.Gate = gate.Task;
        await Reconciler.Request(Token);
        await Eventually.TrueAsync("it lists", () => _audits.Violations.ActiveListings == 1, Token);
        await Reconciler.Request(Token);
        await Reconciler.Request(Token);
        gate.SetResult();
        await EndAsync();

        Assert.Equal(2, _audits.Violations.ActiveListings);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_deleted_profile_closes_its_alarms_on_every_page_of_things_whatever_fails_meanwhile(bool isKilled)
    {
        var things = Enumerable.Range(0, 1_100).Select(number => $"pump-{number}").ToList();
        await Parallel.ForEachAsync(things, Token, async (thing, _) => await OpenAsync(thing, Now.AddHours(-2)));
        await ApplyAsync("pump-5", InAlarm("pump-5", Now.AddHours(-2)).Event with { Profile = "Another", ViolationId = "another" });
        await _audits.DeliverAsync();
        var sends = 0;
        var mayWork = new TaskCompletionSource();
        _audits.Queues.BeforeSend = () =>
        {
            if (Interlocked.Increment(ref sends) == 2 || (sends > 2 && isKilled && !mayWork.Task.IsCompleted))
            {
                throw new IOException("The queue did not answer.");
            }
        };
        var causes = new ProfileCauses("event-1", Withdrawal: new WithdrawalEvent { Profile = Profile, Actor = "SecOps/bob", Time = Now.AddHours(-1), EventId = "event-1" });
        await Reconciler.Spread(causes, Token);
        await Reconciler.Spread(causes, Token);
        if (isKilled)
        {
            await Eventually.TrueAsync("it is in trouble", async () => (await Reconciler.Describe(Token)).Trouble is not null, Token);
            await _audits.KillHostOfAsync(Reconciler);
            mayWork.SetResult();
        }

        await SpreadAsync();
        await _audits.DeliverAsync();

        Assert.Equal(("security profile deleted", "SecOps/bob"), await AlarmAsync("pump-1099") is var alarm ? (alarm.Withdrawal, alarm.ClosedBy) : default);
        Assert.Equal((1, 1_101), (_audits.Active, _audits.Hub.Count));
        Assert.Equal(["Another"], (await ViewAsync("pump-5")).Alarms.Where(alarm => alarm.IsOpen).Select(alarm => alarm.Profile));

        // A repeat of what is done is known by its event.
        await OpenAsync("pump-0", Now.AddHours(-1).AddMinutes(1));
        await Reconciler.Spread(causes with { Withdrawal = causes.Withdrawal! with { Time = Now } }, Token);
        await SpreadAsync();
        Assert.True((await AlarmAsync("pump-0")).IsOpen);
    }

    [Fact]
    public async Task A_thing_that_takes_nothing_holds_up_no_other_spread_and_no_phase_and_gets_its_own_when_it_does()
    {
        foreach (var thing in new[] { "ill", "pump-1", "pump-2" })
        {
            await OpenAsync(thing, Now.AddHours(-2));
        }

        await ApplyAsync("pump-1", InAlarm("pump-1", Now.AddHours(-2)).Event with { Profile = "Another", ViolationId = "another" });
        _audits.ThingStorage.RefusesWrites = static grain => grain.ToString().EndsWith("/ill", StringComparison.Ordinal);
        await Reconciler.Spread(Deletion(Profile), Token);
        await Reconciler.Spread(Deletion("Another"), Token);
        await Eventually.TrueAsync(
            "the others are closed", async () => !(await ViewAsync("pump-1")).Alarms.Any(alarm => alarm.IsOpen) && !(await AlarmAsync("pump-2")).IsOpen, Token);
        Assert.True((await AlarmAsync("ill")).IsOpen);

        _audits.Run(0, [Listed(1)]);
        _audits.Violations.Active.Add(InAlarm("ill", Now.AddHours(-2)));
        _audits.Violations.Active.Add(InAlarm("pump-3", Now.AddHours(-1)));
        var view = await RunAsync();
        Assert.Equal((1L, 1L, 0L), (view.MissedAudits, view.OpenedAlarms, view.ClosedAlarms));
        Assert.Contains("IOException: The write failed.", view.Trouble, StringComparison.Ordinal);
        Assert.True((await AlarmAsync("ill")).IsOpen);

        _audits.ThingStorage.RefusesWrites = static _ => false;
        await WorkAsync("nothing waits", view => view.Trouble is null);
        Assert.Equal("security profile deleted", (await AlarmAsync("ill")).Withdrawal);
    }

    [Fact]
    public async Task Beyond_a_hundred_things_that_take_nothing_nothing_new_is_begun_until_they_do()
    {
        var things = Enumerable.Range(0, 130).Select(number => $"ill-{number}").ToList();
        await Parallel.ForEachAsync(things, Token, async (thing, _) => await OpenAsync(thing, Now.AddHours(-2)));
        await ApplyAsync("pump-1", InAlarm("pump-1", Now.AddHours(-2)).Event with { Profile = "Another" });
        _audits.ThingStorage.RefusesWrites = static grain => grain.ToString().Contains("/ill-", StringComparison.Ordinal);
        await Reconciler.Spread(Deletion(Profile), Token);
        await Reconciler.Spread(Deletion("Another"), Token);
        await WorkAsync("they wait", view => view.Trouble?.StartsWith("130 changes wait", StringComparison.Ordinal) == true);
        await Reconciler.Wake(Token);

        Assert.True((await ViewAsync("pump-1")).Alarms[0].IsOpen);
        _audits.ThingStorage.RefusesWrites = static _ => false;
        await SpreadAsync();

        Assert.False((await ViewAsync("pump-1")).Alarms[0].IsOpen);
        Assert.False((await AlarmAsync("ill-129")).IsOpen);
    }

    [Fact]
    public async Task A_thing_that_cannot_be_read_is_passed_over_until_the_next_run_and_gets_what_is_spread_when_it_can()
    {
        await OpenAsync("ill", Now.AddHours(-2));
        await OpenAsync("pump-1", Now.AddHours(-2));
        await _audits.Cluster.Client.GetGrain<IManagementGrain>(0).ForceActivationCollection(TimeSpan.Zero, Token);
        _audits.ThingStorage.RefusesReads = static grain => grain.ToString().EndsWith("/ill", StringComparison.Ordinal);
        _audits.Violations.Active.Add(InAlarm("ill", Now.AddHours(-2)));
        _audits.Violations.Active.Add(InAlarm("pump-2", Now.AddHours(-1)));

        var view = await RunAsync();

        Assert.Equal((1L, 1L), (view.OpenedAlarms, view.ClosedAlarms));
        Assert.StartsWith("Violations: 2 could not be compared: OrleansException: ", view.Trouble, StringComparison.Ordinal);
        Assert.False((await AlarmAsync("pump-1")).IsOpen);

        await Reconciler.Spread(Deletion(Profile), Token);
        await Eventually.TrueAsync("the other is closed", async () => !(await AlarmAsync("pump-2")).IsOpen, Token);
        _audits.ThingStorage.RefusesReads = static _ => false;
        await WorkAsync("it has its own", _ => _audits.WatchList.Row("ill")!.OpenAlarms == 0);
        Assert.Equal("security profile deleted", (await AlarmAsync("ill")).Withdrawal);
    }

    [Fact]
    public async Task A_mitigation_of_a_behavior_is_recorded_on_its_open_alarms()
    {
        await OpenAsync("pump-1", Now.AddHours(-2));
        await ApplyAsync("pump-2", InAlarm("pump-2", Now.AddHours(-2)).Event with { Behavior = "Another" });
        var mitigation = new MitigationEvent { TaskId = "mitigate-1", Actions = ["Quarantine"], Actor = "SecOps/bob", Time = Now.AddHours(-1), EventId = "event-1" };

        await Reconciler.Spread(new ProfileCauses("event-1", Mitigation: new AlarmMitigation(null, Profile, Behavior, mitigation)), Token);
        await SpreadAsync();

        Assert.Equal("mitigate-1", Assert.Single((await AlarmAsync("pump-1")).Mitigations).TaskId);
        Assert.Empty((await ViewAsync("pump-2")).Alarms[0].Mitigations);
    }

    private ProfileCauses Deletion(string profile) => new(
        $"deletion-of-{profile}", Withdrawal: new WithdrawalEvent { Profile = profile, Actor = "SecOps/bob", Time = Now.AddMinutes(-30), EventId = $"deletion-of-{profile}" });

    private static string ViolationOf(string thing) => $"violation-of-{thing}";

    private static ScannedEvent InAlarm(string thing, DateTimeOffset time) => new(
        thing,
        new DetectEvent { Profile = Profile, Behavior = Behavior, Kind = TransitionKind.InAlarm, Time = time, ViolationId = ViolationOf(thing) });

    private static ScannedEvent Closing(string thing, TransitionKind kind, DateTimeOffset time) =>
        InAlarm(thing, time) is var opened ? opened with { Event = opened.Event with { Kind = kind } } : opened;

    private static SuppressionEvent Suppression(int number) => new()
    {
        Check = Expiring,
        Resource = Certificate(number),
        IsSuppressed = true,
        Description = "agreed",
        Time = Start,
        EventId = $"list:{number}",
    };

    private async Task OpenAsync(string thing, DateTimeOffset time, Verification? word = null, DateTimeOffset? said = null)
    {
        var key = new ThingKey(Scope, thing).ToString();
        var consequences = await _audits.Cluster.Client.GetGrain<IThingGrain>(key).Apply(
            new ThingCauses
            {
                Events = [InAlarm(thing, time).Event],
                Verifications = word is { } state
                    ?
                    [
                        new VerificationEvent
                        {
                            ViolationId = ViolationOf(thing), State = state, Actor = "SecOps/ann", Time = said ?? time.AddMinutes(1), EventId = $"said-{thing}",
                        },
                    ]
                    : [],
            },
            Token);
        await _audits.Queues.DeliverAsync([(OwnerKind.Thing, key, consequences.Deliveries)], Token);
    }

    private async Task ApplyAsync(string thing, DetectEvent detectEvent)
    {
        var key = new ThingKey(Scope, thing).ToString();
        var consequences = await _audits.Cluster.Client.GetGrain<IThingGrain>(key).Apply(new ThingCauses { Events = [detectEvent] }, Token);
        await _audits.Queues.DeliverAsync([(OwnerKind.Thing, key, consequences.Deliveries)], Token);
    }

    private async Task<ThingView> ViewAsync(string thing) =>
        (await _audits.Cluster.Client.GetGrain<IThingGrain>(new ThingKey(Scope, thing).ToString()).Describe(Token))!;

    private async Task<AlarmView> AlarmAsync(string thing) => (await ViewAsync(thing)).Alarms.Single(alarm => alarm.Profile == Profile && alarm.Behavior == Behavior);

    private async Task<IReadOnlyList<AuditLogEntry>> Log() => await _audits.Cluster.Client.GetGrain<IAuditLogGrain>(Scope.ToString()).List(Token);

    private async Task<List<(int Number, string Check)>> OpenFindingsAsync(IEnumerable<int> numbers)
    {
        var open = new List<(int, string)>();
        foreach (var number in numbers)
        {
            var view = await _audits.Resource(Certificate(number)).Describe(Token);
            open.AddRange((view?.Findings ?? []).Where(finding => finding.IsOpen).Select(finding => (number, finding.Check)));
        }

        return open;
    }

    private async Task ImportedAsync(params IEnumerable<string> tasks)
    {
        foreach (var task in tasks)
        {
            var grain = _audits.Cluster.Client.GetGrain<IAuditTaskGrain>($"{Scope}/{task}");
            await Eventually.TrueAsync($"{task} is imported", async () => (await grain.Describe(Token))?.ImportEndedAt is not null, Token);
        }

        await _audits.DeliverAsync();
    }

    private async Task<ReconcilerView> RunAsync()
    {
        _audits.Time.Advance(TimeSpan.FromMilliseconds(1));
        var begun = Now;
        await Reconciler.Request(Token);
        return await WorkAsync("the run ends", view => !view.IsRunning && view.EndedAt >= begun);
    }

    private Task<ReconcilerView> EndAsync(int runs = 0)
    {
        var scheduled = runs > 0 ? Now : DateTimeOffset.MinValue;
        return WorkAsync("the run ends", view => !view.IsRunning && view.EndedAt >= scheduled);
    }

    private async Task SpreadAsync() => await WorkAsync("the causes are spread", _ => _audits.Due.Find(DueKind.Reconciler, Scope.ToString())!.DueAt is null);

    /// <summary>Wakes it as the wake service does, and lets the pauses after failures pass.</summary>
    private async Task<ReconcilerView> WorkAsync(string expected, Func<ReconcilerView, bool> isDone)
    {
        ReconcilerView? view = null;
        await Eventually.TrueAsync(
            expected,
            async () =>
            {
                try
                {
                    await Reconciler.Wake(Token);
                    view = await Reconciler.Describe(Token);
                }
                catch (Exception exception) when (exception is not OperationCanceledException)
                {
                    // A silo that dies takes its calls with it; they are repeated.
                    return false;
                }

                if (isDone(view))
                {
                    return true;
                }

                _audits.PassIf(view.Trouble is not null);

                return false;
            },
            Token,
            TimeSpan.FromMinutes(2));
        return view!;
    }
}
