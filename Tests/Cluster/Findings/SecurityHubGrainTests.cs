using OrleansDefender.Findings;
using OrleansDefender.Tests.Shared.Findings;

using Xunit;

using static OrleansDefender.Tests.Shared.Findings.TestFindings;

namespace OrleansDefender.Tests.Cluster.Findings;

public sealed class SecurityHubGrainTests(HubCluster hubs) : IClassFixture<HubCluster>
{
    [Fact]
    public async Task Thirty_submits_of_one_finding_are_one_import()
    {
        var cluster = hubs.NewHub();
        // Each brings another finding along, by which it is known to have arrived.
        var submits = Enumerable.Range(1, 30).Select(revision => cluster.Submit(Snapshot("a", revision), Snapshot("other" + revision))).ToArray();
        await cluster.Arrived(31);

        var answers = await cluster.Until(Task.WhenAll(submits));

        Assert.All(answers, answer => Assert.Equal(DeliveryStatus.Landed, answer.Outcomes[0].Status));
        Assert.Single(cluster.Hub.Calls.SelectMany(static call => call.Ids), IdOf("a"));
        Assert.Single(cluster.Hub.Calls);
        Assert.Equal("Revision 30", cluster.Hub.Find(IdOf("a"))?.Content.Description);
        Assert.Empty(cluster.Hub.Violations);
    }

    [Fact]
    public async Task With_twenty_thousand_LOW_waiting_CRITICAL_is_in_the_next_call_and_the_quota_is_kept()
    {
        var cluster = hubs.NewHub();
        cluster.Hub.Latency = TimeSpan.FromMilliseconds(300);
        var backlog = new Queue<FindingSnapshot[]>(Enumerable.Range(0, 20_000).Select(number => Snapshot("low" + number)).Chunk(100));
        var submits = new List<Task<SubmitAnswer>>();
        var criticalAt = TimeSpan.FromSeconds(6);
        Task<SubmitAnswer>? critical = null;
        var start = cluster.Time.GetUtcNow();
        await cluster.Until(
            () =>
            {
                // What a delivery does that is told "busy": it keeps the rest in its queue and submits again.
                submits.RemoveAll(submit =>
                {
                    if (submit.IsCompletedSuccessfully && submit.Result.Outcomes.Any(outcome => outcome.Status == DeliveryStatus.Busy))
                    {
                        backlog.Enqueue([.. submit.Result.Outcomes.Where(outcome => outcome.Status == DeliveryStatus.Busy).Select(outcome => Snapshot(outcome.Key["alarm/".Length..]))]);
                    }

                    return submit.IsCompleted;
                });
                while (backlog.Count > 0 && submits.Count < 20)
                {
                    submits.Add(cluster.Submit(backlog.Dequeue()));
                }

                if (critical is null && cluster.Time.GetUtcNow() - start >= criticalAt)
                {
                    critical = cluster.Submit(Snapshot("critical", severity: Severity.Critical));
                }

                return backlog.Count == 0 && submits.Count == 0 && critical?.IsCompleted == true;
            },
            "all is delivered");

        var calls = cluster.Hub.Calls;
        Assert.Empty(cluster.Hub.Violations);
        Assert.Equal(DeliveryStatus.Landed, Assert.Single((await critical!).Outcomes).Status);
        var withCritical = calls.Single(call => call.Ids.Contains(IdOf("critical")));
        Assert.Equal(IdOf("critical"), withCritical.Ids[0]);
        Assert.InRange(withCritical.At - criticalAt, TimeSpan.Zero, TimeSpan.FromSeconds(3));
        Assert.Equal(20_001, calls.SelectMany(static call => call.Ids).Distinct().Count());
        var quota = new ExactQuota();
        Assert.All(calls, call => Assert.True(quota.Accepts(call.At)));
        // And it is used: two hundred full calls at ten a second.
        Assert.InRange(calls[^1].At, TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task After_a_quiet_hour_a_burst_keeps_the_quota_too()
    {
        var cluster = hubs.NewHub();
        await cluster.Deliver(Snapshot("first"));
        cluster.Time.Advance(TimeSpan.FromMinutes(1));
        var submits = Enumerable.Range(0, 100).Select(number => cluster.Submit(Snapshot("f" + number))).ToArray();

        var answers = await cluster.Until(Task.WhenAll(submits));

        Assert.All(answers, answer => Assert.Equal(DeliveryStatus.Landed, Assert.Single(answer.Outcomes).Status));
        Assert.Empty(cluster.Hub.Violations);
    }

    [Fact]
    public async Task After_a_half_success_the_retry_makes_only_the_missing_update()
    {
        var cluster = hubs.NewHub();
        cluster.Hub.Script = static call => call.IsImport ? null : HubFault.Error;
        var snapshot = Snapshot("a", 2, update: Update(1));
        var first = Assert.Single(await cluster.Deliver(snapshot));
        cluster.Hub.Script = static _ => null;
        await cluster.Pass(TimeSpan.FromSeconds(10));

        var second = Assert.Single(await cluster.Deliver(snapshot));

        Assert.Equal((DeliveryStatus.Busy, 0L), (first.Status, first.UpdateRevision));
        Assert.Equal((DeliveryStatus.Landed, 1L), (second.Status, second.UpdateRevision));
        Assert.Single(cluster.Hub.Calls, static call => call.IsImport);
        Assert.Equal(WorkflowStatus.Suppressed, cluster.Hub.Find(IdOf("a"))?.Workflow);
    }

    [Fact]
    public async Task Suppression_then_undo_leave_the_hub_as_the_analyst_said()
    {
        var cluster = hubs.NewHub();
        await cluster.Deliver(Snapshot("a", 1));
        await cluster.Deliver(Snapshot("a", 2, update: Update(1), state: RecordState.Archived));
        var suppressed = cluster.Hub.Find(IdOf("a"));
        await cluster.Deliver(Snapshot("a", 3, update: Update(2, WorkflowStatus.New, Verification.Unknown, note: null, beforeImport: true)));
        var undone = cluster.Hub.Find(IdOf("a"));

        Assert.Equal((RecordState.Archived, WorkflowStatus.Suppressed), (suppressed!.Content.RecordState, suppressed.Workflow));
        Assert.Equal((RecordState.Active, WorkflowStatus.New, Verification.Unknown), (undone!.Content.RecordState, undone.Workflow, undone.Verification));
        Assert.Equal([true, true, false, false, true], cluster.Hub.Calls.Select(static call => call.IsImport));
    }

    [Fact]
    public async Task An_update_waits_for_a_hub_that_applies_its_import_late()
    {
        var cluster = hubs.NewHub();
        cluster.Hub.ApplyDelay = TimeSpan.FromSeconds(5);

        var outcome = Assert.Single(await cluster.Deliver(Snapshot("a", 1, update: Update(1))));

        Assert.Equal((DeliveryStatus.Landed, 1L), (outcome.Status, outcome.UpdateRevision));
        Assert.Single(cluster.Hub.Calls, static call => call.IsImport);
    }

    [Fact]
    public async Task An_undo_of_an_expired_finding_brings_it_back()
    {
        var cluster = hubs.NewHub();
        await cluster.Deliver(Snapshot("a", 1));
        cluster.Hub.Expire(IdOf("a"));

        var outcome = Assert.Single(await cluster.Deliver(Snapshot("a", 2, update: Update(1, WorkflowStatus.New, Verification.Unknown, beforeImport: true))));

        Assert.Equal(DeliveryStatus.Landed, outcome.Status);
        Assert.Equal("Revision 2", cluster.Hub.Find(IdOf("a"))?.Content.Description);
        Assert.Equal([true, false, true, false], cluster.Hub.Calls.Select(static call => call.IsImport));
    }

    [Fact]
    public async Task When_full_a_CRITICAL_displaces_a_LOW()
    {
        var cluster = hubs.NewHub();
        var low = Enumerable.Range(0, 20).Select(block => cluster.Submit([.. Enumerable.Range(block * 100, 100).Select(number => Snapshot("low" + number))])).ToArray();
        await cluster.Arrived(2_000);
        var another = await cluster.Submit(Snapshot("low2000"));

        var critical = await cluster.Deliver(Snapshot("critical", severity: Severity.Critical));

        Assert.Equal((DeliveryStatus.Busy, "Full"), (Assert.Single(another.Outcomes).Status, another.Outcomes[0].ErrorCode));
        Assert.Equal(DeliveryStatus.Landed, Assert.Single(critical).Status);
        var outcomes = (await cluster.Until(Task.WhenAll(low))).SelectMany(static answer => answer.Outcomes).ToList();
        Assert.Equal("Full", Assert.Single(outcomes, static outcome => outcome.Status == DeliveryStatus.Busy).ErrorCode);
        Assert.Equal(IdOf("critical"), cluster.Hub.Calls[0].Ids[0]);
    }

    [Theory]
    [InlineData(HubFault.Denied, "AccessDeniedException")]
    [InlineData(HubFault.EachDenied, "InvalidAccess")]
    public async Task Without_access_the_hub_pauses_says_so_and_serves_again(HubFault fault, string code)
    {
        var cluster = hubs.NewHub();
        cluster.Hub.Script = _ => fault;
        var first = Assert.Single(await cluster.Deliver(Snapshot("a")));
        var status = await cluster.Grain.GetStatus(TestContext.Current.CancellationToken);
        var whilePaused = Assert.Single((await cluster.Submit(Snapshot("a"))).Outcomes);

        Assert.Equal((DeliveryStatus.Busy, code), (first.Status, first.ErrorCode));
        Assert.Equal((DeliveryStatus.Busy, code), (whilePaused.Status, whilePaused.ErrorCode));
        Assert.True(status.IsFailing);
        Assert.Contains(code, status.Reason, StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromSeconds(30), status.RetryAt - status.Since);
        Assert.Single(cluster.Hub.Calls);

        cluster.Hub.Script = static _ => null;
        await cluster.Pass(TimeSpan.FromSeconds(30));
        var answer = await cluster.Until(cluster.Submit(Snapshot("a")));

        Assert.Equal(DeliveryStatus.Landed, Assert.Single(answer.Outcomes).Status);
        Assert.False(answer.Hub.IsFailing);
    }

    [Fact]
    public async Task A_role_that_may_only_import_keeps_no_alarm_out_of_the_hub()
    {
        var cluster = hubs.NewHub();
        cluster.Hub.Script = static call => call.IsImport ? null : HubFault.Denied;
        var word = Assert.Single(await cluster.Deliver(Snapshot("a", update: Update(1))));

        var critical = await cluster.Until(cluster.Submit(Snapshot("critical", severity: Severity.Critical)));

        Assert.Equal((DeliveryStatus.Busy, "AccessDeniedException"), (word.Status, word.ErrorCode));
        Assert.Equal(DeliveryStatus.Landed, Assert.Single(critical.Outcomes).Status);
        Assert.StartsWith("BatchUpdateFindings: ", critical.Hub.Reason, StringComparison.Ordinal);
        Assert.Single(cluster.Hub.Calls, static call => !call.IsImport);
    }

    [Fact]
    public async Task One_malformed_finding_is_isolated_and_only_it_is_rejected()
    {
        var cluster = hubs.NewHub();
        cluster.Hub.MalformedIds.Add(IdOf("f63"));
        await cluster.Deliver(Snapshot("proof"));

        var outcomes = await cluster.Deliver([.. Enumerable.Range(0, 100).Select(number => Snapshot("f" + number))]);

        Assert.Equal(IdOf("f63"), Assert.Single(outcomes, static outcome => outcome.Status == DeliveryStatus.Rejected).FindingId);
        Assert.Equal(99, outcomes.Count(static outcome => outcome.Status == DeliveryStatus.Landed));
        Assert.InRange(cluster.Hub.Calls.Count, 8, 20);
        Assert.Empty(cluster.Hub.Violations);
    }

    [Fact]
    public async Task A_finding_refused_one_by_one_is_rejected_with_its_reason()
    {
        var cluster = hubs.NewHub();
        cluster.Hub.RefusedIds.Add(IdOf("bad"), "InvalidInput");

        var outcomes = await cluster.Deliver(Snapshot("bad"), Snapshot("good"));

        Assert.Equal([(DeliveryStatus.Rejected, "InvalidInput"), (DeliveryStatus.Landed, null)], outcomes.Select(static outcome => (outcome.Status, outcome.ErrorCode)));
    }

    [Fact]
    public async Task An_older_revision_after_a_newer_one_costs_no_call()
    {
        var cluster = hubs.NewHub();
        await cluster.Deliver(Snapshot("a", 5));

        var answer = await cluster.Submit(Snapshot("a", 4));

        Assert.Equal(DeliveryStatus.Landed, Assert.Single(answer.Outcomes).Status);
        Assert.Single(cluster.Hub.Calls);
        Assert.Equal("Revision 5", cluster.Hub.Find(IdOf("a"))?.Content.Description);
    }

    [Fact]
    public async Task Lost_and_missing_answers_are_sent_again_and_nothing_is_doubled()
    {
        var cluster = hubs.NewHub();
        cluster.Hub.Script = static call => call.Number switch { 1 => HubFault.LostAnswer, 2 => HubFault.Silent, _ => null };

        var outcome = Assert.Single(await cluster.Deliver(Snapshot("a", 3)));

        Assert.Equal(DeliveryStatus.Landed, outcome.Status);
        Assert.Equal(3, cluster.Hub.Calls.Count);
        // The call without an answer was given up after its 15 s.
        Assert.InRange(cluster.Hub.Calls[2].At - cluster.Hub.Calls[1].At, TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(17));
    }

    [Fact]
    public async Task While_the_hub_fails_a_submit_waits_twenty_seconds_and_is_busy_with_the_reason()
    {
        var cluster = hubs.NewHub();
        cluster.Hub.Script = static _ => HubFault.Error;
        var start = cluster.Time.GetUtcNow();

        var submit = cluster.Submit(Snapshot("a"));
        await cluster.Arrived(1);
        var answer = await cluster.Until(submit);

        Assert.Equal((DeliveryStatus.Busy, "InternalException"), (Assert.Single(answer.Outcomes).Status, answer.Outcomes[0].ErrorCode));
        Assert.InRange(cluster.Time.GetUtcNow() - start, TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(20.2));
        Assert.True(answer.Hub.IsFailing);
        Assert.Equal(0, answer.Hub.Waiting);
    }

    [Fact]
    public async Task A_submit_that_is_given_up_is_forgotten()
    {
        var cluster = hubs.NewHub();
        using var giveUp = new CancellationTokenSource();
        var submit = cluster.Submit(giveUp.Token, Snapshot("a"));
        await cluster.Arrived(1);

        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => submit);
        await cluster.Arrived(0);

        await cluster.Pass(TimeSpan.FromSeconds(1));
        Assert.Empty(cluster.Hub.Calls);
    }

    [Fact]
    public async Task A_grain_that_leaves_has_answered_everybody_and_its_successor_starts_without_a_token()
    {
        var cluster = hubs.NewHub();
        await cluster.Deliver(Snapshot("a"));
        cluster.Time.Advance(TimeSpan.FromMinutes(1));
        cluster.Hub.Script = static _ => HubFault.Error;
        var waiting = cluster.Submit(Snapshot("b"));
        await cluster.Arrived(1);

        // Orleans lets the running submit end first, and keeps new calls for the successor: no barrier is to be had of the grain.
        var leaving = cluster.DeactivateAsync();
        cluster.Time.Advance(TimeSpan.FromSeconds(20));
        await waiting.WaitAsync(HubSession.Patience, TestContext.Current.CancellationToken);
        await leaving.WaitAsync(HubSession.Patience, TestContext.Current.CancellationToken);
        cluster.Hub.Script = static _ => null;
        var calls = cluster.Hub.Calls.Count;
        var next = cluster.Submit(Snapshot("b"));
        await cluster.Arrived(1);

        Assert.Equal(DeliveryStatus.Busy, Assert.Single((await waiting).Outcomes).Status);
        Assert.Equal(calls, cluster.Hub.Calls.Count);
        Assert.Equal(DeliveryStatus.Landed, Assert.Single((await cluster.Until(next)).Outcomes).Status);
    }
}
