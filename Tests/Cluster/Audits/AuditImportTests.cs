using System.Collections.Immutable;

using Microsoft.Extensions.DependencyInjection;

using Orleans.Serialization;

using OrleansDefender.Audits;
using OrleansDefender.Findings;
using OrleansDefender.Fleet;
using OrleansDefender.Tests.Shared;

using Xunit;

using static OrleansDefender.Tests.Cluster.Audits.AuditCluster;

namespace OrleansDefender.Tests.Cluster.Audits;

/// <summary>The import of runs. Tests named "Defect N" hold against the published solution's defects, by their number in its description.</summary>
public sealed class AuditImportTests : IAsyncLifetime
{
    private const string Expiring = "DEVICE_CERTIFICATE_EXPIRING_CHECK";
    private const string Quality = "DEVICE_CERTIFICATE_KEY_QUALITY_CHECK";

    private readonly AuditCluster _audits = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _audits.InitializeAsync();

    public ValueTask DisposeAsync() => _audits.DisposeAsync();

    [Fact]
    public async Task A_run_of_many_pages_is_in_the_hub_whole_and_says_how_it_went()
    {
        var run = _audits.Run(0, [.. Enumerable.Range(0, 2_600).Select(number => Listed(number)), .. Enumerable.Range(0, 40).Select(number => Listed(number, Quality))]);

        var view = await _audits.ImportAsync(run);

        Assert.Equal((2_640, 2_640), (_audits.Active, _audits.Imports));
        Assert.Equal((AuditImportState.Done, 2_640L), (view.State, view.Changed));
        Assert.Equal([Quality, Expiring], view.Checks.Select(check => check.Run.Check));
        Assert.All(view.Checks, check => Assert.Equal(AuditImportState.Done, check.State));
        Assert.Equal((2_600L, 2_600L), (view.Checks[1].Listed, view.Checks[1].Resources));
        Assert.Null(_audits.Due.Find(DueKind.AuditTask, $"{Scope}/{run.TaskId}")!.DueAt);
        Assert.Equal(2_600, _audits.Queues.Links.Select(link => link.Resource).Distinct().Count());
        Assert.Equal("task-0", Assert.Single(await _audits.Cluster.Client.GetGrain<IAuditLogGrain>(Scope.ToString()).List(Token)).TaskId);
    }

    [Fact]
    public async Task An_unchanged_run_imports_nothing_and_the_notification_that_comes_twice_neither()
    {
        ListedFinding[] findings = [.. Enumerable.Range(0, 600).Select(number => Listed(number))];
        var first = _audits.Run(0, findings);
        await _audits.ImportAsync(first);
        await _audits.ImportAsync(first);

        var view = await _audits.ImportAsync(_audits.Run(1, findings));

        Assert.Equal((600, 0L), (_audits.Imports, view.Changed));
        Assert.Equal(AuditImportState.Done, view.Checks[0].State);
    }

    [Fact]
    public async Task Defect_5_a_partial_run_and_failed_and_canceled_checks_archive_nothing()
    {
        await _audits.ImportAsync(_audits.Run(0, [Listed(1), Listed(2), Listed(3, Quality), Listed(4, "DEVICE_CERTIFICATE_AGE_CHECK")]));

        var view = await _audits.ImportAsync(_audits.Run(
            1,
            [Listed(1)],
            new AuditCheckRun { Check = Quality, Status = AuditCheckStatus.Failed },
            new AuditCheckRun { Check = "DEVICE_CERTIFICATE_AGE_CHECK", Status = AuditCheckStatus.Canceled }));

        // Of the check that completed the second certificate is no longer listed; all others stand.
        Assert.Equal(3, _audits.Active);
        Assert.Equal(2, view.Checks.Count(check => check.State == AuditImportState.SaysNothing));
        Assert.False((await _audits.Resource(Certificate(2)).Describe(Token))!.Findings[0].IsOpen);
        Assert.True((await _audits.Resource(Certificate(3)).Describe(Token))!.Findings[0].IsOpen);
    }

    [Fact]
    public async Task Defect_6_a_run_in_which_all_complies_archives_the_last_findings()
    {
        await _audits.ImportAsync(_audits.Run(0, [.. Enumerable.Range(0, 700).Select(number => Listed(number))]));

        var view = await _audits.ImportAsync(_audits.Run(1, [], Completed(Expiring, 0)));

        Assert.Equal((0, 700), (_audits.Active, _audits.Hub.Count));
        Assert.Equal((700L, 700L), (view.Changed, view.Checks[0].Missed));
        Assert.All(_audits.Hub.Values, finding => Assert.Equal(ComplianceStatus.Passed, finding.Compliance));
    }

    [Fact]
    public async Task Defect_7_a_suppressed_finding_is_archived_and_a_compliant_check_that_lists_only_such_resolves_none()
    {
        await _audits.ImportAsync(_audits.Run(0, [Listed(1), Listed(2, suppressed: true)]));
        Assert.Equal(1, _audits.Active);

        await _audits.ImportAsync(_audits.Run(1, [Listed(2, suppressed: true)]));

        Assert.Equal(0, _audits.Active);
        Assert.True((await _audits.Resource(Certificate(2)).Describe(Token))!.Findings[0] is { IsOpen: true, IsSuppressed: true });
        Assert.False((await _audits.Resource(Certificate(1)).Describe(Token))!.Findings[0].IsOpen);
    }

    [Fact]
    public async Task Defect_14_reasons_and_policy_versions_do_not_collapse()
    {
        ListedFinding Policy(string version, string reason) =>
            Listed(0, "IOT_POLICY_OVERLY_PERMISSIVE_CHECK", reason) with { Resource = ResourceIdentifier.Policy("PumpFleetPolicy", version), ResourceType = "IOT_POLICY" };

        await _audits.ImportAsync(_audits.Run(0, [Policy("3", "A"), Policy("3", "B"), Policy("4", "A")]));
        Assert.Equal(3, _audits.Active);

        await _audits.ImportAsync(_audits.Run(1, [Policy("4", "A"), Policy("3", "B")]));
        Assert.Equal(2, _audits.Active);
    }

    [Fact]
    public async Task Defect_15_an_issuer_certificate_is_a_resource_like_any_other()
    {
        var issuer = ResourceIdentifier.Issuer("CN=Pump Intermediate CA 2,O=Example Pumps", new string('a', 64), "0A:1B:2C:3D");
        await _audits.ImportAsync(_audits.Run(
            0, [Listed(0, "INTERMEDIATE_CA_REVOKED_FOR_ACTIVE_DEVICE_CERTIFICATES_CHECK", "INTERMEDIATE_CA_REVOKED_BY_ISSUER") with { Resource = issuer, ResourceType = "ISSUER_CERTIFICATE" }]));

        var finding = Assert.Single(_audits.Hub.Values);
        Assert.Equal("Other", finding.Resources[0].Type);
        Assert.Contains("CN=Pump Intermediate CA 2", finding.Resources[0].Id, StringComparison.Ordinal);
        Assert.All(finding.Id, character => Assert.True(char.IsAsciiLetterOrDigit(character) || "-._~:/".Contains(character, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_list_shorter_than_its_count_resolves_nothing_and_the_next_whole_one_resolves_all()
    {
        await _audits.ImportAsync(_audits.Run(0, [.. Enumerable.Range(0, 10).Select(number => Listed(number))]));
        var cut = _audits.Run(1, [.. Enumerable.Range(0, 4).Select(number => Listed(number))]);
        cut = cut with { Checks = [Completed(Expiring, 9)] };

        var view = await _audits.ImportAsync(cut);
        Assert.Equal((10, AuditImportState.Incomplete), (_audits.Active, view.Checks[0].State));

        await _audits.ImportAsync(_audits.Run(2, [.. Enumerable.Range(0, 4).Select(number => Listed(number))]));
        Assert.Equal(4, _audits.Active);
    }

    [Fact]
    public async Task A_resource_with_several_reasons_on_several_pages_counts_once()
    {
        _audits.Shelf.PageSize = 3;
        ListedFinding[] findings =
        [
            .. Enumerable.Range(0, 40).Select(number => Listed(number)),
            .. Enumerable.Range(0, 40).Select(number => Listed(number, reason: "CERTIFICATE_APPROACHING_EXPIRATION")),
        ];

        var view = await _audits.ImportAsync(_audits.Run(0, findings));

        Assert.Equal((80L, 40L, 80), (view.Checks[0].Listed, view.Checks[0].Resources, _audits.Active));
    }

    [Fact]
    public async Task A_windowed_check_keeps_what_it_does_not_list_for_seven_days_and_two_runs()
    {
        const string Conflict = "DEVICE_CERTIFICATE_SHARED_CHECK";
        await _audits.ImportAsync(_audits.Run(0, [Listed(1, Conflict)]));
        for (var day = 1; day <= 6; day++)
        {
            await _audits.ImportAsync(_audits.Run(day, [], Completed(Conflict, 0)));
            Assert.Equal(1, _audits.Active);
        }

        await _audits.ImportAsync(_audits.Run(7, [], Completed(Conflict, 0)));
        Assert.Equal(0, _audits.Active);
    }

    [Fact]
    public async Task A_run_that_started_earlier_and_comes_later_says_nothing()
    {
        await _audits.ImportAsync(_audits.Run(3, [Listed(1)]));

        var view = await _audits.ImportAsync(_audits.Run(2, [Listed(2)]));

        Assert.Equal((1, AuditImportState.Superseded), (_audits.Hub.Count, view.Checks[0].State));
    }

    [Fact]
    public async Task A_run_that_overtakes_another_takes_over_what_that_one_had_opened()
    {
        _audits.Shelf.PageSize = 10;
        var gate = new TaskCompletionSource();
        var older = _audits.Run(0, [.. Enumerable.Range(0, 200).Select(number => Listed(number))]);
        _audits.Shelf.BeforePage = call => call > 12 ? gate.Task : Task.CompletedTask;
        await _audits.Task(older).Start(older, Token);
        await Eventually.TrueAsync("the older run waits in the middle", () => _audits.Shelf.Calls > 12, Token);

        _audits.Shelf.BeforePage = static _ => Task.CompletedTask;
        await _audits.ImportAsync(_audits.Run(1, [.. Enumerable.Range(30, 5).Select(number => Listed(number))]));
        gate.SetResult();
        var view = await _audits.FinishAsync(older);

        Assert.Equal((5, AuditImportState.Superseded), (_audits.Active, view.Checks[0].State));
    }

    [Fact]
    public async Task A_check_that_AWS_IoT_does_not_list_holds_up_no_other_and_no_mitigation_and_is_asked_for_again_until_it_does()
    {
        var run = _audits.Run(0, [Listed(1, Quality), Listed(2), Listed(3)]);
        var isRefused = true;
        var asked = 0;
        _audits.Shelf.Refuses = (check, _) =>
        {
            asked += check == Quality ? 1 : 0;
            return check == Quality && isRefused ? new InvalidOperationException("Access denied.") : null;
        };

        await _audits.Task(run).Start(run, Token);
        var view = await SeeAsync(run, view => view.Checks[1].State == AuditImportState.Done && view.Trouble is not null);

        Assert.Equal((Quality, AuditImportState.Waiting, "InvalidOperationException: Access denied."), (view.Checks[0].Run.Check, view.Checks[0].State, view.Checks[0].Reason));
        Assert.Equal((null, 2L, true), (view.ImportEndedAt, view.Changed, view.Trouble!.Contains(Quality, StringComparison.Ordinal)));
        await _audits.Task(run).Annotate(
            new AuditMitigation(
                ImmutableDictionary<string, ImmutableArray<string>>.Empty.Add(Expiring, []),
                new MitigationEvent { TaskId = "mitigate-1", Actions = [], Time = Start.AddDays(1), EventId = "e1" }),
            Token);
        await Eventually.TrueAsync(
            "the mitigation is recorded", async () => (await _audits.Resource(Certificate(2)).Describe(Token))!.Findings[0].Mitigations.Length == 1, Token);

        // It waits for longer each time, in the end with a row that wakes it then.
        await PassAsync(() => _audits.Due.Find(DueKind.AuditTask, $"{Scope}/{run.TaskId}")?.DueAt is { } due && due > _audits.Time.GetUtcNow().AddSeconds(60));
        Assert.Equal(6, asked);
        await _audits.KillHostOfAsync(_audits.Task(run));
        var before = asked;
        await _audits.Task(run).Wake(Token);
        Assert.Equal(before, asked);

        isRefused = false;
        view = await _audits.FinishAsync(run);
        Assert.Equal((AuditImportState.Done, null, 3), (view.Checks[0].State, view.Checks[0].Reason, _audits.Active));
        Assert.Equal(before + 1, asked);
    }

    [Fact]
    public async Task A_check_that_AWS_IoT_never_lists_ends_with_the_reason_once_it_no_longer_keeps_the_run()
    {
        var run = _audits.Run(0, [Listed(1, Quality), Listed(2)]) with { StartedAt = _audits.Time.GetUtcNow().AddDays(-90).AddMinutes(2) };
        var asked = 0;
        _audits.Shelf.Refuses = (check, _) => check != Quality ? null : Interlocked.Increment(ref asked) > 0 ? new InvalidOperationException("Access denied.") : null;

        var view = await _audits.ImportAsync(run);

        Assert.Equal([(AuditImportState.Gone, "InvalidOperationException: Access denied."), (AuditImportState.Done, null)], view.Checks.Select(check => (check.State, check.Reason)));
        Assert.InRange(asked, 7, 9);
        Assert.Null(view.Trouble);
        Assert.Null(_audits.Due.Find(DueKind.AuditTask, $"{Scope}/{run.TaskId}")!.DueAt);
    }

    [Fact]
    public async Task A_list_whose_page_token_is_refused_in_the_middle_of_a_segment_is_read_from_its_beginning_and_loses_nothing()
    {
        _audits.Shelf.PageSize = 10;
        var run = _audits.Run(0, [.. Enumerable.Range(0, 100).Select(number => Listed(number))]);
        var sends = 0;
        string? refused = null;
        _audits.Queues.BeforeSend = () =>
        {
            // What the second segment changed is in the resources, and on no queue.
            if (Interlocked.Increment(ref sends) == 3)
            {
                refused = "40";
                throw new IOException("The queue did not answer.");
            }
        };
        var beginnings = 0;
        _audits.Shelf.Refuses = (_, token) =>
        {
            beginnings += token is null ? 1 : 0;
            if (token is null || token != refused)
            {
                return null;
            }

            refused = null;
            return new AuditGoneException("The token is not known.");
        };

        var view = await _audits.ImportAsync(run);

        Assert.Equal((2, 100, AuditImportState.Done), (beginnings, _audits.Active, view.Checks[0].State));
        Assert.Equal((100L, 100L), (view.Checks[0].Listed, view.Checks[0].Resources));
    }

    [Fact]
    public async Task A_list_that_is_refused_at_the_same_page_each_time_is_read_three_times_more_and_then_given_up_with_what_it_had()
    {
        _audits.Shelf.PageSize = 10;
        var run = _audits.Run(0, [.. Enumerable.Range(0, 100).Select(number => Listed(number))]);
        var beginnings = 0;
        _audits.Shelf.Refuses = (_, token) =>
        {
            beginnings += token is null ? 1 : 0;
            return token == "40" ? new AuditGoneException("The token is not known.") : null;
        };

        var view = await _audits.ImportAsync(run);

        Assert.Equal((4, 40, AuditImportState.Gone, "The token is not known."), (beginnings, _audits.Active, view.Checks[0].State, view.Checks[0].Reason));

        // The names that it had are in the book: the next run resolves what it does not list.
        _audits.Shelf.Refuses = static (_, _) => null;
        await _audits.ImportAsync(_audits.Run(1, [.. Enumerable.Range(0, 5).Select(number => Listed(number))]));
        Assert.Equal(5, _audits.Active);
    }

    [Fact]
    public async Task A_segment_that_was_cut_off_is_done_to_its_end_though_another_run_has_overtaken_it()
    {
        var older = _audits.Run(0, [.. Enumerable.Range(0, 40).Select(number => Listed(number))]);
        await CutAsync(older);

        // The later run finds as it should be what the older one has changed and never sent.
        await _audits.ImportAsync(_audits.Run(1, [.. Enumerable.Range(0, 40).Select(number => Listed(number))]));
        Assert.Empty(_audits.Hub);
        var view = await _audits.FinishAsync(older);

        Assert.Equal((40, AuditImportState.Superseded), (_audits.Active, view.Checks[0].State));
        await _audits.ImportAsync(_audits.Run(2, [Listed(39)]));
        Assert.Equal((1, 40), (_audits.Active, _audits.Hub.Count));
    }

    [Fact]
    public async Task A_resolving_segment_that_was_cut_off_is_done_to_its_end_though_another_run_has_begun()
    {
        _audits.Shelf.PageSize = 10;
        await _audits.ImportAsync(_audits.Run(0, [.. Enumerable.Range(0, 40).Select(number => Listed(number))]));
        var older = _audits.Run(1, [], Completed(Expiring, 0));
        await CutAsync(older);
        var newer = _audits.Run(2, [Listed(7)]);
        _audits.Shelf.BeforePage = _ => throw new IOException("The answer was lost.");
        await _audits.Task(newer).Start(newer, Token);
        var book = _audits.Cluster.Client.GetGrain<IAuditCheckGrain>(CheckShardKey.Check(Scope, Expiring));
        Assert.False((await book.Begin(newer.TaskId, newer.StartedAt, Token)).IsSuperseded);

        var view = await _audits.FinishAsync(older);
        Assert.Equal((0, AuditImportState.Superseded), (_audits.Active, view.Checks[0].State));

        _audits.Shelf.BeforePage = static _ => Task.CompletedTask;
        await _audits.FinishAsync(newer);
        Assert.Equal(1, _audits.Active);
    }

    [Fact]
    public async Task Failing_lists_queues_and_storage_change_nothing_in_the_end()
    {
        _audits.Shelf.PageSize = 20;
        ListedFinding[] findings = [.. Enumerable.Range(0, 400).Select(number => Listed(number)), .. Enumerable.Range(0, 100).Select(number => Listed(number, Quality))];
        var calls = 0;
        _audits.Shelf.BeforePage = call => call % 7 == 2 ? throw new IOException("The answer was lost.") : Task.CompletedTask;
        _audits.Queues.BeforeSend = () =>
        {
            var number = Interlocked.Increment(ref calls);
            if (number % 3 == 1)
            {
                _audits.Storage.FailNext(afterWriting: number % 2 == 0);
                throw new IOException("The queue did not answer.");
            }
        };

        var view = await _audits.ImportAsync(_audits.Run(0, findings));
        var second = await _audits.ImportAsync(_audits.Run(1, [.. findings.Where(finding => finding.Check == Expiring).Take(300)], Completed(Quality, 0)));

        Assert.Equal((300, 500), (_audits.Active, _audits.Hub.Count));
        Assert.Equal((400L, 400L), (view.Checks[1].Listed, view.Checks[1].Resources));
        Assert.Equal((500L, 200L), (view.Changed, second.Changed));
    }

    [Fact]
    public async Task A_silo_that_dies_in_the_middle_costs_nothing()
    {
        _audits.Shelf.PageSize = 10;
        ListedFinding[] findings = [.. Enumerable.Range(0, 600).Select(number => Listed(number))];
        var run = _audits.Run(0, findings);
        var killed = 0;
        _audits.Shelf.BeforePage = async call =>
        {
            if (call == 25 && Interlocked.Exchange(ref killed, 1) == 0)
            {
                // The silo that runs the import, whichever it is: the grain is asked for its address by its host.
                await _audits.KillHostOfAsync(_audits.Task(run));
            }
        };

        var view = await _audits.ImportAsync(run);

        Assert.Equal((1, 600, 600L, 600L), (killed, _audits.Active, view.Checks[0].Listed, view.Checks[0].Resources));
        Assert.InRange(_audits.Imports, 600, 700);
    }

    [Fact]
    public async Task A_mitigation_of_a_whole_audit_is_recorded_with_what_it_lists_of_the_checks_and_reasons()
    {
        var run = _audits.Run(0, [Listed(1), Listed(2, reason: "OTHER"), Listed(3, Quality)]);
        await _audits.ImportAsync(run);
        var mitigation = new MitigationEvent { TaskId = "mitigate-1", Actions = ["Quarantine"], Actor = "SecOps/bob", Time = Start.AddDays(1), EventId = "e1" };

        await _audits.Task(run).Annotate(
            new AuditMitigation(
                ImmutableDictionary<string, ImmutableArray<string>>.Empty.Add(Expiring, ["OTHER"]), mitigation),
            Token);
        await Eventually.TrueAsync(
            "the mitigation is recorded",
            async () => (await _audits.Resource(Certificate(2)).Describe(Token))!.Findings[0].Mitigations.Length == 1,
            Token);
        await Eventually.TrueAsync("it sleeps", () => _audits.Due.Find(DueKind.AuditTask, $"{Scope}/{run.TaskId}")!.DueAt is null, Token);
        await _audits.DeliverAsync();

        Assert.Equal("mitigate-1", Assert.Single(_audits.Hub.Values, finding => finding.ProductFields.ContainsKey("MitigationTaskId")).ProductFields["MitigationTaskId"]);
        Assert.Empty((await _audits.Resource(Certificate(1)).Describe(Token))!.Findings[0].Mitigations);
    }

    [Fact]
    public async Task Delivered_findings_are_counted_and_never_more_than_changed()
    {
        var run = _audits.Run(0, [Listed(1), Listed(2), Listed(3)]);
        await _audits.ImportAsync(run);

        await _audits.Task(run).AddDelivered(2, Token);
        Assert.Equal(2, (await _audits.Task(run).Describe(Token))!.Delivered);
        await _audits.Task(run).AddDelivered(2, Token);
        Assert.Equal(3, (await _audits.Task(run).Describe(Token))!.Delivered);
    }

    /// <summary>Starts a run whose next segment is applied, but not sent.</summary>
    private async Task CutAsync(AuditRun run)
    {
        _audits.Queues.BeforeSend = () =>
        {
            _audits.Queues.BeforeSend = static () => { };
            throw new IOException("The queue did not answer.");
        };
        await _audits.Task(run).Start(run, Token);
        await SeeAsync(run, view => view.Trouble is not null);
    }

    private Task<AuditTaskView> SeeAsync(AuditRun run, Func<AuditTaskView, bool> isWanted) =>
        Eventually.SeeAsync(async token => (await _audits.Task(run).Describe(token))!, isWanted, Token);

    /// <summary>Lets time pass where nothing else happens.</summary>
    private Task PassAsync(Func<bool> condition) => Eventually.TrueAsync(
        "it comes with time",
        () =>
        {
            if (condition())
            {
                return true;
            }

            _audits.PassIf(true);
            return false;
        },
        Token,
        TimeSpan.FromMinutes(2));

    [Fact]
    public void A_full_shard_of_certificates_stays_below_64_KB_as_it_is_stored()
    {
        var shards = ShardPacking.Pack(Enumerable.Range(0, 5_000).Select(Certificate)).ToList();
        Assert.InRange(shards.Count, 6, 7);
        Assert.Equal(5_000, shards.Sum(shard => shard.Length));

        var serializer = new ServiceCollection().AddSerializer().BuildServiceProvider().GetRequiredService<Serializer<CheckShardState>>();
        var state = new CheckShardState { Groups = [new ShardGroup("device-certificate", [.. shards[0].Select(resource => resource.Id)])] };
        Assert.InRange(serializer.SerializeToArray(state).Length, 1, 65_536);
    }
}
