using System.Globalization;
using System.Text.Json.Nodes;

using Microsoft.Extensions.Logging.Abstractions;

using OrleansDefender.Audits;
using OrleansDefender.Correlation.Groups;
using OrleansDefender.Findings;
using OrleansDefender.Ingress.Events;
using OrleansDefender.Ingress.Parsing;
using OrleansDefender.Ingress.Queues;
using OrleansDefender.Tests.Shared;
using OrleansDefender.Things;

using Xunit;

namespace OrleansDefender.Tests.Aws.Ingress;

/// <summary>From messages on audits, profiles, things and certificates to the grains that they concern.</summary>
public sealed class AuditRoutesTests : IClassFixture<IngressCluster>
{
    private const string Check = "DEVICE_CERTIFICATE_EXPIRING_CHECK";

    private readonly IngressCluster _cluster;
    private readonly ScriptedAuditApi _api = new();
    private readonly RecordedQueues _queues = new();
    private readonly EventsHandler _handler;
    private readonly DateTimeOffset _time;

    public AuditRoutesTests(IngressCluster cluster)
    {
        _cluster = cluster;
        _time = DateTimeOffset.FromUnixTimeSeconds(cluster.Time.GetUtcNow().AddMinutes(-5).ToUnixTimeSeconds());
        var fanIn = new CorrelationFanIn(cluster.Grains, _queues);
        var routes = new AuditRoutes(
            cluster.Grains, new ResourceEffects(cluster.Grains, _queues, fanIn), _queues, new Lazy<IAuditApi>(_api), cluster.Time, NullLogger<AuditRoutes>.Instance);
        _handler = new EventsHandler(
            new MessageParser(Scope.Account, Scope.Region), cluster.Grains, _queues, routes, fanIn, new VerdictOptions(), cluster.Time, NullLogger<EventsHandler>.Instance);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    // An account of its own for each test.
    private AccountRegion Scope { get; } = new($"5555{Random.Shared.Next(100_000_000):D8}", "us-east-1");

    private string Thing => $"pump-{Scope.Account}";

    private static ResourceIdentifier Certificate => ResourceIdentifier.DeviceCertificate("4e1c0b7a9d8f6e5c4b3a2918f7e6d5c4b3a29180f7e6d5c4b3a29180f7e6d5c4");

    [Fact]
    public async Task The_end_of_a_run_starts_its_import_once_a_batch()
    {
        var body = Edit("sns-audit-completed-scheduled.json", json => json["accountId"] = Scope.Account);
        var task = _cluster.Audits.Task($"{Scope}/3f7d2c9b8a1e4d5f9c0b7a6e5d4c3b2a");

        var verdicts = await HandleAsync(body, body);

        Assert.All(verdicts, verdict => Assert.Equal(VerdictKind.Done, verdict.Kind));
        var run = Assert.Single(task.Runs);
        Assert.Equal((Scope, 3), (run.Scope, run.Checks.Length));

        task.IsBroken = true;
        Assert.Equal(VerdictKind.Retry, Assert.Single(await HandleAsync(body)).Kind);
    }

    [Fact]
    public async Task Suppressions_of_a_resource_are_applied_together_and_what_follows_is_carried_out()
    {
        Resource.Script = _ => new ResourceConsequences { Deliveries = [new FindingRef("audit/A", Severity.Low, true)], WantsLinks = Severity.Low };

        var verdicts = await HandleAsync(Call("eventbridge-create-audit-suppression.json", "e1"), Call("eventbridge-delete-audit-suppression.json", "e2"));

        Assert.All(verdicts, verdict => Assert.Equal(VerdictKind.Done, verdict.Kind));
        var causes = Assert.Single(Resource.Applied);
        Assert.Equal(Certificate, causes.Resource);
        Assert.Equal([("e1", true), ("e2", false)], causes.Suppressions.Select(suppression => (suppression.EventId, suppression.IsSuppressed)));
        Assert.Equal((OwnerKind.Resource, Key(Certificate)), Assert.Single(_queues.Deliveries) is var delivery ? (delivery.Owner, delivery.Key) : default);
        Assert.Equal((Scope, Certificate, Severity.Low), Assert.Single(_queues.Links));
    }

    [Fact]
    public async Task A_suppression_whose_deliveries_cannot_be_sent_is_not_done()
    {
        Resource.Script = _ => new ResourceConsequences { Deliveries = [new FindingRef("audit/A", Severity.Low)] };
        _queues.AreBroken = true;

        Assert.Equal(VerdictKind.Retry, Assert.Single(await HandleAsync(Call("eventbridge-create-audit-suppression.json", "e1"))).Kind);
    }

    [Fact]
    public async Task A_mitigation_of_findings_is_recorded_with_their_resources()
    {
        var other = ResourceIdentifier.DeviceCertificate("other");
        _api.Findings["f1"] = Finding(Certificate, "R1");
        _api.Findings["f2"] = Finding(Certificate, "R2");
        _api.Findings["f3"] = Finding(other, "R1");
        _api.Findings["f4"] = Finding(other, "R1") with { Check = "ANOTHER_CHECK" };

        Assert.Equal(VerdictKind.Done, Assert.Single(await HandleAsync(Mitigation("f1", "f2", "f3", "f4", "gone"))).Kind);

        var mitigations = Assert.Single(Resource.Applied).Mitigations;
        Assert.Equal([(Check, "R1"), (Check, "R2")], mitigations.Select(mitigation => (mitigation.Check, mitigation.ReasonCode)));
        Assert.Equal(("m1", "e", _time), (mitigations[0].Mitigation.TaskId, mitigations[0].Mitigation.EventId, mitigations[0].Mitigation.Time));
        Assert.Equal(["QuarantinePumps"], mitigations[0].Mitigation.Actions);
        Assert.Equal(Check, Assert.Single(Assert.Single(_cluster.Audits.Resource(Key(other)).Applied).Mitigations).Check);
    }

    [Fact]
    public async Task A_mitigation_is_done_only_when_each_resource_knows_it()
    {
        var other = ResourceIdentifier.DeviceCertificate("other");
        _api.Findings["f1"] = Finding(Certificate, "R1");
        _api.Findings["f2"] = Finding(other, "R1");
        _cluster.Audits.Resource(Key(other)).IsBroken = true;

        Assert.Equal(VerdictKind.Retry, Assert.Single(await HandleAsync(Mitigation("f1", "f2"))).Kind);
        _cluster.Audits.Resource(Key(other)).IsBroken = false;
        Assert.Equal(VerdictKind.Done, Assert.Single(await HandleAsync(Mitigation("f1", "f2"))).Kind);
    }

    [Fact]
    public async Task While_AWS_IoT_cannot_describe_findings_their_mitigation_waits_and_suppressions_do_not()
    {
        _api.IsAway = true;

        var verdicts = await HandleAsync(Mitigation("f1"), Call("eventbridge-create-audit-suppression.json", "e1"));

        Assert.Equal([VerdictKind.Retry, VerdictKind.Done], verdicts.Select(verdict => verdict.Kind));
        Assert.Single(Resource.Applied);
    }

    [Fact]
    public async Task Findings_that_nobody_knows_any_more_leave_nothing_to_record() =>
        Assert.Equal(VerdictKind.Done, Assert.Single(await HandleAsync(Mitigation("gone"))).Kind);

    [Fact]
    public async Task A_mitigation_of_a_run_is_recorded_there_by_kinds_of_actions_with_the_reason_codes()
    {
        var body = Call("eventbridge-start-audit-mitigation.json", "e", json =>
        {
            json["target"] = JsonNode.Parse("""{"auditTaskId":"run1","auditCheckToReasonCodeFilter":{"A":["R1","R2"]}}""");
            json["auditCheckToActionsMapping"] = JsonNode.Parse("""{"A":["x"],"B":["x"],"C":["y"]}""");
        });

        Assert.Equal(VerdictKind.Done, Assert.Single(await HandleAsync(body)).Kind);

        var recorded = _cluster.Audits.Task($"{Scope}/run1").Mitigations.ToList();
        Assert.Equal(2, recorded.Count);
        Assert.Equal(["A", "B"], recorded[0].Checks.Keys.Order());
        Assert.Equal(["R1", "R2"], recorded[0].Checks["A"]);
        Assert.Empty(recorded[0].Checks["B"]);
        Assert.Equal(["x"], recorded[0].Mitigation.Actions);
        Assert.Equal(["C"], recorded[1].Checks.Keys);
        Assert.Equal(["y"], recorded[1].Mitigation.Actions);
        Assert.Equal(["e", "e:1"], recorded.Select(mitigation => mitigation.Mitigation.EventId));
    }

    [Fact]
    public async Task A_mitigation_of_episodes_reaches_the_things_of_each()
    {
        var (first, second) = (_cluster.Audits.Thing($"{Scope}/{Thing}"), _cluster.Audits.Thing($"{Scope}/second"));
        var body = Call("eventbridge-start-detect-mitigation.json", "e", json => json["target"]!["violationIds"] = new JsonArray($"v1{Thing}", $"v2{Thing}"));

        var verdicts = await HandleAsync(Detect(Thing, $"v1{Thing}"), body, Detect("second", $"v2{Thing}"));

        Assert.All(verdicts, verdict => Assert.Equal(VerdictKind.Done, verdict.Kind));
        var mitigation = Assert.Single(Assert.Single(first.Applied).Mitigations);
        Assert.Equal(($"v1{Thing}", null, "e"), (mitigation.ViolationId, mitigation.Profile, mitigation.Mitigation.EventId));
        Assert.Equal($"v2{Thing}", Assert.Single(Assert.Single(second.Applied).Mitigations).ViolationId);
    }

    [Fact]
    public async Task A_mitigation_waits_for_the_episode_that_nobody_knows_yet_and_for_the_thing_that_fails()
    {
        var first = _cluster.Audits.Thing($"{Scope}/{Thing}");
        Assert.Equal(VerdictKind.Done, Assert.Single(await HandleAsync(Detect(Thing, $"v1{Thing}"))).Kind);
        var half = Call("eventbridge-start-detect-mitigation.json", "e", json => json["target"]!["violationIds"] = new JsonArray($"v1{Thing}", $"unknown{Thing}"));
        Assert.Equal((VerdictKind.Retry, 10), Assert.Single(await HandleAsync(half)) is var waits ? (waits.Kind, (int)waits.Delay.TotalSeconds) : default);

        var known = Call("eventbridge-start-detect-mitigation.json", "e", json => json["target"]!["violationIds"] = new JsonArray($"v1{Thing}"));
        first.IsBroken = true;
        Assert.Equal(VerdictKind.Retry, Assert.Single(await HandleAsync(known)).Kind);
        first.IsBroken = false;
        Assert.Equal(VerdictKind.Done, Assert.Single(await HandleAsync(known)).Kind);
    }

    [Fact]
    public async Task Profiles_that_are_deleted_changed_or_mitigated_are_spread()
    {
        var spreads = _cluster.Audits.Reconciler(Scope.ToString()).Spreads;
        var deleted = Call("eventbridge-delete-security-profile.json", "e1");
        var changed = Call("eventbridge-delete-security-profile.json", "e2", json => json["behaviors"] = JsonNode.Parse("""[{"name":"B"}]"""), "UpdateSecurityProfile");
        var mitigated = Call(
            "eventbridge-start-detect-mitigation.json", "e3", json => json["target"] = JsonNode.Parse("""{"securityProfileName":"P","behaviorName":"B"}"""));

        Assert.All(await HandleAsync(deleted, changed, mitigated), verdict => Assert.Equal(VerdictKind.Done, verdict.Kind));

        var causes = spreads.OrderBy(spread => spread.EventId).ToList();
        Assert.Equal(["e1", "e2", "e3"], causes.Select(spread => spread.EventId));
        Assert.Equal(("PumpCloudSideRules", null), (causes[0].Withdrawal!.Profile, causes[0].Withdrawal!.KeptBehaviors));
        Assert.Equal(["B"], causes[1].Withdrawal!.KeptBehaviors!.Value);
        Assert.Equal(("P", "B", null), (causes[2].Mitigation!.Profile, causes[2].Mitigation!.Behavior, causes[2].Mitigation!.ViolationId));
    }

    [Fact]
    public async Task A_deleted_thing_hears_of_it()
    {
        var thing = _cluster.Audits.Thing($"{Scope}/{Thing}");

        Assert.Equal(VerdictKind.Done, Assert.Single(await HandleAsync(Call("eventbridge-delete-thing.json", "e", json => json["thingName"] = Thing))).Kind);

        var withdrawal = Assert.Single(Assert.Single(thing.Applied).Withdrawals);
        Assert.Equal((null, "e", _time), (withdrawal.Profile, withdrawal.EventId, withdrawal.Time));
    }

    [Fact]
    public async Task A_certificate_that_changed_is_forgotten_and_looked_up_urgently_where_a_finding_of_it_is_known()
    {
        Resource.View = new ResourceView { Scope = Scope, Resource = Certificate, Severity = Severity.Low, Findings = [], Suppressions = [], Things = [] };
        var known = Call("eventbridge-delete-thing.json", "e1", json => json["principal"] = $"arn:aws:iot:us-east-1:{Scope.Account}:cert/{Certificate.Id}", "DetachThingPrincipal");
        var unknown = Call("eventbridge-delete-thing.json", "e2", json => json["certificateId"] = "never-heard-of", "DeleteCertificate");

        Assert.All(await HandleAsync(known, unknown), verdict => Assert.Equal(VerdictKind.Done, verdict.Kind));

        Assert.Equal([Certificate.Id, "never-heard-of"], _cluster.Audits.Principals(Scope.ToString()).Forgotten.Order());
        Assert.Equal((Scope, Certificate, Severity.High), Assert.Single(_queues.Links));
    }

    [Fact]
    public async Task A_certificate_that_changed_just_now_waits_until_AWS_IoT_knows_it_everywhere()
    {
        var now = Call("eventbridge-delete-thing.json", "e", json => json["certificateId"] = "abc", "DeleteCertificate", _cluster.Time.GetUtcNow().AddSeconds(-10));

        var verdict = Assert.Single(await HandleAsync(now));

        Assert.Equal(VerdictKind.Retry, verdict.Kind);
        Assert.InRange(verdict.Delay.TotalSeconds, 15, 22);
        Assert.Empty(_cluster.Audits.Principals(Scope.ToString()).Forgotten);
    }

    [Theory]
    [InlineData("eventbridge-create-audit-suppression.json")]
    [InlineData("eventbridge-start-audit-mitigation.json")]
    [InlineData("eventbridge-start-detect-mitigation.json")]
    [InlineData("eventbridge-delete-security-profile.json")]
    [InlineData("eventbridge-delete-thing.json")]
    public async Task What_is_more_than_ten_minutes_ahead_is_a_dead_letter(string sample)
    {
        var verdict = Assert.Single(await HandleAsync(Call(sample, "e", time: _cluster.Time.GetUtcNow().AddMinutes(11))));

        Assert.Equal((VerdictKind.DeadLetter, "time-in-future"), (verdict.Kind, verdict.Reason));
    }

    [Fact]
    public async Task A_run_that_begins_in_the_future_is_a_dead_letter()
    {
        var body = Edit("sns-audit-failed.json", json => json["taskStartTime"] = _cluster.Time.GetUtcNow().AddMinutes(11).ToUnixTimeMilliseconds());

        Assert.Equal("time-in-future", Assert.Single(await HandleAsync(body)).Reason);
    }

    private ScriptedResource Resource => _cluster.Audits.Resource(Key(Certificate));

    private string Key(ResourceIdentifier resource) => ResourceKey.Of(Scope, resource).ToString();

    private ListedFinding Finding(ResourceIdentifier resource, string reasonCode) => new()
    {
        Check = Check, Resource = resource, ReasonCode = reasonCode, Severity = Severity.Medium, FindingId = "f", FoundAt = _time,
    };

    private string Mitigation(params string[] findings) => Call("eventbridge-start-audit-mitigation.json", "e", json =>
    {
        json["taskId"] = "m1";
        json["target"] = new JsonObject { ["findingIds"] = new JsonArray([.. findings.Select(id => (JsonNode)id)]) };
    });

    private string Detect(string thing, string violationId) => Edit("sns-detect-in-alarm-rules.json", json =>
        (json["thingName"], json["violationId"], json["violationEventTime"]) = (thing, violationId, _time.ToUnixTimeMilliseconds()));

    private string Call(string sample, string eventId, Action<JsonNode>? parameters = null, string? name = null, DateTimeOffset? time = null) => Edit(sample, json =>
    {
        var detail = json["detail"]!;
        json["account"] = Scope.Account;
        (detail["eventID"], detail["eventName"]) = (eventId, name ?? (string)detail["eventName"]!);
        detail["eventTime"] = (time ?? _time).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        parameters?.Invoke(detail["requestParameters"]!);
    });

    private static string Edit(string sample, Action<JsonNode> edit)
    {
        var json = JsonNode.Parse(SampleFiles.Read(sample))!;
        edit(json);
        return json.ToJsonString();
    }

    private async Task<IReadOnlyList<MessageVerdict>> HandleAsync(params string[] bodies) => await _handler.HandleAsync(
        [
            .. bodies.Select(body => new ReceivedMessage
            {
                MessageId = Guid.NewGuid().ToString(), ReceiptHandle = Guid.NewGuid().ToString(), Body = body, SentAt = _cluster.Time.GetUtcNow(),
            }),
        ],
        Cancel);
}
