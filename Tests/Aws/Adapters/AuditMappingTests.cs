using Amazon.IoT;

using OrleansDefender.Audits;
using OrleansDefender.Silo.Aws;

using Xunit;

using static OrleansDefender.Tests.Shared.Findings.TestFindings;

using Sdk = Amazon.IoT.Model;

namespace OrleansDefender.Tests.Aws.Adapters;

public sealed class AuditMappingTests
{
    private const string Arn = "arn:aws:iot:us-east-1:111122223333:cert/4e1c0b7a9d8f6e5c4b3a2918f7e6d5c4b3a29180f7e6d5c4b3a29180f7e6d5c4";

    private static readonly DateTimeOffset Now = new(2026, 1, 5, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateTime Start = new(2026, 1, 5, 9, 0, 0, DateTimeKind.Utc);

    public static TheoryData<Sdk.ResourceIdentifier, string, string> EveryKind => new()
    {
        { new() { DeviceCertificateId = "ab" }, ResourceKinds.DeviceCertificate, "ab" },
        { new() { DeviceCertificateArn = Arn }, ResourceKinds.DeviceCertificate, "4e1c0b7a9d8f6e5c4b3a2918f7e6d5c4b3a29180f7e6d5c4b3a29180f7e6d5c4" },
        { new() { CaCertificateId = "ca" }, ResourceKinds.CaCertificate, "ca" },
        { new() { CognitoIdentityPoolId = "us-east-1:pool" }, ResourceKinds.CognitoIdentityPool, "us-east-1:pool" },
        { new() { ClientId = "a/b c" }, ResourceKinds.ClientId, "a/b c" },
        { new() { PolicyVersionIdentifier = new() { PolicyName = "p", PolicyVersionId = "3" } }, ResourceKinds.Policy, "p:3" },
        { new() { PolicyVersionIdentifier = new() { PolicyName = "p" } }, ResourceKinds.Policy, "p" },
        { new() { Account = "111122223333" }, ResourceKinds.Account, "111122223333" },
        { new() { IamRoleArn = "arn:aws:iam::111122223333:role/r" }, ResourceKinds.IamRole, "arn:aws:iam::111122223333:role/r" },
        { new() { RoleAliasArn = "arn:aws:iot:us-east-1:111122223333:rolealias/r" }, ResourceKinds.RoleAlias, "arn:aws:iot:us-east-1:111122223333:rolealias/r" },
        {
            new() { IssuerCertificateIdentifier = new() { IssuerCertificateSubject = "CN=x", IssuerId = "id", IssuerCertificateSerialNumber = "01" } },
            ResourceKinds.IssuerCertificate,
            "01;id;CN=x"
        },
        { new() { IssuerCertificateIdentifier = new() { IssuerId = "id" } }, ResourceKinds.IssuerCertificate, ";id;" },
        { new() { ClientId = "", Account = "111122223333" }, ResourceKinds.Account, "111122223333" },
    };

    public static TheoryData<Sdk.ResourceIdentifier?> NoResource =>
    [
        (Sdk.ResourceIdentifier?)null,
        new Sdk.ResourceIdentifier(),
        new Sdk.ResourceIdentifier { ClientId = "" },
        new Sdk.ResourceIdentifier { PolicyVersionIdentifier = new() { PolicyVersionId = "3" } },
        new Sdk.ResourceIdentifier { IssuerCertificateIdentifier = new() },
        new Sdk.ResourceIdentifier { DeviceCertificateArn = "arn:aws:iot:us-east-1:111122223333:cert/" },
    ];

    [Theory]
    [MemberData(nameof(EveryKind))]
    public void Every_kind_of_resource_is_known_by_its_identifier(Sdk.ResourceIdentifier identifier, string kind, string id) =>
        Assert.Equal(new ResourceIdentifier(kind, id), AuditMapping.Read(identifier));

    [Fact]
    public void Every_member_of_the_identifier_is_read() =>
        Assert.All(typeof(Sdk.ResourceIdentifier).GetProperties(), static member =>
        {
            var identifier = new Sdk.ResourceIdentifier();
            object value = member.PropertyType == typeof(string) ? "x"
                : member.PropertyType == typeof(Sdk.PolicyVersionIdentifier) ? new Sdk.PolicyVersionIdentifier { PolicyName = "x" }
                : new Sdk.IssuerCertificateIdentifier { IssuerCertificateSubject = "x" };
            member.SetValue(identifier, value);
            Assert.NotNull(AuditMapping.Read(identifier));
        });

    [Theory]
    [MemberData(nameof(NoResource))]
    public void What_has_no_identifier_is_left_out(Sdk.ResourceIdentifier? identifier)
    {
        Assert.Null(AuditMapping.Read(identifier));
        Assert.Null(AuditMapping.Read(new Sdk.AuditFinding { CheckName = "C", NonCompliantResource = new() { ResourceIdentifier = identifier } }, "C", Now));
        Assert.Null(AuditMapping.Read(new Sdk.RelatedResource { ResourceIdentifier = identifier }));
        Assert.Null(AuditMapping.Read(new Sdk.AuditSuppression { CheckName = "C", ResourceIdentifier = identifier }, Now));
    }

    [Fact]
    public void A_finding_keeps_all_that_AWS_says_of_it()
    {
        var finding = AuditMapping.Read(
            new Sdk.AuditFinding
            {
                CheckName = "NEW_CHECK",
                FindingId = "f",
                FindingTime = Start.AddTicks(5_091_234),
                TaskStartTime = Start,
                IsSuppressed = true,
                ReasonForNonCompliance = "Because.",
                ReasonForNonComplianceCode = "NEW_CODE",
                Severity = AuditFindingSeverity.HIGH,
                NonCompliantResource = new()
                {
                    ResourceType = "NEW_TYPE",
                    ResourceIdentifier = new() { ClientId = "c" },
                    AdditionalInfo = new() { ["b"] = "2", ["A"] = "1", ["nothing"] = null },
                },
                RelatedResources = [new() { ResourceType = ResourceType.IAM_ROLE, ResourceIdentifier = new() { IamRoleArn = "r" } }, new() { ResourceType = "NEW" }, null],
            },
            null,
            Now);

        Assert.Equal(("NEW_CHECK", "f", "NEW_CODE", "Because.", "NEW_TYPE"), (finding!.Check, finding.FindingId, finding.ReasonCode, finding.Reason, finding.ResourceType));
        Assert.Equal((Severity.High, true), (finding.Severity, finding.IsSuppressed));
        Assert.Equal(new DateTimeOffset(2026, 1, 5, 9, 0, 0, 509, TimeSpan.Zero), finding.FoundAt);
        Assert.Equal([KeyValuePair.Create("A", "1"), KeyValuePair.Create("b", "2")], finding.AdditionalInfo);
        Assert.Equal([new RelatedResource(new ResourceIdentifier(ResourceKinds.IamRole, "r"), "IAM_ROLE")], finding.Related);
    }

    [Fact]
    public void A_finding_that_says_little_is_read_all_the_same()
    {
        var finding = AuditMapping.Read(new Sdk.AuditFinding { NonCompliantResource = new() { ResourceIdentifier = new() { ClientId = "c" } } }, "ASKED_FOR", Now);

        Assert.Equal(("ASKED_FOR", "", "", Severity.Medium), (finding!.Check, finding.FindingId, finding.ReasonCode, finding.Severity));
        Assert.Equal((Now, false), (finding.FoundAt, finding.IsSuppressed));
        Assert.Null(finding.Reason);
        Assert.Null(finding.ResourceType);
        Assert.Empty(finding.AdditionalInfo);
        Assert.Empty(finding.Related);
        Assert.Null(AuditMapping.Read(new Sdk.AuditFinding { NonCompliantResource = new() { ResourceIdentifier = new() { ClientId = "c" } } }, null, Now));
    }

    [Fact]
    public void A_finding_without_a_time_is_of_its_runs_start() =>
        Assert.Equal(
            new DateTimeOffset(Start),
            AuditMapping.Read(new Sdk.AuditFinding { TaskStartTime = Start, NonCompliantResource = new() { ResourceIdentifier = new() { ClientId = "c" } } }, "C", Now)!.FoundAt);

    [Theory]
    [InlineData("CRITICAL", Severity.Critical)]
    [InlineData("HIGH", Severity.High)]
    [InlineData("MEDIUM", Severity.Medium)]
    [InlineData("LOW", Severity.Low)]
    [InlineData("APOCALYPTIC", Severity.Medium)]
    public void An_unknown_severity_is_medium(string severity, Severity expected) =>
        Assert.Equal(
            expected,
            AuditMapping.Read(new Sdk.AuditFinding { Severity = severity, NonCompliantResource = new() { ResourceIdentifier = new() { ClientId = "c" } } }, "C", Now)!.Severity);

    [Theory]
    [InlineData("COMPLETED_COMPLIANT", AuditCheckStatus.CompletedCompliant)]
    [InlineData("COMPLETED_NON_COMPLIANT", AuditCheckStatus.CompletedNonCompliant)]
    [InlineData("FAILED", AuditCheckStatus.Failed)]
    [InlineData("CANCELED", AuditCheckStatus.Canceled)]
    [InlineData("IN_PROGRESS", AuditCheckStatus.Other)]
    [InlineData("WAITING_FOR_DATA_COLLECTION", AuditCheckStatus.Other)]
    [InlineData("COMPLETED_SOMEHOW", AuditCheckStatus.Other)]
    public void Only_a_check_that_is_known_to_have_completed_speaks(string status, AuditCheckStatus expected)
    {
        var run = AuditMapping.Read(
            Scope,
            "t",
            new Sdk.DescribeAuditTaskResponse
            {
                AuditDetails = new() { ["C"] = new() { CheckRunStatus = status, ErrorCode = "INSUFFICIENT_PERMISSIONS", Message = "No.", NonCompliantResourcesCount = 5_000_000_000 } },
            });

        Assert.Equal(
            [new AuditCheckRun { Check = "C", Status = expected, ErrorCode = "INSUFFICIENT_PERMISSIONS", Message = "No.", NonCompliantResources = 5_000_000_000 }], run.Checks);
    }

    [Fact]
    public void A_run_that_says_little_is_read_all_the_same_and_overrules_nothing()
    {
        var run = AuditMapping.Read(Scope, "t", new Sdk.DescribeAuditTaskResponse { AuditDetails = new() { ["C"] = null, [""] = new() } });
        var nothing = AuditMapping.Read(Scope, "t", new Sdk.DescribeAuditTaskResponse());

        Assert.Equal((DateTimeOffset.UnixEpoch, "", "", null), (run.StartedAt, run.Status, run.Type, run.Schedule));
        Assert.Equal([new AuditCheckRun { Check = "C", Status = AuditCheckStatus.Other }], run.Checks);
        Assert.Empty(nothing.Checks);
    }

    [Fact]
    public void A_suppression_that_has_ended_is_no_longer_in_force()
    {
        Assert.Null(Until(Now));
        Assert.Equal(Now.AddMilliseconds(1), Until(Now.AddMilliseconds(1))!.Until);
        Assert.Null(AuditMapping.Read(new Sdk.AuditSuppression { ResourceIdentifier = new() { ClientId = "c" } }, Now));

        static SuppressionEvent? Until(DateTimeOffset end) =>
            AuditMapping.Read(new Sdk.AuditSuppression { CheckName = "C", ResourceIdentifier = new() { ClientId = "c" }, ExpirationDate = end.UtcDateTime }, Now);
    }

    [Fact]
    public void A_suppression_without_an_end_never_ends()
    {
        var indefinitely = AuditMapping.Read(
            new Sdk.AuditSuppression { CheckName = "C", ResourceIdentifier = new() { ClientId = "c" }, SuppressIndefinitely = true, ExpirationDate = Start }, Now);
        var unsaid = AuditMapping.Read(new Sdk.AuditSuppression { CheckName = "C", ResourceIdentifier = new() { ClientId = "c" } }, Now);

        Assert.Equal((null, "list:C:client-id:c:never"), (indefinitely!.Until, indefinitely.EventId));
        Assert.Equal(indefinitely, unsaid);
    }
}
