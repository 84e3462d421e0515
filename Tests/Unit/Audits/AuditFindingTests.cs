using System.Collections.Immutable;
using System.Text.Json.Nodes;

using OrleansDefender.Audits;
using OrleansDefender.Findings;
using OrleansDefender.Tests.Shared;

using Xunit;

namespace OrleansDefender.Tests.Unit.Audits;

public sealed class AuditFindingTests
{
    private static readonly DateTimeOffset Found = Audit.Start.AddMinutes(1);

    private static JsonArray Reference => JsonNode.Parse(SampleFiles.Read("audit-checks.json"))!["checks"]!.AsArray();

    public static TheoryData<string> Checks => [.. Reference.Select(check => (string)check!["checkName"]!)];

    [Theory]
    [MemberData(nameof(Checks))]
    public void Every_check_of_the_reference_has_its_severity_its_advice_and_its_findings_whole_names(string check)
    {
        var reference = Reference.Single(entry => (string)entry!["checkName"]! == check)!;
        Assert.Equal((string)reference["severity"]!, AuditChecks.SeverityOf(check).ToString().ToUpperInvariant());
        Assert.Equal((bool)reference["windowed"]!, WindowedChecks.Contains(check));
        Assert.NotEqual(AuditAdvice.Of("ANY_FUTURE_CHECK"), AuditAdvice.Of(check));
        Assert.InRange(AuditAdvice.Of(check).Length, 20, AsffLimits.RecommendationText);
        foreach (var reason in reference["reasonCodes"]!.AsArray().Select(code => (string)code!))
        {
            var finding = Of(Audit.Certificate, Open(check, reason));
            Assert.Equal($"Device certificate {Audit.Certificate.Id}: {check} {reason}", finding.Title);
            Assert.Equal((check, reason), (finding.ProductFields["CheckName"], finding.ProductFields["ReasonForNonComplianceCode"]));
            Assert.Equal($"audit/{check}", finding.GeneratorId);
        }
    }

    [Fact]
    public void An_open_finding_fails_its_check_and_tells_all_that_the_audit_says()
    {
        var finding = Of(Audit.Certificate, Open());

        Assert.Equal((RecordState.Active, ComplianceStatus.Failed, Severity.Medium), (finding.RecordState, finding.Compliance, finding.Severity));
        Assert.Equal(["Software and Configuration Checks/AWS Security Best Practices"], finding.Types);
        Assert.Equal(
            $"Certificate is past its expiration. Device certificate {Audit.Certificate.Id} (111122223333, us-east-1), check {Audit.Expiring}, "
            + "reason CERTIFICATE_PAST_EXPIRATION. Open since the audit of 2026-01-05T09:00:00.000Z.",
            finding.Description);
        Assert.Equal(
            $"https://us-east-1.console.aws.amazon.com/iot/home?region=us-east-1#/dd/audit/results/task-0/{Audit.Expiring}", finding.RecommendationUrl);
        Assert.Equal($"https://us-east-1.console.aws.amazon.com/iot/home?region=us-east-1#/certificate/{Audit.Certificate.Id}", finding.SourceUrl);
        Assert.Equal(
            new Dictionary<string, string>
            {
                ["AuditState"] = "open",
                ["CheckName"] = Audit.Expiring,
                ["FindingId"] = "finding-0",
                ["IsSuppressed"] = "false",
                ["OpenSince"] = "2026-01-05T09:00:00.000Z",
                ["ReasonForNonCompliance"] = "Certificate is past its expiration.",
                ["ReasonForNonComplianceCode"] = "CERTIFICATE_PAST_EXPIRATION",
                ["ResourceIdentifier"] = Audit.Certificate.Id,
                ["ResourceKind"] = "device-certificate",
                ["ResourceType"] = "DEVICE_CERTIFICATE",
                ["ScheduledAuditName"] = "DailyAudit",
                ["TaskId"] = "task-0",
                ["TaskStartTime"] = "2026-01-05T09:00:00.000Z",
                ["TaskType"] = "SCHEDULED_AUDIT_TASK",
            },
            finding.ProductFields);
    }

    [Fact]
    public void A_resolved_finding_passes_and_names_the_audit_that_says_so()
    {
        var finding = Of(Audit.Certificate, Open() with { GoneMs = Ms(Audit.Start.AddDays(1)), GoneTaskId = "task-1" });

        Assert.Equal((RecordState.Archived, ComplianceStatus.Passed), (finding.RecordState, finding.Compliance));
        Assert.EndsWith("Resolved: the audit task-1 of 2026-01-06T09:00:00.000Z no longer lists it.", finding.Description, StringComparison.Ordinal);
        Assert.Equal(
            ("resolved", "2026-01-06T09:00:00.000Z", "task-1"),
            (finding.ProductFields["AuditState"], finding.ProductFields["ResolvedAt"], finding.ProductFields["ResolvedByTaskId"]));
    }

    [Fact]
    public void A_suppressed_finding_is_archived_still_fails_and_tells_who_why_and_until_when()
    {
        var suppression = new SuppressionState
        {
            Check = Audit.Expiring,
            IsSaid = true,
            UntilMs = Ms(Audit.Start.AddDays(9)),
            Description = "Replacement ordered",
            Actor = "SecOps/alice",
            TimeMs = Ms(Audit.Start),
            EventId = "e",
        };
        var finding = AuditFinding.Of(Audit.Scope, Audit.Certificate, Open() with { IsSuppressed = true }, suppression);

        Assert.Equal((RecordState.Archived, ComplianceStatus.Failed), (finding.RecordState, finding.Compliance));
        Assert.EndsWith("Suppressed in AWS IoT Device Defender until 2026-01-14T09:00:00.000Z.", finding.Description, StringComparison.Ordinal);
        Assert.Equal(
            ("true", "SecOps/alice", "2026-01-14T09:00:00.000Z", "Replacement ordered"),
            (finding.ProductFields["IsSuppressed"], finding.ProductFields["SuppressedBy"], finding.ProductFields["SuppressedUntil"], finding.ProductFields["SuppressionDescription"]));
    }

    [Fact]
    public void Mitigations_are_product_fields_with_who_and_when()
    {
        MitigationEvent Started(int day) => new()
        {
            TaskId = $"mitigate-{day}", Actions = ["Quarantine", "Tell"], Actor = "SecOps/bob", Time = Audit.Start.AddDays(day), EventId = $"e{day}",
        };
        var fields = Of(Audit.Certificate, Open() with { Mitigations = [Started(2), Started(1)] }).ProductFields;

        Assert.Equal(
            ("mitigate-2", "Quarantine, Tell", "2026-01-07T09:00:00.000Z", "SecOps/bob", "2"),
            (fields["MitigationTaskId"], fields["MitigationActions"], fields["MitigationStartedAt"], fields["MitigationStartedBy"], fields["MitigationCount"]));
    }

    [Fact]
    public void Long_identifiers_and_reasons_are_cut_and_neither_the_problem_nor_the_state_is()
    {
        const string Check = "INTERMEDIATE_CA_REVOKED_FOR_ACTIVE_DEVICE_CERTIFICATES_CHECK";
        var issuer = ResourceIdentifier.Issuer("CN=" + new string('x', 1_000), new string('a', 64), "0A:1B");
        var state = Open(Check, "INTERMEDIATE_CA_REVOKED_BY_ISSUER");
        var finding = Of(issuer, state with { Listing = state.Listing with { Reason = new string('r', 4_000), ResourceType = "ISSUER_CERTIFICATE" } });

        Assert.Equal((256, 1_024), (finding.Title.Length, finding.Description.Length));
        Assert.StartsWith("Issuer certificate 0A:1B;aaaa", finding.Title, StringComparison.Ordinal);
        Assert.EndsWith($"…: {Check} INTERMEDIATE_CA_REVOKED_BY_ISSUER", finding.Title, StringComparison.Ordinal);
        Assert.EndsWith("… Open since the audit of 2026-01-05T09:00:00.000Z.", finding.Description, StringComparison.Ordinal);
        Assert.All(finding.ProductFields, pair => Assert.InRange(pair.Value.Length, 1, 2_048));
    }

    [Fact]
    public void Names_of_any_length_fit_and_an_empty_reason_code_is_left_out()
    {
        var state = Open(new string('C', 500), new string('R', 500));
        var finding = Of(new ResourceIdentifier("future-kind", "id"), state with { Listing = state.Listing with { ResourceType = new string('T', 500) } });
        Assert.InRange(finding.Title.Length, 200, 256);
        Assert.InRange(finding.GeneratorId.Length, 500, 512);

        finding = Of(Audit.Certificate, Open(reason: string.Empty));
        Assert.Equal($"Device certificate {Audit.Certificate.Id}: {Audit.Expiring}", finding.Title);
        Assert.DoesNotContain("reason ", finding.Description, StringComparison.Ordinal);
        Assert.DoesNotContain("ReasonForNonComplianceCode", finding.ProductFields.Keys);
    }

    [Fact]
    public void Related_resources_follow_the_own_one_without_repeats_and_32_at_most()
    {
        var state = Open();
        ImmutableArray<RelatedResource> related =
        [
            new(Audit.Certificate, "DEVICE_CERTIFICATE"),
            new(new ResourceIdentifier(ResourceKinds.ClientId, "pump-0"), "CLIENT_ID"),
            .. Enumerable.Range(0, 60).Select(number => new RelatedResource(new ResourceIdentifier(ResourceKinds.ClientId, $"pump-{number}"), "CLIENT_ID")),
        ];
        var finding = Of(Audit.Certificate, state with { Listing = state.Listing with { Related = related } });

        Assert.Equal(32, finding.Resources.Length);
        Assert.Equal(32, finding.Resources.DistinctBy(resource => (resource.Type, resource.Id)).Count());
        Assert.Equal(
            [$"arn:aws:iot:us-east-1:111122223333:cert/{Audit.Certificate.Id}", "arn:aws:iot:us-east-1:111122223333:client/pump-0"],
            finding.Resources.Take(2).Select(resource => resource.Id));
    }

    [Fact]
    public void A_reason_that_names_a_CVE_is_a_vulnerability() => Assert.Equal(
        ["Software and Configuration Checks/Vulnerabilities/CVE"],
        Of(Audit.Certificate, Open("DEVICE_CERTIFICATE_KEY_QUALITY_CHECK", "CERTIFICATE_KEY_VULNERABILITY_CVE-2008-0166")).Types);

    private static Finding Of(ResourceIdentifier resource, AuditFindingState state) => AuditFinding.Of(Audit.Scope, resource, state, null);

    private static AuditFindingState Open(string check = Audit.Expiring, string reason = "CERTIFICATE_PAST_EXPIRATION") => new()
    {
        Check = check,
        ReasonCode = reason,
        Listing = new AuditListing
        {
            TaskId = "task-0",
            StartedMs = Ms(Audit.Start),
            TaskType = "SCHEDULED_AUDIT_TASK",
            Schedule = "DailyAudit",
            FindingId = "finding-0",
            FoundMs = Ms(Found),
            Reason = "Certificate is past its expiration.",
            ResourceType = "DEVICE_CERTIFICATE",
        },
        SinceMs = Ms(Audit.Start),
        Severity = Severity.Medium,
        CreatedMs = Ms(Found),
        UpdatedMs = Ms(Found),
        Revision = 1,
    };

    private static long Ms(DateTimeOffset time) => time.ToUnixTimeMilliseconds();
}
