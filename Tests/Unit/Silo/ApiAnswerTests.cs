using System.Text.Json;
using System.Text.Json.Nodes;

using OrleansDefender.Audits;
using OrleansDefender.Correlation;
using OrleansDefender.Fleet;
using OrleansDefender.Silo.Api;
using OrleansDefender.Silo.Status;
using OrleansDefender.Things;

using Xunit;

namespace OrleansDefender.Tests.Unit.Silo;

/// <summary>The API's JSON, member by member: it is a contract.</summary>
public sealed class ApiAnswerTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 5, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_thing_is_shown_with_all_that_is_known_of_its_alarms()
    {
        var view = new ThingView
        {
            Thing = new ThingKey("111122223333", "us-east-1", "a/b"),
            Severity = Severity.Critical,
            Alarms =
            [
                Alarm() with
                {
                    OpenedAt = new DateTimeOffset(2026, 1, 5, 12, 0, 0, 7, TimeSpan.FromHours(2)),
                    Verification = Verification.TruePositive,
                    VerificationNote = "seen",
                    VerifiedBy = "soc-analyst",
                    Metric = "aws:num-authorization-failures",
                    Criteria = "less-than-equals 5",
                    Value = "54",
                    Rejection = "InvalidInput: no",
                    Mitigations = [new MitigationEvent { TaskId = "m1", Actions = ["quarantine"], Actor = "soc-analyst", Time = Noon, EventId = "e1" }],
                },
            ],
            Context = new ThingContext
            {
                ThingType = "Pump",
                Groups = ["Pumps"],
                Attributes = ThingContext.None.Attributes.Add("site", "plant-07"),
                AskedMs = Noon.ToUnixTimeMilliseconds(),
                IsRegistered = true,
            },
            Posture = new PostureView
            {
                Severity = Severity.Medium,
                Findings = 3,
                References =
                [
                    new PostureReference(
                        ResourceIdentifier.DeviceCertificate("c1"),
                        new ReferredFinding("DEVICE_CERTIFICATE_EXPIRING_CHECK", "CERTIFICATE_PAST_EXPIRATION", Severity.Medium, Noon, "f2")),
                ],
            },
        };

        AssertJson(
            """
            {
              "thing": "a/b", "account": "111122223333", "region": "us-east-1", "severity": "CRITICAL",
              "alarms": [{
                "profile": "P", "behavior": "B", "state": "open", "display": "open", "lastTransition": "in-alarm", "severity": "HIGH",
                "verification": "TRUE_POSITIVE", "verificationNote": "seen", "verifiedBy": "soc-analyst", "episodes": 2,
                "openedAt": "2026-01-05T10:00:00.007Z", "closedAt": null, "lastEventAt": "2026-01-05T12:00:00.000Z", "heldUntil": null,
                "metric": "aws:num-authorization-failures", "criteria": "less-than-equals 5", "value": "54",
                "violationId": "v1", "findingId": "f1", "findingState": "ACTIVE", "rejection": "InvalidInput: no", "revision": 3,
                "closedBy": null,
                "mitigations": [{ "taskId": "m1", "actions": ["quarantine"], "startedAt": "2026-01-05T12:00:00.000Z", "startedBy": "soc-analyst" }],
                "baseSeverity": "NONE", "withheld": null
              }],
              "posture": {
                "severity": "MEDIUM", "findings": 3,
                "references": [{
                  "check": "DEVICE_CERTIFICATE_EXPIRING_CHECK", "reasonCode": "CERTIFICATE_PAST_EXPIRATION", "severity": "MEDIUM",
                  "since": "2026-01-05T12:00:00.000Z", "resourceKind": "device-certificate", "resourceId": "c1", "findingId": "f2"
                }]
              },
              "context": {
                "thingType": "Pump", "groups": ["Pumps"], "attributes": { "site": "plant-07" }, "askedAt": "2026-01-05T12:00:00.000Z", "registered": true
              },
              "escalations": [], "risk": 0
            }
            """,
            JsonSerializer.SerializeToNode(ThingAnswer.Of(view), ApiJson.Default.ThingAnswer));
    }

    [Theory]
    [InlineData(TransitionKind.Cleared, false, "cleared")]
    [InlineData(TransitionKind.Cleared, true, "cleared, held")]
    [InlineData(TransitionKind.Invalidated, false, "invalidated")]
    public void A_closed_alarm_says_how_it_closed_and_whether_its_archive_is_held(TransitionKind last, bool held, string display)
    {
        var answer = AlarmAnswer.Of(Alarm() with
        {
            IsOpen = false,
            LastTransition = last,
            ClosedAt = Noon,
            HeldUntil = held ? Noon : null,
            Archived = !held,
        });

        Assert.Equal(("closed", display, held ? "ACTIVE" : "ARCHIVED"), (answer.State, answer.Display, answer.FindingState));
    }

    [Fact]
    public void An_alarm_that_a_deletion_closed_says_what_was_deleted_and_by_whom()
    {
        var answer = AlarmAnswer.Of(Alarm() with
        {
            IsOpen = false,
            LastTransition = TransitionKind.Withdrawn,
            ClosedAt = Noon,
            Withdrawal = "behavior deleted",
            ClosedBy = "admin",
            Archived = true,
        });

        Assert.Equal(
            ("closed", "withdrawn: behavior deleted", "withdrawn", "admin", "ARCHIVED"),
            (answer.State, answer.Display, answer.LastTransition, answer.ClosedBy, answer.FindingState));
    }

    [Fact]
    public void A_row_of_the_watch_list_is_shown_with_its_flags()
    {
        var row = new WatchRow
        {
            Thing = new ThingKey("111122223333", "us-east-1", "pump"),
            Revision = 9,
            Severity = Severity.None,
            OpenAlarms = 0,
            ClosedAlarms = 2,
            Flags = WatchFlags.Held | WatchFlags.Rejected | WatchFlags.TruePositive,
            LastEventAt = Noon,
            Posture = Severity.High,
            AuditFindings = 4,
        };

        AssertJson(
            """
            {
              "items": [{
                "thing": "pump", "account": "111122223333", "region": "us-east-1", "severity": "NONE", "state": "closed",
                "openAlarms": 0, "closedAlarms": 2, "posture": "HIGH", "auditFindings": 4, "flags": ["truePositive", "held", "rejected"], "lastEventAt": "2026-01-05T12:00:00.000Z"
              }],
              "cursor": "next"
            }
            """,
            JsonSerializer.SerializeToNode(new ThingList([ThingItem.Of(row)], "next"), ApiJson.Default.ThingList));
    }

    [Fact]
    public void The_summary_counts_by_severity_and_state_and_tells_of_queues_and_hub()
    {
        var answer = SummaryEndpoints.Answer(Snapshots.Some(), new AccountRegion("111122223333", "us-east-1"));

        AssertJson(
            """
            {
              "time": "2026-01-05T12:00:00.000Z", "things": 10,
              "severity": { "CRITICAL": 1, "HIGH": 2, "MEDIUM": 0, "LOW": 0, "INFORMATIONAL": 0, "NONE": 7 },
              "posture": { "CRITICAL": 2, "HIGH": 0, "MEDIUM": 0, "LOW": 0, "INFORMATIONAL": 0, "NONE": 8 },
              "state": { "open": 3, "closed": 7 }, "alarms": { "open": 4, "closed": 20 }, "rejectedThings": 1,
              "messages": { "received": 30, "acknowledged": 28, "deadLettered": 1 },
              "findings": { "sent": 5, "failed": 1, "waiting": 6 }, "oldestDeliverySeconds": 2.5,
              "pumps": {
                "events": {
                  "status": "Healthy", "reason": null, "lastReceiveAt": "2026-01-05T12:00:00.000Z",
                  "received": 30, "acknowledged": 28, "deadLettered": 1, "inFlight": 1, "oldestSeconds": 0
                },
                "urgent": {
                  "status": "Degraded", "reason": "the hub is busy", "lastReceiveAt": null,
                  "received": 0, "acknowledged": 0, "deadLettered": 0, "inFlight": 0, "oldestSeconds": 2.5
                }
              },
              "hub": {
                "account": "111122223333", "region": "us-east-1", "failing": true, "reason": "BatchImportFindings: 500",
                "since": "2026-01-05T12:00:00.000Z", "retryAt": null, "waiting": 3
              }
            }
            """,
            JsonSerializer.SerializeToNode(answer, ApiJson.Default.SummaryAnswer!));
    }

    [Fact]
    public void Without_the_fleets_figures_there_is_no_summary() =>
        Assert.Null(SummaryEndpoints.Answer(Snapshots.Some() with { Fleet = null }, default));

    [Fact]
    public void Health_is_the_worst_of_its_checks_and_says_what_fails_why_and_since_when()
    {
        var answer = HealthEndpoints.Answer(Snapshots.Some(), new HealthTracker());

        AssertJson(
            """
            {
              "status": "Degraded",
              "checks": {
                "silo": { "status": "Healthy", "reason": null, "since": "2026-01-05T12:00:00.000Z" },
                "storage": { "status": "Healthy", "reason": null, "since": "2026-01-05T12:00:00.000Z" },
                "events": { "status": "Healthy", "reason": null, "since": "2026-01-05T12:00:00.000Z" },
                "urgent": { "status": "Degraded", "reason": "the hub is busy", "since": "2026-01-05T11:00:00.000Z" },
                "securityHub": { "status": "Degraded", "reason": "BatchImportFindings: 500", "since": "2026-01-05T12:00:00.000Z" }
              }
            }
            """,
            JsonSerializer.SerializeToNode(answer, ApiJson.Default.HealthAnswer));
    }

    private static AlarmView Alarm() => new()
    {
        Profile = "P",
        Behavior = "B",
        IsOpen = true,
        LastTransition = TransitionKind.InAlarm,
        Severity = Severity.High,
        Verification = Verification.Unknown,
        Episodes = 2,
        LastEventAt = Noon,
        ViolationId = "v1",
        FindingId = "f1",
        Archived = false,
        Revision = 3,
    };

    private static void AssertJson(string expected, JsonNode? actual) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), actual), actual?.ToJsonString());
}
