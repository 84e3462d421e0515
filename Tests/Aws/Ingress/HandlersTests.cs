using System.Globalization;
using System.Text.Json.Nodes;

using Amazon.SQS;
using Amazon.SQS.Model;

using Microsoft.Extensions.Logging.Abstractions;

using OrleansDefender.Audits;
using OrleansDefender.Correlation.Groups;
using OrleansDefender.Findings;
using OrleansDefender.Ingress.Delivery;
using OrleansDefender.Ingress.Events;
using OrleansDefender.Ingress.Parsing;
using OrleansDefender.Ingress.Queues;
using OrleansDefender.Ingress.Waking;
using OrleansDefender.Tests.Shared;
using OrleansDefender.Tests.Shared.Findings;
using OrleansDefender.Things;

using Xunit;

namespace OrleansDefender.Tests.Aws.Ingress;

/// <summary>From received messages to things, and from deliveries to the hub: the handlers over the real grains and real queues.</summary>
public sealed class HandlersTests(IngressCluster cluster) : IClassFixture<IngressCluster>, IAsyncLifetime
{
    private readonly string _urgent = PumpBench.NewName();
    private readonly string _bulk = PumpBench.NewName();
    private readonly string _urgentLinks = PumpBench.NewName();
    private readonly string _links = PumpBench.NewName();
    private readonly string _prefix = Guid.NewGuid().ToString("N");
    private readonly DateTimeOffset _start = DateTimeOffset.FromUnixTimeMilliseconds(cluster.Time.GetUtcNow().AddMinutes(-5).ToUnixTimeMilliseconds());
    private AmazonSQSClient _sqs = null!;
    private DeliveryQueues _deliveries = null!;
    private EventsHandler _events = null!;
    private DeliveryHandler _delivery = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _sqs = cluster.Sqs.NewClient();
        foreach (var queue in new[] { _urgent, _bulk, _urgentLinks, _links })
        {
            await _sqs.CreateQueueAsync(queue, Cancel);
        }

        _deliveries = new DeliveryQueues(_sqs, new ConsequenceQueueNames(_urgent, _bulk, _urgentLinks, _links), TimeProvider.System);
        var fanIn = new CorrelationFanIn(cluster.Grains, _deliveries);
        _events = new EventsHandler(
            new MessageParser("111122223333", "us-east-1"),
            cluster.Grains,
            _deliveries,
            new AuditRoutes(
                cluster.Grains,
                new ResourceEffects(cluster.Grains, _deliveries, fanIn),
                _deliveries,
                new Lazy<IAuditApi>(new ScriptedAuditApi()),
                cluster.Time,
                NullLogger<AuditRoutes>.Instance),
            fanIn,
            new VerdictOptions(),
            cluster.Time,
            NullLogger<EventsHandler>.Instance);
        _delivery = new DeliveryHandler(cluster.Grains, home: null, mostFindings: 500, NullLogger<DeliveryHandler>.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        await cluster.Sqs.ClearFaultsAsync();
        cluster.WatchList.Broken.Clear();
        cluster.Violations.Broken.Clear();
        cluster.Hub.Script = static _ => null;
        _delivery.Dispose();
        _sqs.Dispose();
    }

    [Fact]
    public async Task Each_thing_of_a_batch_is_told_and_its_findings_go_to_their_queues()
    {
        var verdicts = await HandleAsync(Detect("a", "Auth-High", "v1"), Detect("b", "Sent-Low", "v2"), Detect("a", "Sent-Medium", "v3"), Detect("a", "Auth-High", "v1"));

        Assert.All(verdicts, verdict => Assert.Equal(VerdictKind.Done, verdict.Kind));
        Assert.Equal(["Auth-High", "Sent-Medium"], (await DescribeAsync("a"))!.Alarms.Select(alarm => alarm.Behavior));
        Assert.Equal(["Sent-Low"], (await DescribeAsync("b"))!.Alarms.Select(alarm => alarm.Behavior));
        Assert.Equal([(Name("a"), "alarm/Profile/Auth-High")], await TakeAsync(_urgent));
        Assert.Equal([(Name("a"), "alarm/Profile/Sent-Medium"), (Name("b"), "alarm/Profile/Sent-Low")], await TakeAsync(_bulk));
        Assert.Equal(Name("a"), (await Violation("v1").Find(Cancel))?.ThingName);
    }

    [Fact]
    public async Task A_thing_that_fails_keeps_its_own_messages_only()
    {
        cluster.WatchList.Broken[Name("ill")] = true;

        var verdicts = await HandleAsync(Detect("ill", "Auth-High", "i1"), Detect("well", "Auth-High", "w1"), Detect("ill", "Sent-Low", "i2"));

        Assert.Equal([VerdictKind.Retry, VerdictKind.Done, VerdictKind.Retry], verdicts.Select(verdict => verdict.Kind));

        cluster.WatchList.Broken.Clear();
        verdicts = await HandleAsync(Detect("ill", "Auth-High", "i1"), Detect("ill", "Sent-Low", "i2"));

        Assert.All(verdicts, verdict => Assert.Equal(VerdictKind.Done, verdict.Kind));
        Assert.Equal(2, (await DescribeAsync("ill"))!.Alarms.Length);
        Assert.Contains((Name("ill"), "alarm/Profile/Auth-High"), await TakeAsync(_urgent));
    }

    [Fact]
    public async Task When_every_thing_fails_the_storage_is_busy_as_a_whole_until_one_gets_through()
    {
        cluster.WatchList.Broken[Name("i1")] = cluster.WatchList.Broken[Name("i2")] = true;

        var both = await HandleAsync(Detect("i1", "Auth-High", "j1"), Detect("i2", "Auth-High", "j2"), "garbage");
        var alone = await HandleAsync(Detect("i1", "Auth-High", "j1"));

        Assert.Equal([VerdictKind.Busy, VerdictKind.Busy, VerdictKind.DeadLetter], both.Select(verdict => verdict.Kind));
        Assert.Equal((VerdictKind.Busy, null), (Assert.Single(alone).Kind, alone[0].Needed));
        Assert.StartsWith("the grains' state: ", alone[0].Reason, StringComparison.Ordinal);

        Assert.Equal(VerdictKind.Done, Assert.Single(await HandleAsync(Detect("w1", "Auth-High", "j3"))).Kind);
        Assert.Equal(VerdictKind.Retry, Assert.Single(await HandleAsync(Detect("i1", "Auth-High", "j1"))).Kind);
    }

    [Fact]
    public async Task A_cause_whose_deliveries_are_not_durable_is_not_done_and_yields_them_again()
    {
        await cluster.Sqs.PutFaultAsync("SendMessageBatch", "error", 1);
        Assert.Equal(VerdictKind.Retry, Assert.Single(await HandleAsync(Detect("d", "Auth-High", "d1"))).Kind);
        await cluster.Sqs.ClearFaultsAsync();

        Assert.Equal(VerdictKind.Done, Assert.Single(await HandleAsync(Detect("d", "Auth-High", "d1"))).Kind);

        Assert.Equal([(Name("d"), "alarm/Profile/Auth-High")], await TakeAsync(_urgent));
    }

    [Fact]
    public async Task What_nobody_can_read_and_what_a_thing_refuses_are_dead_letters_among_good_ones()
    {
        var future = Detect("f", "Auth-High", "f1", at: cluster.Time.GetUtcNow().AddHours(1));

        var verdicts = await HandleAsync("garbage", future, Detect("f", "Sent-Low", "f2"), SampleFiles.Read("eventbridge-detach-security-profile.json"), "{}");

        Assert.Equal(
            [VerdictKind.DeadLetter, VerdictKind.DeadLetter, VerdictKind.Done, VerdictKind.Done, VerdictKind.DeadLetter], verdicts.Select(verdict => verdict.Kind));
        Assert.Equal(["invalid-json", "time-in-future", "unknown-message"], verdicts.Where(verdict => verdict.Kind == VerdictKind.DeadLetter).Select(verdict => verdict.Reason));
        Assert.Equal(["Sent-Low"], (await DescribeAsync("f"))!.Alarms.Select(alarm => alarm.Behavior));
        Assert.Equal([false, false, false, true, false], verdicts.Select(verdict => verdict.MeansNothing));
        Assert.Null(await Violation("f1").Find(Cancel));
    }

    [Fact]
    public async Task A_word_finds_its_thing_in_the_same_batch_and_in_a_later_one()
    {
        var verdicts = await HandleAsync(Word("w1", "FALSE_POSITIVE"), Detect("w", "Auth-High", "w1"));
        Assert.All(verdicts, verdict => Assert.Equal(VerdictKind.Done, verdict.Kind));
        Assert.Equal(Verification.FalsePositive, Assert.Single((await DescribeAsync("w"))!.Alarms).Verification);

        // Another process, which remembers nothing.
        await InitializeAsync();
        Assert.Equal(VerdictKind.Done, Assert.Single(await HandleAsync(Word("w1", "TRUE_POSITIVE", minutes: 1))).Kind);

        var alarm = Assert.Single((await DescribeAsync("w"))!.Alarms);
        Assert.Equal((Verification.TruePositive, "Role/ann"), (alarm.Verification, alarm.VerifiedBy));
    }

    [Fact]
    public async Task A_word_on_an_episode_that_AWS_IoT_does_not_list_waits_longer_each_time_and_is_given_up_after_an_hour()
    {
        // A Region of its own, as below, whose lists nobody has scanned within the last five minutes.
        var word = Word("nobody", "FALSE_POSITIVE", region: "eu-north-1");
        var now = cluster.Time.GetUtcNow();

        var delays = new List<double>();
        foreach (var receives in new[] { 1, 3, 100 })
        {
            var verdict = Assert.Single(await _events.HandleAsync([Received(word, now.AddMinutes(-59), receives)], Cancel));
            Assert.Equal(VerdictKind.Retry, verdict.Kind);
            delays.Add(verdict.Delay.TotalSeconds);
        }

        var last = Assert.Single(await _events.HandleAsync([Received(word, now.AddMinutes(-61), 101)], Cancel));

        Assert.Equal([10, 30, 60], delays);
        Assert.Equal((VerdictKind.DeadLetter, "unknown-violation"), (last.Kind, last.Reason));
    }

    [Fact]
    public async Task A_word_waits_however_old_it_is_while_AWS_IoT_cannot_be_asked_and_its_event_still_serves_it()
    {
        cluster.Violations.Broken["eu-south-1"] = true;
        var word = Word("a1", "FALSE_POSITIVE", region: "eu-south-1");

        foreach (var age in new[] { 61, 65, 24 * 60 })
        {
            Assert.Equal(VerdictKind.Retry, (await HandleOldAsync(word, age)).Kind);
            cluster.Time.Advance(TimeSpan.FromMinutes(5));
        }

        Assert.Equal(VerdictKind.Done, Assert.Single(await HandleAsync(In("eu-south-1", Detect("a", "Auth-High", "a1")))).Kind);
        Assert.Equal(VerdictKind.Done, (await HandleOldAsync(word, 24 * 60)).Kind);
        var thing = (await cluster.Grains.GetGrain<IThingGrain>($"111122223333/eu-south-1/{Name("a")}").Describe(Cancel))!;
        Assert.Equal(Verification.FalsePositive, Assert.Single(thing.Alarms).Verification);
    }

    [Fact]
    public async Task After_a_long_downtime_a_word_read_between_two_scans_waits_and_its_event_still_serves_it()
    {
        await HandleOldAsync(Word("b0", "FALSE_POSITIVE", region: "eu-west-2"), 90);
        var word = Word("b1", "FALSE_POSITIVE", region: "eu-west-2");

        Assert.Equal(VerdictKind.Retry, (await HandleOldAsync(word, 90)).Kind);

        Assert.Equal(VerdictKind.Done, Assert.Single(await HandleAsync(In("eu-west-2", Detect("b", "Auth-High", "b1")))).Kind);
        Assert.Equal(VerdictKind.Done, (await HandleOldAsync(word, 90)).Kind);
        var thing = (await cluster.Grains.GetGrain<IThingGrain>($"111122223333/eu-west-2/{Name("b")}").Describe(Cancel))!;
        Assert.Equal(Verification.FalsePositive, Assert.Single(thing.Alarms).Verification);
    }

    [Fact]
    public async Task After_a_long_downtime_a_word_is_given_up_when_a_scan_has_looked_for_it_and_not_before()
    {
        await HandleOldAsync(Word("c0", "FALSE_POSITIVE", region: "eu-west-3"), 90);
        var word = Word("c1", "FALSE_POSITIVE", region: "eu-west-3");

        Assert.Equal(VerdictKind.Retry, (await HandleOldAsync(word, 90)).Kind);
        Assert.Equal(VerdictKind.Retry, (await HandleOldAsync(word, 91)).Kind);
        cluster.Time.Advance(TimeSpan.FromMinutes(5));

        var last = await HandleOldAsync(word, 95);
        Assert.Equal((VerdictKind.DeadLetter, "unknown-violation"), (last.Kind, last.Reason));
    }

    [Fact]
    public async Task A_word_on_a_listed_episode_that_the_thing_refuses_is_given_up_after_an_hour()
    {
        var future = Assert.IsType<DetectNotification>(
            new MessageParser("111122223333", "sa-east-1").Parse(Detect("e", "Auth-High", "e1", at: cluster.Time.GetUtcNow().AddHours(3))));
        cluster.Violations.Active.Add(new ScannedEvent(future.Thing.Name, future.Event));
        var word = Word("e1", "FALSE_POSITIVE", region: "sa-east-1");

        Assert.Equal(VerdictKind.Retry, (await HandleOldAsync(word, 59)).Kind);
        var last = await HandleOldAsync(word, 61);

        Assert.Equal((VerdictKind.DeadLetter, "unknown-violation"), (last.Kind, last.Reason));
    }

    [Fact]
    public async Task The_hour_of_a_word_begins_when_somebody_receives_it()
    {
        var now = cluster.Time.GetUtcNow();
        var old = Received(Word("nobody", "FALSE_POSITIVE", region: "ap-south-1"), now.AddHours(-9), 1);

        var first = Assert.Single(await _events.HandleAsync([old with { FirstReceivedAt = now }], Cancel));
        var last = Assert.Single(await _events.HandleAsync([old with { FirstReceivedAt = now.AddMinutes(-61), ReceiptHandle = "second" }], Cancel));

        Assert.Equal((VerdictKind.Retry, VerdictKind.DeadLetter), (first.Kind, last.Kind));
    }

    [Fact]
    public async Task A_word_on_an_episode_that_only_AWS_IoT_knows_brings_both_the_alarm_and_the_word()
    {
        var detect = Assert.IsType<DetectNotification>(new MessageParser("111122223333", "eu-central-1").Parse(Detect("l", "Auth-High", "l1")));
        cluster.Violations.Active.Add(new ScannedEvent(detect.Thing.Name, detect.Event));

        var verdict = Assert.Single(await HandleAsync(Word("l1", "FALSE_POSITIVE", region: "eu-central-1")));

        Assert.Equal(VerdictKind.Done, verdict.Kind);
        var thing = (await cluster.Grains.GetGrain<IThingGrain>(detect.Thing.ToString()).Describe(Cancel))!;
        var alarm = Assert.Single(thing.Alarms);
        Assert.Equal((true, Verification.FalsePositive), (alarm.IsOpen, alarm.Verification));
        Assert.Equal([(Name("l"), "alarm/Profile/Auth-High")], await TakeAsync(_urgent));
    }

    [Fact]
    public async Task A_word_whose_event_the_thing_refuses_waits_however_old_it_is_until_AWS_IoT_is_asked()
    {
        var now = cluster.Time.GetUtcNow();
        var future = Detect("q", "Auth-High", "q1", at: now.AddHours(1));

        var verdicts = await _events.HandleAsync([Received(future, now, 1), Received(Word("q1", "FALSE_POSITIVE"), now.AddMinutes(-90), 1)], Cancel);

        Assert.Equal([VerdictKind.DeadLetter, VerdictKind.Retry], verdicts.Select(verdict => verdict.Kind));
    }

    [Fact]
    public async Task Thirty_deliveries_of_one_thing_are_one_import_and_a_repeat_is_none()
    {
        await HandleAsync(Detect("t", "Auth-High", "t1"));
        var before = Imports();
        var delivery = Delivery("t", "Auth-High");

        for (var i = 0; i < 3; i++)
        {
            var verdicts = await DeliverAsync([.. Enumerable.Repeat(delivery, 10)]);
            Assert.All(verdicts, verdict => Assert.Equal(VerdictKind.Done, verdict.Kind));
        }

        Assert.Equal(before + 1, Imports());
        var finding = cluster.Hub.Find((await DescribeAsync("t"))!.Alarms[0].FindingId);
        Assert.Equal((RecordState.Active, Severity.High), (finding!.Content.RecordState, finding.Content.Severity));
    }

    [Fact]
    public async Task A_suppression_reaches_the_hub_as_import_and_update()
    {
        await HandleAsync(Detect("s", "Auth-High", "s1"), Word("s1", "FALSE_POSITIVE"));

        // Security Hub may need a moment before an update finds what was just imported.
        await Eventually.TrueAsync("delivered", async () => (await DeliverAsync(Delivery("s", "Auth-High")))[0].Kind == VerdictKind.Done, Cancel);

        var finding = cluster.Hub.Find((await DescribeAsync("s"))!.Alarms[0].FindingId)!;
        Assert.Equal((RecordState.Archived, WorkflowStatus.Suppressed, Verification.FalsePositive), (finding.Content.RecordState, finding.Workflow, finding.Verification));
    }

    [Fact]
    public async Task A_finding_that_the_hub_refuses_for_good_is_done_and_shown()
    {
        await HandleAsync(Detect("r", "Auth-High", "r1"));
        var id = (await DescribeAsync("r"))!.Alarms[0].FindingId;
        cluster.Hub.RefusedIds[id] = "InvalidInput";

        var verdict = Assert.Single(await DeliverAsync(Delivery("r", "Auth-High")));

        Assert.Equal(VerdictKind.Done, verdict.Kind);
        Assert.NotNull((await DescribeAsync("r"))!.Alarms[0].Rejection);
        Assert.Null(cluster.Hub.Find(id));
    }

    [Fact]
    public async Task Bodies_that_are_no_deliveries_are_dead_letters_among_good_ones()
    {
        await HandleAsync(Detect("u", "Auth-High", "u1"));

        var verdicts = await DeliverAsync("rubbish", Delivery("u", "Auth-High"), """{"v":1,"owner":"planet","key":"k","findings":["f"]}""", Delivery("never-heard-of", "Auth-High"));

        Assert.Equal([VerdictKind.DeadLetter, VerdictKind.Done, VerdictKind.DeadLetter, VerdictKind.Done], verdicts.Select(verdict => verdict.Kind));
        Assert.Equal(["invalid-json", "unknown-owner"], verdicts.Where(verdict => verdict.Kind == VerdictKind.DeadLetter).Select(verdict => verdict.Reason));
    }

    [Fact]
    public async Task A_thing_whose_time_has_come_is_woken_and_its_finding_delivered()
    {
        // Four openings within an hour and then quiet: the archive is held back for a while.
        for (var i = 0; i < 4; i++)
        {
            await HandleAsync(
                Detect("flap", "Auth-High", $"k{i}", at: _start.AddSeconds(2 * i)),
                Detect("flap", "Auth-High", $"k{i}", "alarm-cleared", _start.AddSeconds((2 * i) + 1)));
        }

        var held = Assert.Single((await DescribeAsync("flap"))!.Alarms);
        Assert.NotNull(held.HeldUntil);
        Assert.False(held.Archived);
        await TakeAsync(_urgent);
        cluster.Time.Advance(held.HeldUntil.Value - cluster.Time.GetUtcNow() + TimeSpan.FromMinutes(1));

        // The first rounds fail; a round comes every second.
        cluster.WatchList.CanClaim = false;
        using var fanIn = new CorrelationFanIn(cluster.Grains, _deliveries);
        using var waking = new WakeService(
            cluster.WatchList,
            cluster.DueList,
            cluster.Grains,
            _deliveries,
            new ResourceWaker(cluster.Grains, new ResourceEffects(cluster.Grains, _deliveries, fanIn)),
            fanIn,
            new WakeOptions { IntervalSeconds = 1 },
            cluster.Time,
            NullLogger<WakeService>.Instance);
        var claims = cluster.WatchList.Claims;
        waking.Start();
        await Eventually.TrueAsync("asked in vain", () => cluster.WatchList.Claims > claims, Cancel);
        cluster.WatchList.CanClaim = true;

        var thing = new ThingKey("111122223333", "us-east-1", Name("flap"));
        await Eventually.TrueAsync("the due time moves", () => cluster.WatchList.Find(thing)?.DueAt is null, Cancel);
        await waking.StopAsync(Cancel);

        Assert.Contains((Name("flap"), "alarm/Profile/Auth-High"), await TakeAsync(_urgent));
        Assert.True(Assert.Single((await DescribeAsync("flap"))!.Alarms).Archived);
    }

    [Fact]
    public async Task While_the_hub_denies_access_deliveries_are_busy_and_say_why()
    {
        // A Region of its own, so that its hub's pause stops nobody else.
        await HandleAsync(In("eu-west-1", Detect("x", "Auth-High", "x1")));
        cluster.Hub.Script = static _ => HubFault.Denied;

        var delivery = new DeliveryMessage(OwnerKind.Thing, $"111122223333/eu-west-1/{Name("x")}", ["alarm/Profile/Auth-High"]).Write();
        var verdict = Assert.Single(await DeliverAsync(delivery));

        Assert.Equal(VerdictKind.Busy, verdict.Kind);
        Assert.StartsWith("Security Hub 111122223333/eu-west-1: ", verdict.Reason, StringComparison.Ordinal);
    }

    private string Name(string thing) => $"{thing}-{_prefix}";

    private string Episode(string name) => $"{name}-{_prefix}";

    private IViolationGrain Violation(string name) => cluster.Grains.GetGrain<IViolationGrain>($"111122223333/us-east-1/{Episode(name)}");

    private async Task<ThingView?> DescribeAsync(string thing) => await cluster.Thing(Name(thing)).Describe(Cancel);

    private int Imports() => cluster.Hub.Calls.Count(call => call.IsImport);

    private string Detect(string thing, string behavior, string violation, string kind = "in-alarm", DateTimeOffset? at = null)
    {
        var json = JsonNode.Parse(SampleFiles.Read("sns-detect-in-alarm-rules.json"))!;
        (json["thingName"], json["violationId"], json["violationEventType"]) = (Name(thing), Episode(violation), kind);
        (json["securityProfileName"], json["behavior"]!["name"]) = ("Profile", behavior);
        json["violationEventTime"] = (at ?? _start).ToUnixTimeMilliseconds();
        return json.ToJsonString();
    }

    /// <summary>The notification as a topic of a Region sends it.</summary>
    private static string In(string region, string detect) =>
        new JsonObject { ["Type"] = "Notification", ["TopicArn"] = $"arn:aws:sns:{region}:111122223333:t", ["Message"] = detect }.ToJsonString();

    private string Word(string violation, string state, int minutes = 0, string region = "us-east-1")
    {
        var json = JsonNode.Parse(SampleFiles.Read("eventbridge-put-verification-false-positive.json"))!;
        json["region"] = region;
        var detail = json["detail"]!;
        (detail["eventID"], detail["eventTime"]) =
            (Guid.NewGuid().ToString(), _start.AddMinutes(1 + minutes).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        detail["userIdentity"]!["arn"] = "arn:aws:sts::111122223333:assumed-role/Role/ann";
        (detail["requestParameters"]!["violationId"], detail["requestParameters"]!["verificationState"]) = (Episode(violation), state);
        return json.ToJsonString();
    }

    private string Delivery(string thing, string behavior) =>
        new DeliveryMessage(OwnerKind.Thing, $"111122223333/us-east-1/{Name(thing)}", [$"alarm/Profile/{behavior}"]).Write();

    private Task<IReadOnlyList<MessageVerdict>> HandleAsync(params string[] bodies) =>
        _events.HandleAsync([.. bodies.Select(body => Received(body, cluster.Time.GetUtcNow(), 1))], Cancel);

    private async Task<MessageVerdict> HandleOldAsync(string body, int minutes) =>
        Assert.Single(await _events.HandleAsync([Received(body, cluster.Time.GetUtcNow().AddMinutes(-minutes), 1)], Cancel));

    private Task<IReadOnlyList<MessageVerdict>> DeliverAsync(params string[] bodies) =>
        _delivery.HandleAsync([.. bodies.Select(body => Received(body, cluster.Time.GetUtcNow(), 1))], Cancel);

    private static ReceivedMessage Received(string body, DateTimeOffset sentAt, int receives) => new()
    {
        MessageId = Guid.NewGuid().ToString(), ReceiptHandle = Guid.NewGuid().ToString(), Body = body, SentAt = sentAt, ReceiveCount = receives,
    };

    /// <summary>What a delivery queue holds, as distinct pairs of thing and finding, in order; it holds them no longer.</summary>
    private async Task<List<(string Thing, string Finding)>> TakeAsync(string queue)
    {
        var url = (await _sqs.GetQueueUrlAsync(queue, Cancel)).QueueUrl;
        var taken = new SortedSet<(string, string)>();
        while (await _sqs.ReceiveMessageAsync(new ReceiveMessageRequest { QueueUrl = url, MaxNumberOfMessages = 10, VisibilityTimeout = 600 }, Cancel) is { Messages.Count: > 0 } answer)
        {
            foreach (var message in answer.Messages)
            {
                var delivery = DeliveryMessage.Read(message.Body, out _, out _)!;
                taken.UnionWith(delivery.Owners.SelectMany(owner => owner.Findings.Select(finding => (ThingKey.Parse(owner.Key).Name, finding))));
            }
        }

        return [.. taken];
    }
}
