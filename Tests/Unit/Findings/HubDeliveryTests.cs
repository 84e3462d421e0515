using OrleansDefender.Findings;
using OrleansDefender.Findings.Delivery;

using Xunit;

using static OrleansDefender.Tests.Shared.Findings.TestFindings;
using static OrleansDefender.Tests.Unit.Findings.DeliveryRig;

namespace OrleansDefender.Tests.Unit.Findings;

public sealed class HubDeliveryTests
{
    // Coalescing and memory

    [Fact]
    public void Thirty_submits_of_one_finding_are_one_import_of_the_last_revision()
    {
        var rig = new DeliveryRig();
        var handovers = Enumerable.Range(1, 30).OrderBy(revision => revision * 7 % 31).Select(revision => rig.Submit(Snapshot("a", revision))).ToList();

        var call = rig.Next();

        Assert.Equal("Revision 30", Assert.Single(call.Findings).Description);
        Assert.Null(rig.TryNext());
        rig.Succeed(call);
        Assert.All(handovers, handover => Assert.Equal(DeliveryStatus.Landed, Only(handover).Status));
        Assert.Equal(Enumerable.Range(1, 30).Select(revision => (long)revision), handovers.Select(handover => Only(handover).Revision).Order());
        Assert.Equal(0, rig.Delivery.Waiting);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(2)]
    public void A_revision_that_has_landed_or_an_older_one_is_answered_at_once(long revision)
    {
        var rig = new DeliveryRig();
        rig.Submit(Snapshot("a", 3));
        rig.Succeed(rig.Next());

        rig.Advance(179);
        var handover = rig.Submit(Snapshot("a", revision));

        Assert.Equal(DeliveryStatus.Landed, Only(handover).Status);
        Assert.Null(rig.TryNext());
    }

    [Fact]
    public void What_landed_longer_ago_is_imported_again()
    {
        var rig = new DeliveryRig();
        rig.Submit(Snapshot("a", 3));
        rig.Succeed(rig.Next());

        rig.Advance(200);
        rig.Submit(Snapshot("a", 3));

        Assert.NotNull(rig.TryNext());
    }

    [Fact]
    public void A_finding_is_never_in_two_calls_and_the_newer_revision_follows()
    {
        var rig = new DeliveryRig();
        var first = rig.Submit(Snapshot("a", 1));
        var call = rig.Next();
        var second = rig.Submit(Snapshot("a", 2));

        Assert.Null(rig.TryNext());
        rig.Succeed(call);

        Assert.Equal(DeliveryStatus.Landed, Only(first).Status);
        Assert.False(second.IsComplete);
        var next = rig.Next();
        Assert.Equal("Revision 2", Assert.Single(next.Findings).Description);
        rig.Succeed(next);
        Assert.Equal(DeliveryStatus.Landed, Only(second).Status);
    }

    [Fact]
    public void A_finding_whose_submitter_has_gone_while_it_is_in_a_call_is_still_in_no_other()
    {
        var rig = new DeliveryRig();
        rig.Delivery.Release(rig.Submit(Snapshot("a", 1)));
        Assert.Null(rig.TryNext());

        var gone = rig.Submit(Snapshot("a", 1));
        var call = rig.Next();
        rig.Delivery.Release(gone);
        var handover = rig.Submit(Snapshot("a", 1));

        Assert.Null(rig.TryNext());
        rig.Succeed(call);
        Assert.Equal(DeliveryStatus.Landed, Only(handover).Status);
    }

    // Order and bounds

    [Fact]
    public void The_most_severe_go_first_then_the_oldest_and_an_analysts_word_counts_as_HIGH()
    {
        var rig = new DeliveryRig(new DeliveryOptions(), withTokens: true);
        rig.Submit(Snapshot("low1", severity: Severity.Low));
        rig.Submit(Snapshot("medium", severity: Severity.Medium));
        rig.Submit(Snapshot("low2", severity: Severity.Low));
        rig.Submit(Snapshot("high", severity: Severity.High));
        rig.Submit(Snapshot("word", severity: Severity.Low, update: Update(1)));
        rig.Submit(Snapshot("critical", severity: Severity.Critical));

        Assert.Equal(["critical", "high", "word", "medium", "low1", "low2"], Names(rig.Next()));
    }

    [Fact]
    public void A_newer_revision_of_another_severity_changes_its_place()
    {
        var rig = new DeliveryRig();
        rig.Submit(Snapshot("a", 1), Snapshot("b", 1), Snapshot("c", 1));
        rig.Submit(Snapshot("c", 2, Severity.Critical));

        Assert.Equal(["c", "a", "b"], Names(rig.Next()));
    }

    [Fact]
    public void A_call_holds_a_hundred_findings()
    {
        var rig = new DeliveryRig();
        rig.Submit([.. Enumerable.Range(0, 250).Select(number => Snapshot("f" + number))]);

        Assert.Equal([100, 100, 50], [rig.Next().Items.Length, rig.Next().Items.Length, rig.Next().Items.Length]);
        Assert.Null(rig.TryNext());
    }

    [Fact]
    public void A_call_stays_below_six_megabytes()
    {
        var rig = new DeliveryRig { Size = 240_000 };
        rig.Submit([.. Enumerable.Range(0, 30).Select(number => Snapshot("f" + number))]);

        Assert.Equal([24, 6], [rig.Next().Items.Length, rig.Next().Items.Length]);
    }

    [Fact]
    public void A_finding_over_240_KB_is_rejected_without_a_call()
    {
        var rig = new DeliveryRig { Size = 240_001 };

        var outcome = Only(rig.Submit(Snapshot("a")));

        Assert.Equal((DeliveryStatus.Rejected, "TooLarge"), (outcome.Status, outcome.ErrorCode));
        Assert.Null(rig.TryNext());
    }

    [Fact]
    public void A_finding_of_another_account_is_rejected_without_a_call()
    {
        var rig = new DeliveryRig();

        var outcome = Only(rig.Submit(Snapshot("a", scope: new AccountRegion("444455556666", "us-east-1"))));

        Assert.Equal((DeliveryStatus.Rejected, "WrongScope"), (outcome.Status, outcome.ErrorCode));
    }

    [Fact]
    public void When_full_a_more_severe_finding_displaces_the_youngest_of_the_least_severe_and_others_are_busy()
    {
        var rig = new DeliveryRig(new DeliveryOptions { MaxWaitingFindings = 3 });
        var old = rig.Submit(Snapshot("old"));
        var young = rig.Submit(Snapshot("young"));
        var medium = rig.Submit(Snapshot("medium", severity: Severity.Medium));

        var low = rig.Submit(Snapshot("low"));
        var critical = rig.Submit(Snapshot("critical", severity: Severity.Critical));

        Assert.Equal((DeliveryStatus.Busy, "Full"), (Only(low).Status, Only(low).ErrorCode));
        Assert.Equal((DeliveryStatus.Busy, "Full"), (Only(young).Status, Only(young).ErrorCode));
        Assert.False(old.IsComplete || medium.IsComplete || critical.IsComplete);
        Assert.Equal(["critical", "medium", "old"], Names(rig.Next()));
    }

    [Fact]
    public void What_is_in_a_call_is_not_displaced()
    {
        var rig = new DeliveryRig(new DeliveryOptions { MaxWaitingFindings = 1 });
        var low = rig.Submit(Snapshot("low"));
        var call = rig.Next();

        var critical = rig.Submit(Snapshot("critical", severity: Severity.Critical));

        Assert.Equal(DeliveryStatus.Busy, Only(critical).Status);
        rig.Succeed(call);
        Assert.Equal(DeliveryStatus.Landed, Only(low).Status);
    }

    [Fact]
    public void Bytes_are_bounded_too_also_when_a_waiting_finding_grows()
    {
        var rig = new DeliveryRig(new DeliveryOptions { MaxWaitingBytes = 1_000_000 }) { Size = 200_000 };
        rig.Submit([.. Enumerable.Range(0, 5).Select(number => Snapshot("f" + number, severity: Severity.High))]);

        Assert.Equal(DeliveryStatus.Busy, Only(rig.Submit(Snapshot("g", severity: Severity.High))).Status);
        rig.Size = 220_000;
        Assert.Equal(DeliveryStatus.Busy, Only(rig.Submit(Snapshot("f0", 2, Severity.High))).Status);
        Assert.False(rig.Submit(Snapshot("f0", 2, Severity.Critical)).IsComplete);
        Assert.Equal(4, rig.Delivery.Waiting);
    }

    [Fact]
    public void Submits_of_one_finding_are_bounded()
    {
        var rig = new DeliveryRig();
        var handovers = Enumerable.Range(0, 101).Select(_ => rig.Submit(Snapshot("a"))).ToList();

        Assert.All(handovers.Take(100), handover => Assert.False(handover.IsComplete));
        Assert.Equal(DeliveryStatus.Busy, Only(handovers[100]).Status);
    }

    [Fact]
    public void The_last_slot_is_kept_for_the_urgent()
    {
        var rig = new DeliveryRig(new DeliveryOptions { CallsInFlight = 3 });
        rig.Submit([.. Enumerable.Range(0, 300).Select(number => Snapshot("f" + number))]);
        rig.Next();
        rig.Next();

        Assert.Null(rig.TryNext());
        var high = rig.Submit(Snapshot("high", severity: Severity.High));
        Assert.Equal("high", Names(rig.Next())[0]);
        Assert.False(high.IsComplete);
        // And nothing is to be had by asking again before an answer comes.
        Assert.Equal(rig.Now + HubDelivery.WaitLimit, rig.Delivery.NextWake(rig.Now));
    }

    // Waiting

    [Fact]
    public void After_twenty_seconds_the_answer_is_busy_and_nothing_is_sent()
    {
        var rig = new DeliveryRig(withTokens: false);
        var handover = rig.Submit(Snapshot("a"), Snapshot("b"));
        rig.Advance(19.9);
        Assert.False(handover.IsComplete);

        rig.Advance(0.1);

        Assert.True(handover.IsComplete);
        Assert.All(handover.Outcomes, outcome => Assert.Equal((DeliveryStatus.Busy, "TimedOut"), (outcome.Status, outcome.ErrorCode)));
        Assert.Null(rig.TryNext());
        Assert.Equal(0, rig.Delivery.Waiting);
    }

    [Fact]
    public void Wakes_for_the_next_token_and_then_for_the_deadline()
    {
        var rig = new DeliveryRig(withTokens: false);
        Assert.Null(rig.Delivery.NextWake(rig.Now));
        rig.Submit(Snapshot("a"));

        Assert.Equal(rig.Now + TimeSpan.FromMilliseconds(100), rig.Delivery.NextWake(rig.Now));
        var submitted = rig.Now;
        rig.Advance(0.1);
        rig.Next();
        Assert.Equal(submitted + HubDelivery.WaitLimit, rig.Delivery.NextWake(rig.Now));
    }

    [Fact]
    public void Closing_answers_everybody_busy_those_in_calls_too()
    {
        var rig = new DeliveryRig();
        var sent = rig.Submit(Snapshot("a"));
        var call = rig.Next();
        var waiting = rig.Submit(Snapshot("b"));

        rig.Delivery.Close();
        rig.Succeed(call);

        Assert.Equal("Leaving", Only(sent).ErrorCode);
        Assert.Equal("Leaving", Only(waiting).ErrorCode);
        Assert.Equal("Leaving", Only(rig.Submit(Snapshot("c"))).ErrorCode);
        Assert.Equal(0, rig.Delivery.Waiting);
        Assert.Null(rig.TryNext());
    }

    // Failures

    [Fact]
    public void A_429_empties_the_bucket_and_pauses_twice_as_long_each_time()
    {
        var rig = new DeliveryRig();
        var handover = rig.Submit(Snapshot("a"));
        foreach (var pause in new[] { 0.5, 1, 2, 4 })
        {
            rig.Fail(rig.Next(), SecurityHubFailure.Throttled);
            Assert.Equal(rig.Now + TimeSpan.FromSeconds(pause), rig.Delivery.NextWake(rig.Now));
            Assert.Null(rig.TryNext());
            rig.Advance(pause);
        }

        rig.Succeed(rig.Next());
        Assert.Equal(DeliveryStatus.Landed, Only(handover).Status);
        Assert.False(rig.Delivery.Health(rig.Now).IsFailing);
    }

    [Fact]
    public void A_429_of_a_call_that_began_before_the_pause_does_not_lengthen_it()
    {
        var rig = new DeliveryRig();
        rig.Submit([.. Enumerable.Range(0, 200).Select(number => Snapshot("f" + number))]);
        var (one, two) = (rig.Next(), rig.Next());
        rig.Advance(0.1);
        rig.Fail(one, SecurityHubFailure.Throttled);
        rig.Advance(0.1);
        rig.Fail(two, SecurityHubFailure.Throttled);

        rig.Advance(0.4);
        Assert.NotNull(rig.TryNext());
    }

    [Fact]
    public void A_lost_answer_is_sent_again_after_a_rest()
    {
        var rig = new DeliveryRig();
        var handover = rig.Submit(Snapshot("a"));
        rig.Fail(rig.Next(), SecurityHubFailure.Transient);
        Assert.Null(rig.TryNext());

        rig.Advance(0.5);
        rig.Succeed(rig.Next());

        Assert.Equal(DeliveryStatus.Landed, Only(handover).Status);
    }

    [Fact]
    public void Three_failures_in_a_row_are_the_hubs_trouble()
    {
        var rig = new DeliveryRig();
        rig.Submit(Snapshot("a"));
        foreach (var rest in new[] { 0.5, 1, 2 })
        {
            Assert.False(rig.Delivery.Health(rig.Now).IsFailing);
            rig.Fail(rig.Next(), SecurityHubFailure.Transient, "InternalException");
            rig.Advance(rest);
        }

        var health = rig.Delivery.Health(rig.Now);
        Assert.True(health.IsFailing);
        Assert.Equal("BatchImportFindings: InternalException: message", health.Reason);
        Assert.Equal(rig.Now - TimeSpan.FromSeconds(3.5), health.Since);
        rig.Submit(Snapshot("b"));
        rig.Next();
        Assert.Null(rig.TryNext());
    }

    [Fact]
    public void A_busy_answer_after_failures_names_their_code()
    {
        var rig = new DeliveryRig();
        var handover = rig.Submit(Snapshot("a"));
        rig.Fail(rig.Next(), SecurityHubFailure.Transient, "InternalException");

        rig.Advance(20);

        Assert.Equal((DeliveryStatus.Busy, "InternalException"), (Only(handover).Status, Only(handover).ErrorCode));
    }

    [Theory]
    [InlineData("InternalException")]
    [InlineData("InternalFailure")]
    [InlineData("Throttling")]
    [InlineData("ConcurrentUpdateError")]
    [InlineData("ServiceUnavailable")]
    public void A_passing_failure_of_one_finding_is_retried_and_the_others_land(string code)
    {
        var rig = new DeliveryRig();
        var good = rig.Submit(Snapshot("good"));
        var bad = rig.Submit(Snapshot("bad"));
        rig.Succeed(rig.Next(), new FindingFailure(IdOf("bad"), code, "later"));

        Assert.Equal(DeliveryStatus.Landed, Only(good).Status);
        Assert.False(bad.IsComplete);
        rig.Advance(0.5);
        var retry = rig.Next();
        Assert.Equal(["bad"], Names(retry));
        rig.Succeed(retry);
        Assert.Equal(DeliveryStatus.Landed, Only(bad).Status);
    }

    [Fact]
    public void Any_other_failure_of_one_finding_rejects_it_with_code_and_message()
    {
        var rig = new DeliveryRig();
        var good = rig.Submit(Snapshot("good"));
        var bad = rig.Submit(Snapshot("bad", 7));
        var report = rig.Succeed(rig.Next(), new FindingFailure(IdOf("bad"), "InvalidInput", "Title too long"));

        var outcome = Only(bad);
        Assert.Equal((DeliveryStatus.Rejected, "InvalidInput", "Title too long", 7), (outcome.Status, outcome.ErrorCode, outcome.ErrorMessage, outcome.Revision));
        Assert.Equal(DeliveryStatus.Landed, Only(good).Status);
        Assert.Single(report.Rejected);
        Assert.Equal(0, rig.Delivery.Waiting);
    }

    [Fact]
    public void A_newer_revision_that_came_meanwhile_is_sent_although_the_older_was_rejected()
    {
        var rig = new DeliveryRig();
        var old = rig.Submit(Snapshot("a", 1));
        var call = rig.Next();
        var corrected = rig.Submit(Snapshot("a", 2));
        rig.Succeed(call, new FindingFailure(IdOf("a"), "InvalidInput", null));

        Assert.Equal(DeliveryStatus.Rejected, Only(old).Status);
        rig.Succeed(rig.Next());
        Assert.Equal(DeliveryStatus.Landed, Only(corrected).Status);
    }

    [Theory]
    [InlineData("UpdatedAt is not later than that of the finding as it is")]
    [InlineData("The finding's UpdatedAt must be newer than the existing one's.")]
    [InlineData("data.UpdatedAt is older than the stored finding")]
    public void An_import_refused_because_the_hub_has_it_already_has_landed(string message)
    {
        var rig = new DeliveryRig();
        var handover = rig.Submit(Snapshot("a", 2, update: Update(5)));
        rig.Fail(rig.Next(), SecurityHubFailure.Transient);
        rig.Advance(0.5);
        var report = rig.Succeed(rig.Next(), new FindingFailure(IdOf("a"), "InvalidInput", message));
        Assert.Equal((1, 0), (report.Landed, report.Rejected.Count));

        var update = rig.Next();
        Assert.Equal(HubOperation.Update, update.Operation);
        rig.Succeed(update);
        Assert.Equal((DeliveryStatus.Landed, 5), (Only(handover).Status, Only(handover).UpdateRevision));
    }

    [Theory]
    [InlineData("InvalidInput", null)]
    [InlineData("InvalidInput", "Finding does not adhere to Amazon Finding Format. data.UpdatedAt should match format \"date-time\"")]
    [InlineData("InvalidInput", "UpdatedAt must be later than CreatedAt")]
    [InlineData("InvalidInput", "UpdatedAt is later than now, in the future")]
    [InlineData("InvalidInput", "LastObservedAt must be later than that of the finding")]
    [InlineData("InvalidInput", "UpdatedAt is missing")]
    [InlineData("Unknown", "UpdatedAt is not later than that of the finding as it is")]
    public void Any_other_talk_of_UpdatedAt_is_a_refusal(string code, string? message)
    {
        var rig = new DeliveryRig();
        var handover = rig.Submit(Snapshot("a"));
        rig.Succeed(rig.Next(), new FindingFailure(IdOf("a"), code, message));

        Assert.Equal((DeliveryStatus.Rejected, code), (Only(handover).Status, Only(handover).ErrorCode));
    }

    [Fact]
    public void An_update_never_counts_as_landed_because_of_UpdatedAt()
    {
        var rig = new DeliveryRig();
        rig.Submit(Snapshot("a"));
        rig.Succeed(rig.Next());
        var handover = rig.Submit(Snapshot("a", update: Update(5)));
        rig.Succeed(rig.Next(), new FindingFailure(IdOf("a"), "InvalidInput", "UpdatedAt is not later than that of the finding as it is"));

        Assert.Equal((DeliveryStatus.Rejected, 5), (Only(handover).Status, Only(handover).RefusedUpdateRevision));
    }

    // Pauses

    [Fact]
    public void Denied_access_pauses_the_hub_and_answers_everybody_until_it_is_over()
    {
        var rig = new DeliveryRig();
        foreach (var pause in new[] { 30, 60, 120, 240, 300, 300 })
        {
            var sent = rig.Submit(Snapshot("a"));
            var call = rig.Next();
            var waiting = rig.Submit(Snapshot("b"));
            rig.Fail(call, SecurityHubFailure.AccessDenied, "AccessDeniedException");

            Assert.Equal((DeliveryStatus.Busy, "AccessDeniedException"), (Only(sent).Status, Only(sent).ErrorCode));
            Assert.Equal("AccessDeniedException", Only(waiting).ErrorCode);
            rig.Advance(pause - 0.1);
            Assert.Equal("AccessDeniedException", Only(rig.Submit(Snapshot("c"))).ErrorCode);
            var health = rig.Delivery.Health(rig.Now);
            Assert.True(health.IsFailing);
            Assert.Equal(rig.Now + TimeSpan.FromSeconds(0.1), health.RetryAt);
            rig.Advance(0.1);
        }

        rig.Submit(Snapshot("a"));
        rig.Succeed(rig.Next());
        Assert.False(rig.Delivery.Health(rig.Now).IsFailing);
    }

    [Fact]
    public void One_findings_InvalidAccess_is_the_hubs_and_rejects_nothing()
    {
        var rig = new DeliveryRig();
        var good = rig.Submit(Snapshot("good"));
        var bad = rig.Submit(Snapshot("bad"));
        rig.Succeed(rig.Next(), new FindingFailure(IdOf("bad"), "InvalidAccess", "The hub is disabled"));

        Assert.Equal(DeliveryStatus.Landed, Only(good).Status);
        Assert.Equal((DeliveryStatus.Busy, "InvalidAccess"), (Only(bad).Status, Only(bad).ErrorCode));
        Assert.Equal("InvalidAccess", Only(rig.Submit(Snapshot("c"))).ErrorCode);
        Assert.Equal(DeliveryStatus.Landed, Only(rig.Submit(Snapshot("good"))).Status);
    }

    [Fact]
    public void Calls_that_began_before_a_pause_do_not_lengthen_it()
    {
        var rig = new DeliveryRig();
        rig.Submit([.. Enumerable.Range(0, 200).Select(number => Snapshot("f" + number))]);
        var (one, two) = (rig.Next(), rig.Next());
        rig.Advance(1);
        rig.Fail(one, SecurityHubFailure.AccessDenied);
        rig.Advance(1);
        rig.Fail(two, SecurityHubFailure.AccessDenied);

        Assert.Equal(rig.Now + TimeSpan.FromSeconds(29), rig.Delivery.Health(rig.Now).RetryAt);
    }

    [Fact]
    public void Where_only_updates_are_denied_imports_go_on()
    {
        var rig = new DeliveryRig();
        rig.Land("known");
        var word = rig.Submit(Snapshot("known", update: Update(1)));
        var denied = rig.Next();
        var low = rig.Submit(Snapshot("low"));
        rig.Fail(denied, SecurityHubFailure.AccessDenied, "AccessDeniedException");

        Assert.Equal((DeliveryStatus.Busy, "AccessDeniedException"), (Only(word).Status, Only(word).ErrorCode));
        Assert.False(low.IsComplete);
        var both = rig.Submit(Snapshot("both", 3, Severity.Critical, Update(2)));
        var first = rig.Next();
        Assert.Equal((HubOperation.Import, "both,low"), (first.Operation, string.Join(',', Names(first))));
        rig.Submit([.. Enumerable.Range(0, 100).Select(number => Snapshot("f" + number))]);
        var second = rig.Next();
        Assert.Equal(HubOperation.Import, second.Operation);
        rig.Succeed(first);
        rig.Succeed(second);
        Assert.Equal(DeliveryStatus.Landed, Only(low).Status);
        Assert.Equal((DeliveryStatus.Busy, "AccessDeniedException"), (Only(both).Status, Only(both).ErrorCode));
        Assert.Equal(0, rig.Delivery.Waiting);

        // Imports that land are no news of updates.
        Assert.Equal("AccessDeniedException", Only(rig.Submit(Snapshot("known", update: Update(1)))).ErrorCode);
        var health = rig.Delivery.Health(rig.Now);
        Assert.Equal((true, "BatchUpdateFindings: AccessDeniedException: message"), (health.IsFailing, health.Reason));
        Assert.Equal(rig.Now + TimeSpan.FromSeconds(30), health.RetryAt);

        rig.Advance(30);
        var again = rig.Submit(Snapshot("both", 3, Severity.Critical, Update(2)));
        var update = rig.Next();
        Assert.Equal(HubOperation.Update, update.Operation);
        rig.Succeed(update);
        Assert.Equal(DeliveryStatus.Landed, Only(again).Status);
        Assert.False(rig.Delivery.Health(rig.Now).IsFailing);
    }

    [Fact]
    public void Where_only_imports_are_denied_updates_go_on()
    {
        var rig = new DeliveryRig();
        rig.Land("known");
        rig.Land("suppressed");
        var alarm = rig.Submit(Snapshot("alarm"));
        var denied = rig.Next();
        var word = rig.Submit(Snapshot("known", update: Update(1)));
        rig.Fail(denied, SecurityHubFailure.AccessDenied, "AccessDeniedException");

        Assert.Equal((DeliveryStatus.Busy, "AccessDeniedException"), (Only(alarm).Status, Only(alarm).ErrorCode));
        rig.Succeed(rig.Next());
        Assert.Equal(DeliveryStatus.Landed, Only(word).Status);

        var undo = rig.Submit(Snapshot("suppressed", 2, update: Update(2, beforeImport: true)));
        var update = rig.Next();
        Assert.Equal(HubOperation.Update, update.Operation);
        rig.Succeed(update);
        Assert.Equal((DeliveryStatus.Busy, "AccessDeniedException"), (Only(undo).Status, Only(undo).ErrorCode));
        Assert.Equal("AccessDeniedException", Only(rig.Submit(Snapshot("other", update: Update(3)))).ErrorCode);
        Assert.StartsWith("BatchImportFindings: ", rig.Delivery.Health(rig.Now).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_waiting_import_that_learns_of_an_undo_waits_for_no_pause_of_updates()
    {
        var rig = new DeliveryRig(new DeliveryOptions { CallsInFlight = 1 });
        rig.Land("known");
        rig.Submit(Snapshot("known", update: Update(1)));
        rig.Fail(rig.Next(), SecurityHubFailure.AccessDenied, "AccessDeniedException");
        var waiting = rig.Submit(Snapshot("a", 1));
        Assert.False(waiting.IsComplete);

        var undo = rig.Submit(Snapshot("a", 2, update: Update(1, beforeImport: true)));

        Assert.Equal(("AccessDeniedException", "AccessDeniedException"), (Only(waiting).ErrorCode, Only(undo).ErrorCode));
        Assert.Equal(0, rig.Delivery.Waiting);
    }

    [Fact]
    public void Where_both_are_denied_both_are_named()
    {
        var rig = new DeliveryRig();
        rig.Land("known");
        rig.Submit(Snapshot("known", update: Update(1)));
        rig.Fail(rig.Next(), SecurityHubFailure.AccessDenied, "One");
        rig.Advance(10);
        rig.Submit(Snapshot("a"));
        rig.Fail(rig.Next(), SecurityHubFailure.AccessDenied, "Other");

        var health = rig.Delivery.Health(rig.Now);
        Assert.Equal("BatchImportFindings: Other: message; BatchUpdateFindings: One: message", health.Reason);
        Assert.Equal((rig.Now - TimeSpan.FromSeconds(10), rig.Now + TimeSpan.FromSeconds(20)), (health.Since, health.RetryAt));
    }

    [Fact]
    public void An_answer_without_a_landed_finding_ends_a_pause_too()
    {
        var rig = new DeliveryRig();
        rig.Land("known");
        rig.Submit(Snapshot("known", update: Update(1)));
        rig.Fail(rig.Next(), SecurityHubFailure.AccessDenied);
        rig.Advance(30);
        rig.Submit(Snapshot("known", update: Update(1)));
        rig.Succeed(rig.Next(), new FindingFailure(IdOf("known"), "FindingNotFound", null));

        Assert.False(rig.Delivery.Health(rig.Now).IsFailing);
    }

    // Whole calls refused as malformed

    [Fact]
    public void A_lone_refusal_of_each_operation_is_no_second_one()
    {
        var rig = new DeliveryRig();
        rig.Land("known");
        rig.Advance(61);
        rig.Submit(Snapshot("known", update: Update(1)));
        rig.Fail(rig.Next(), SecurityHubFailure.InvalidInput);
        rig.Submit(Snapshot("a"));
        rig.Fail(rig.Next(), SecurityHubFailure.InvalidInput);

        Assert.False(rig.Delivery.Health(rig.Now).IsFailing);
        Assert.Equal(2, rig.Delivery.Waiting);
    }

    [Fact]
    public void A_malformed_finding_is_isolated_by_halving_and_only_it_is_rejected()
    {
        var rig = new DeliveryRig();
        rig.Land("proof");
        var handover = rig.Submit([.. Enumerable.Range(0, 100).Select(number => Snapshot("f" + number))]);
        var calls = 0;
        while (!handover.IsComplete)
        {
            Assert.True(++calls < 20, "Halving takes too many calls.");
            var call = rig.Next();
            if (Names(call).Contains("f63"))
            {
                rig.Fail(call, SecurityHubFailure.InvalidInput, "InvalidInputException");
            }
            else
            {
                rig.Succeed(call);
            }
        }

        Assert.All(handover.Outcomes, outcome =>
            Assert.Equal(outcome.FindingId == IdOf("f63") ? DeliveryStatus.Rejected : DeliveryStatus.Landed, outcome.Status));
    }

    [Fact]
    public void Where_nothing_gets_through_no_finding_is_rejected_and_the_hub_pauses()
    {
        var rig = new DeliveryRig(new DeliveryOptions { Burst = 100 });
        var handover = rig.Submit([.. Enumerable.Range(0, 100).Select(number => Snapshot("f" + number))]);
        var calls = 0;
        while (!handover.IsComplete)
        {
            Assert.True(++calls < 30, "It takes too many calls to see that it is our fault.");
            rig.Fail(rig.Next(), SecurityHubFailure.InvalidInput, "InvalidInputException");
        }

        Assert.All(handover.Outcomes, outcome => Assert.Equal((DeliveryStatus.Busy, "InvalidInputException"), (outcome.Status, outcome.ErrorCode)));
        Assert.True(rig.Delivery.Health(rig.Now).IsFailing);
    }

    [Fact]
    public void A_malformed_finding_that_comes_first_lets_the_others_prove_that_it_is_its_fault()
    {
        var rig = new DeliveryRig();
        var bad = rig.Submit(Snapshot("bad", severity: Severity.Critical));
        rig.Fail(rig.Next(), SecurityHubFailure.InvalidInput, "InvalidInputException");
        Assert.False(bad.IsComplete);
        rig.Land("good");

        rig.Advance(0.5);
        rig.Fail(rig.Next(), SecurityHubFailure.InvalidInput, "InvalidInputException");

        Assert.Equal(DeliveryStatus.Rejected, Only(bad).Status);
    }

    [Fact]
    public void A_proof_older_than_a_minute_proves_nothing()
    {
        var rig = new DeliveryRig();
        rig.Land("proof");
        rig.Advance(61);
        var bad = rig.Submit(Snapshot("bad"));
        rig.Fail(rig.Next(), SecurityHubFailure.InvalidInput);
        rig.Advance(0.5);
        rig.Fail(rig.Next(), SecurityHubFailure.InvalidInput);

        Assert.Equal(DeliveryStatus.Busy, Only(bad).Status);
    }

    [Fact]
    public void A_finding_the_hub_stumbles_over_each_time_does_not_take_its_batch_with_it()
    {
        var rig = new DeliveryRig(new DeliveryOptions { Burst = 200 });
        var handover = rig.Submit([.. Enumerable.Range(0, 100).Select(number => Snapshot("f" + number))]);
        for (var step = 0; step < 190 && handover.Outcomes.Count(outcome => outcome is not null) < 99; step++)
        {
            while (rig.TryNext() is { } call)
            {
                if (Names(call).Contains("f63"))
                {
                    rig.Fail(call, SecurityHubFailure.Transient, "InternalException");
                }
                else
                {
                    rig.Succeed(call);
                }
            }

            if (step % 5 == 0)
            {
                rig.Land("other" + step);
            }

            rig.Advance(0.1);
        }

        Assert.All(handover.Outcomes.Where(outcome => outcome is not null), outcome => Assert.Equal(DeliveryStatus.Landed, outcome.Status));
        Assert.Equal(99, handover.Outcomes.Count(outcome => outcome is not null));
    }

    // Customer updates

    [Fact]
    public void A_suppression_is_imported_first_then_updated()
    {
        var rig = new DeliveryRig();
        var handover = rig.Submit(Snapshot("a", 2, update: Update(5)));

        var import = rig.Next();
        Assert.Equal(HubOperation.Import, import.Operation);
        Assert.Null(rig.TryNext());
        rig.Succeed(import);
        Assert.False(handover.IsComplete);
        var update = rig.Next();
        Assert.Equal(HubOperation.Update, update.Operation);
        rig.Succeed(update);

        Assert.Equal((DeliveryStatus.Landed, 2, 5), (Only(handover).Status, Only(handover).Revision, Only(handover).UpdateRevision));
    }

    [Fact]
    public void An_undo_is_updated_first_then_imported()
    {
        var rig = new DeliveryRig();
        var handover = rig.Submit(Snapshot("a", 2, update: Update(5, beforeImport: true)));

        var update = rig.Next();
        Assert.Equal(HubOperation.Update, update.Operation);
        rig.Succeed(update);
        var import = rig.Next();
        Assert.Equal(HubOperation.Import, import.Operation);
        rig.Succeed(import);

        Assert.Equal((DeliveryStatus.Landed, 5), (Only(handover).Status, Only(handover).UpdateRevision));
    }

    [Fact]
    public void An_undo_of_a_finding_the_hub_does_not_have_is_imported_and_then_updated()
    {
        var rig = new DeliveryRig();
        var handover = rig.Submit(Snapshot("a", 2, update: Update(5, beforeImport: true)));
        rig.Succeed(rig.Next(), new FindingFailure(IdOf("a"), "FindingNotFound", null));

        var import = rig.Next();
        Assert.Equal(HubOperation.Import, import.Operation);
        rig.Succeed(import);
        rig.Succeed(rig.Next());

        Assert.Equal((DeliveryStatus.Landed, 5), (Only(handover).Status, Only(handover).UpdateRevision));
    }

    [Fact]
    public void After_a_landed_import_FindingNotFound_is_retried_until_the_twenty_seconds_are_over()
    {
        var rig = new DeliveryRig();
        var handover = rig.Submit(Snapshot("a", 2, update: Update(5)));
        rig.Succeed(rig.Next());
        var attempts = 0;
        while (!handover.IsComplete)
        {
            if (rig.TryNext() is { } call)
            {
                Assert.Equal(HubOperation.Update, call.Operation);
                rig.Succeed(call, new FindingFailure(IdOf("a"), "FindingNotFound", null));
                attempts++;
            }

            rig.Advance(0.1);
        }

        Assert.Equal((DeliveryStatus.Busy, "FindingNotFound"), (Only(handover).Status, Only(handover).ErrorCode));
        Assert.InRange(attempts, 4, 8);
        Assert.False(rig.Delivery.Health(rig.Now).IsFailing);
    }

    [Fact]
    public void After_a_half_success_only_the_missing_half_is_done()
    {
        var rig = new DeliveryRig();
        var first = rig.Submit(Snapshot("a", 2, update: Update(5)));
        rig.Succeed(rig.Next());
        rig.Fail(rig.Next(), SecurityHubFailure.Transient);
        rig.Advance(20);
        Assert.Equal((DeliveryStatus.Busy, 0), (Only(first).Status, Only(first).UpdateRevision));

        var second = rig.Submit(Snapshot("a", 2, update: Update(5)));
        var call = rig.Next();
        Assert.Equal(HubOperation.Update, call.Operation);
        rig.Succeed(call);

        Assert.Equal((DeliveryStatus.Landed, 5), (Only(second).Status, Only(second).UpdateRevision));
    }

    [Fact]
    public void Content_and_update_of_different_submits_are_brought_together()
    {
        var rig = new DeliveryRig();
        var first = rig.Submit(Snapshot("a", 2, update: Update(5)));
        var second = rig.Submit(Snapshot("a", 3, update: Update(6, WorkflowStatus.Notified, Verification.TruePositive)));

        rig.Succeed(rig.Next());
        var update = rig.Next();
        Assert.Equal(6, update.Update.Revision);
        rig.Succeed(update);

        Assert.Equal((DeliveryStatus.Landed, 5), (Only(first).Status, Only(first).UpdateRevision));
        Assert.Equal((DeliveryStatus.Landed, 6), (Only(second).Status, Only(second).UpdateRevision));
        Assert.Null(rig.TryNext());
    }

    [Fact]
    public void Equal_updates_share_a_call_and_others_do_not()
    {
        var rig = new DeliveryRig();
        rig.Submit(Snapshot("a", update: Update(1)), Snapshot("b", update: Update(9)), Snapshot("c", update: Update(1, note: "Another note")));
        rig.Succeed(rig.Next());

        Assert.Equal(["a", "b"], Names(rig.Next()));
        Assert.Equal(["c"], Names(rig.Next()));
    }

    [Fact]
    public void An_update_of_a_snapshot_older_than_a_landed_one_without_update_is_not_made_again()
    {
        var rig = new DeliveryRig();
        rig.Submit(Snapshot("a", 6));
        rig.Succeed(rig.Next());

        Assert.Equal(DeliveryStatus.Landed, Only(rig.Submit(Snapshot("a", 5, update: Update(3)))).Status);
        Assert.Null(rig.TryNext());
    }

    [Fact]
    public void An_update_waiting_for_its_call_gives_way_to_newer_content_without_one()
    {
        var rig = new DeliveryRig();
        var stale = rig.Submit(Snapshot("a", 5, update: Update(3)));
        rig.Submit(Snapshot("a", 6));
        rig.Succeed(rig.Next());

        Assert.Equal(DeliveryStatus.Landed, Only(stale).Status);
        Assert.Null(rig.TryNext());
    }

    [Fact]
    public void A_new_update_of_landed_content_costs_no_import()
    {
        var rig = new DeliveryRig();
        rig.Submit(Snapshot("a", 6));
        rig.Succeed(rig.Next());
        rig.Submit(Snapshot("a", 6, update: Update(3)));

        Assert.Equal(HubOperation.Update, rig.Next().Operation);
    }

    [Fact]
    public void A_refused_undo_does_not_keep_its_content_out_of_the_hub()
    {
        var rig = new DeliveryRig();
        var handover = rig.Submit(Snapshot("a", 2, update: Update(5, beforeImport: true)));
        rig.Succeed(rig.Next(), new FindingFailure(IdOf("a"), "InvalidInput", "Note too long"));

        var import = rig.Next();
        Assert.Equal(HubOperation.Import, import.Operation);
        rig.Succeed(import);

        Assert.Equal((DeliveryStatus.Rejected, "InvalidInput"), (Only(handover).Status, Only(handover).ErrorCode));
        Assert.Equal((5, 0), (Only(handover).RefusedUpdateRevision, Only(handover).UpdateRevision));
        Assert.Equal(DeliveryStatus.Landed, Only(rig.Submit(Snapshot("a", 2))).Status);
    }

    [Fact]
    public void A_refused_update_is_named_by_its_revision_and_refused_content_is_not()
    {
        var rig = new DeliveryRig();
        var update = rig.Submit(Snapshot("update", 2, update: Update(5)));
        var content = rig.Submit(Snapshot("content", 2, update: Update(7)));
        var import = rig.Next();
        Assert.Equal(2, import.Items.Length);
        rig.Succeed(import, new FindingFailure(IdOf("content"), "InvalidInput", "Title too long"));
        rig.Succeed(rig.Next(), new FindingFailure(IdOf("update"), "InvalidInput", "Note too long"));

        Assert.Equal((DeliveryStatus.Rejected, 5), (Only(update).Status, Only(update).RefusedUpdateRevision));
        Assert.Equal((DeliveryStatus.Rejected, 0), (Only(content).Status, Only(content).RefusedUpdateRevision));
    }

    [Fact]
    public void Where_update_and_content_are_both_refused_both_are_known()
    {
        var rig = new DeliveryRig();
        var handover = rig.Submit(Snapshot("a", 2, update: Update(5, beforeImport: true)));
        rig.Succeed(rig.Next(), new FindingFailure(IdOf("a"), "InvalidInput", "Note too long"));
        rig.Succeed(rig.Next(), new FindingFailure(IdOf("a"), "InvalidInput", "Title too long"));

        Assert.Equal(("Title too long", 5), (Only(handover).ErrorMessage, Only(handover).RefusedUpdateRevision));
    }

    [Fact]
    public void An_update_refused_as_a_whole_call_is_named_too()
    {
        var rig = new DeliveryRig();
        rig.Submit(Snapshot("proof", update: Update(1)));
        rig.Succeed(rig.Next());
        rig.Succeed(rig.Next());
        var handover = rig.Submit(Snapshot("a", 2, update: Update(5)));
        rig.Succeed(rig.Next());
        rig.Fail(rig.Next(), SecurityHubFailure.InvalidInput, "InvalidInputException");

        Assert.Equal((DeliveryStatus.Rejected, 5), (Only(handover).Status, Only(handover).RefusedUpdateRevision));
    }

    [Fact]
    public void Imports_and_updates_have_their_own_quotas()
    {
        var rig = new DeliveryRig(withTokens: false);
        rig.Submit(Snapshot("a", 1, update: Update(1, beforeImport: true)), Snapshot("b", 1));
        rig.Advance(0.1);

        Assert.Equal(["a", "b"], [.. new[] { rig.Next(), rig.Next() }.SelectMany(Names)]);
        Assert.Null(rig.TryNext());
    }
}
