using System.Text.Json.Nodes;

using OrleansDefender.Simulator.Audits;

using Xunit;

namespace OrleansDefender.Tests.Unit.Simulator;

public sealed class GeneratedAuditTests
{
    private static readonly AuditRun Run = new()
    {
        Number = 1,
        TaskId = "3f7d2c9b8a1e4d5f9c0b7a6e5d4c3b2a",
        TaskType = "SCHEDULED_AUDIT_TASK",
        Status = "COMPLETED",
        Started = 1767603600000,
        Ended = 1767603601500,
        Details = "[]",
        Findings = 0,
    };

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(10)]
    [InlineData(85)]
    [InlineData(2_003)]
    public void Every_finding_has_an_identity_and_an_id_of_its_own(int findings)
    {
        var audit = new GeneratedAudit(4, findings);
        var numbers = audit.From(0, null).ToList();
        var bodies = numbers.ConvertAll(number => audit.FindingAt(Run, number, false));

        Assert.Equal(Enumerable.Range(0, findings), numbers);
        Assert.Equal(findings, audit.Count);
        Assert.Equal(findings, bodies.Select(Identity).Distinct().Count());
        Assert.Equal(numbers, bodies.Select(body => audit.NumberOf(Run, (string)body["findingId"]!)!.Value));
        Assert.Equal((findings + 9) / 10, GeneratedAudit.RegistryOf(4, findings).Registered);
    }

    [Fact]
    public void There_are_findings_of_every_severity()
    {
        var audit = new GeneratedAudit(4, 100);

        var severities = audit.From(0, null).Select(number => (string)audit.FindingAt(Run, number, false)["severity"]!).Distinct();

        Assert.Equal(["CRITICAL", "HIGH", "LOW", "MEDIUM"], severities.Order());
        Assert.True(audit.Checks.Count() >= 4);
    }

    [Fact]
    public void A_list_can_begin_anywhere_with_any_check()
    {
        var audit = new GeneratedAudit(4, 137);
        var whole = audit.From(0, null).Select(number => (Number: number, audit.IdentityOf(number).Check)).ToList();
        foreach (var check in audit.Checks.Append(null))
        {
            for (var begin = 0; begin < 140; begin += 3)
            {
                Assert.Equal(
                    whole.Where(finding => finding.Number >= begin && (check is null || finding.Check == check)).Select(finding => finding.Number),
                    audit.From(begin, check));
            }
        }
    }

    [Fact]
    public void The_findings_of_a_resource_are_found_without_looking_at_all()
    {
        var audit = new GeneratedAudit(4, 137);
        var whole = audit.From(0, null).Select(number => (Number: number, Identity: audit.IdentityOf(number))).ToList();
        foreach (var resource in whole.GroupBy(finding => finding.Identity.Resource.ToJsonString()))
        {
            Assert.Equal(resource.Select(finding => finding.Number), audit.On(resource.First().Identity.Resource, null));
            var check = resource.First().Identity.Check;
            Assert.Equal(
                resource.Where(finding => finding.Identity.Check == check).Select(finding => finding.Number), audit.On(resource.First().Identity.Resource, check));
        }

        Assert.Empty(audit.On(AuditResource.Client("pump-9999"), null));
        Assert.Empty(audit.On(new JsonObject { ["account"] = "111122223333" }, null));
    }

    [Theory]
    [InlineData(10)]
    [InlineData(87)]
    [InlineData(1_003)]
    public void The_counts_are_those_of_the_list(int findings)
    {
        var audit = new GeneratedAudit(4, findings);
        var identities = audit.From(0, null).Select(audit.IdentityOf).Select(identity => (identity.Check, Resource: AuditResource.Key(identity.Resource))).ToList();
        var hidden = identities.Where((_, place) => place % 4 == 0).ToHashSet();

        foreach (var counts in (bool[])[false, true])
        {
            var details = audit.Details([.. hidden, (AuditCatalog.Age, """{"clientId":"nobody"}""")], counts);

            Assert.Equal(audit.Checks.Where(check => identities.Any(identity => identity.Check == check)), details.Where(detail => Resources(detail!) + Hidden(detail!) > 0).Select(detail => (string)detail!["checkName"]!));
            Assert.All(details, detail =>
            {
                var own = identities.Where(identity => identity.Check == (string)detail!["checkName"]!).Distinct().ToList();
                var suppressed = own.Count(hidden.Contains);
                Assert.Equal(counts ? own.Count : own.Count - suppressed, Resources(detail!));
                Assert.Equal(suppressed, Hidden(detail!));
            });
        }

        static long Resources(JsonNode detail) => (long)detail["nonCompliantResourcesCount"]!;
        static long Hidden(JsonNode detail) => (long)detail["suppressedNonCompliantResourcesCount"]!;
    }

    [Fact]
    public void Some_of_its_checks_have_the_same_findings()
    {
        var audit = new GeneratedAudit(4, 137);
        var part = GeneratedAudit.Read(audit.Of([AuditCatalog.Age, AuditCatalog.ClientIds]).Write());

        Assert.Equal([AuditCatalog.Age, AuditCatalog.ClientIds], part.Checks);
        Assert.Equal(audit.From(0, null).Where(number => audit.IdentityOf(number).Check is AuditCatalog.Age or AuditCatalog.ClientIds), part.From(0, null));
        Assert.Equal(part.From(0, null).Count(), part.Count);
        Assert.Null(part.NumberOf(Run, (string)audit.FindingAt(Run, 0, false)["findingId"]!));
    }

    [Fact]
    public void The_same_seed_gives_the_same_findings_and_another_seed_others()
    {
        var body = new GeneratedAudit(4, 1_000_000).FindingAt(Run, 777_777, false).ToJsonString();

        Assert.Equal(body, new GeneratedAudit(4, 1_000_000).FindingAt(Run, 777_777, false).ToJsonString());
        Assert.NotEqual(Identity(JsonNode.Parse(body)!), Identity(new GeneratedAudit(5, 1_000_000).FindingAt(Run, 777_777, false)));
    }

    private static string Identity(JsonNode finding) =>
        $"{finding["checkName"]} {finding["nonCompliantResource"]!["resourceIdentifier"]!.ToJsonString()} {finding["reasonForNonComplianceCode"]}";
}
