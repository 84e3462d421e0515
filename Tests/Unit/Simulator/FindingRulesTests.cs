using System.Text.Json.Nodes;

using OrleansDefender.Simulator.SecurityHub;

using Xunit;

namespace OrleansDefender.Tests.Unit.Simulator;

public sealed class FindingRulesTests
{
    private const string CustomerFields =
        """
        {"Workflow":{"Status":"NOTIFIED"},"VerificationState":"TRUE_POSITIVE","UserDefinedFields":{"team":"ot"},
         "Note":{"Text":"seen","UpdatedBy":"me","UpdatedAt":"2026-01-05T10:00:00Z"}}
        """;

    [Fact]
    public void Import_OfANewFinding_FillsTheFieldsOfTheService()
    {
        var result = FindingRules.Import(null, Findings.Finding("""{"Region":"eu-west-1","ProductFields":{"mine":"kept"}}"""), Findings.Region, Findings.Now);

        var finding = result.Stored.Finding;
        Assert.Equal(ImportOutcome.Created, result.Outcome);
        Assert.Equal("us-east-1", finding.Text("Region"));
        Assert.Equal("2026-01-05T12:00:00.000Z", finding.Text("ProcessedAt"));
        Assert.Equal("ACTIVE", finding.Text("RecordState"));
        Assert.Equal("NEW", finding.Text("WorkflowState"));
        Assert.Equal("""{"Status":"NEW"}""", Findings.Compact(finding["Workflow"]));
        Assert.Equal("""{"Label":"HIGH","Normalized":70}""", Findings.Compact(finding["Severity"]));
        Assert.Equal("""["Unusual Behaviors"]""", Findings.Compact(finding["Types"]));
        Assert.Equal("kept", finding["ProductFields"]!["mine"].Text());
        Assert.Equal(
            "arn:aws:securityhub:us-east-1:111122223333:product/111122223333/default/us-east-1/111122223333/a",
            finding["ProductFields"]!["aws/securityhub/FindingId"].Text());
        Assert.Equal("Default", finding["ProductFields"]!["aws/securityhub/ProductName"].Text());
        Assert.Equal("Personal", finding["ProductFields"]!["aws/securityhub/CompanyName"].Text());
    }

    [Theory]
    [InlineData("2026-01-05T10:00:05Z", false)]
    [InlineData("2026-01-05T10:00:04.999999999Z", false)]
    [InlineData("2026-01-05T12:00:05.000+02:00", false)]
    [InlineData("2026-01-05T10:00:05.000000001Z", true)]
    [InlineData("2026-01-05T10:00:06Z", true)]
    public void Import_ChangesAFinding_OnlyIfUpdatedAtIsStrictlyLater(string updatedAt, bool isLater)
    {
        var existing = Findings.Imported(Findings.At(5, """{"Title":"before"}"""));
        var imported = Findings.Finding("""{"Title":"after"}""");
        imported["UpdatedAt"] = updatedAt;

        var result = FindingRules.Import(existing, imported, Findings.Region, Findings.Now.AddMinutes(1));

        Assert.Equal(isLater ? ImportOutcome.Updated : ImportOutcome.Stale, result.Outcome);
        Assert.Equal(isLater ? "after" : "before", result.Stored.Finding.Text("Title"));
        Assert.Equal(!isLater, ReferenceEquals(existing, result.Stored));
    }

    [Fact]
    public void Import_ChangesNoneOfItsArguments()
    {
        var existing = FindingRules.Update(Findings.Imported(Findings.At(1)), Parse("""{"Severity":{"Label":"LOW"}}"""), Findings.Now);
        var imported = Findings.At(2, """{"ProductFields":{"a":"b"},"Severity":{"Normalized":3}}""");
        var before = (Findings.Compact(existing.Finding), Findings.Compact(imported));

        FindingRules.Import(existing, imported, Findings.Region, Findings.Now);

        Assert.Equal(before, (Findings.Compact(existing.Finding), Findings.Compact(imported)));
    }

    [Fact]
    public void Import_ReplacesTheWholeFinding()
    {
        var existing = Findings.Imported(Findings.At(1, """{"SourceUrl":"https://example.com","ProductFields":{"old":"x"},"RecordState":"ARCHIVED"}"""));

        var finding = FindingRules.Import(existing, Findings.At(2), Findings.Region, Findings.Now).Stored.Finding;

        Assert.False(finding.ContainsKey("SourceUrl"));
        Assert.Null(finding["ProductFields"]!["old"]);
        Assert.Equal("ACTIVE", finding.Text("RecordState"));
    }

    [Fact]
    public void Import_OfANullMember_CountsAsAbsent()
    {
        var imported = Findings.Finding();
        imported["SourceUrl"] = null;
        imported["Workflow"] = null;

        var finding = Findings.Imported(imported).Finding;

        Assert.False(finding.ContainsKey("SourceUrl"));
        Assert.Equal("NEW", finding["Workflow"]!["Status"].Text());
    }

    [Fact]
    public void Import_SetsCustomerFields_OnlyWhenTheFindingIsCreated()
    {
        var created = Findings.Imported(Findings.At(1, CustomerFields));
        var later = FindingRules.Import(Findings.Imported(Findings.At(1)), Findings.At(2, CustomerFields), Findings.Region, Findings.Now).Stored;
        var without = FindingRules.Import(created, Findings.At(2), Findings.Region, Findings.Now).Stored;

        foreach (var (name, value) in Parse(CustomerFields))
        {
            Assert.Equal(Findings.Compact(value), Findings.Compact(created.Finding[name]));
            Assert.Equal(Findings.Compact(value), Findings.Compact(without.Finding[name]));
            Assert.Equal(name == "Workflow" ? """{"Status":"NEW"}""" : "", Findings.Compact(later.Finding[name]));
        }
    }

    [Theory]
    [InlineData("ARCHIVED", "ACTIVE", "NOTIFIED", "NEW")]
    [InlineData("ARCHIVED", "ACTIVE", "RESOLVED", "NEW")]
    [InlineData("ARCHIVED", "ACTIVE", "SUPPRESSED", "SUPPRESSED")]
    [InlineData("ARCHIVED", "ACTIVE", "NEW", "NEW")]
    [InlineData("ARCHIVED", "ARCHIVED", "NOTIFIED", "NOTIFIED")]
    [InlineData("ACTIVE", "ACTIVE", "NOTIFIED", "NOTIFIED")]
    [InlineData("ACTIVE", "ARCHIVED", "RESOLVED", "RESOLVED")]
    public void Import_ThatBringsAFindingBack_ResetsAWorkflowThatWasDone(string before, string after, string status, string expected)
    {
        var existing = Findings.Imported(Findings.At(1, $$"""{ "RecordState": "{{before}}", "Workflow": { "Status": "{{status}}" } }"""));

        var result = FindingRules.Import(existing, Findings.At(2, $$"""{"RecordState":"{{after}}"}"""), Findings.Region, Findings.Now);

        Assert.Equal(expected, result.Stored.Finding["Workflow"]!["Status"].Text());
    }

    [Theory]
    [InlineData("PASSED", "FAILED", "RESOLVED", "NEW")]
    [InlineData("PASSED", "WARNING", "NOTIFIED", "NEW")]
    [InlineData("PASSED", "NOT_AVAILABLE", "NOTIFIED", "NEW")]
    [InlineData("PASSED", "PASSED", "NOTIFIED", "NOTIFIED")]
    [InlineData("WARNING", "FAILED", "NOTIFIED", "NOTIFIED")]
    [InlineData("PASSED", "FAILED", "SUPPRESSED", "SUPPRESSED")]
    public void Import_OfACheckThatNoLongerPasses_ResetsAWorkflowThatWasDone(string before, string after, string status, string expected)
    {
        var existing = Findings.Imported(Findings.At(1, $$"""{ "Compliance": { "Status": "{{before}}" }, "Workflow": { "Status": "{{status}}" } }"""));

        var result = FindingRules.Import(existing, Findings.At(2, $$"""{ "Compliance": { "Status": "{{after}}" } }"""), Findings.Region, Findings.Now);

        Assert.Equal(expected, result.Stored.Finding["Workflow"]!["Status"].Text());
    }

    [Fact]
    public void TopLevelValues_FollowTheProvider_UntilTheCustomerSetsThem()
    {
        const string Provider =
            """
            {"FindingProviderFields":{"Severity":{"Label":"CRITICAL","Original":"9"},"Types":["Effects"],"Confidence":80,"Criticality":70,
             "RelatedFindings":[{"ProductArn":"p","Id":"i"}]}}
            """;
        var existing = Findings.Imported(Findings.At(1));
        var followed = FindingRules.Import(existing, Findings.At(2, Provider), Findings.Region, Findings.Now).Stored.Finding;
        Assert.Equal("""{"Label":"CRITICAL","Original":"9","Normalized":90}""", Findings.Compact(followed["Severity"]));
        foreach (var name in new[] { "Types", "Confidence", "Criticality", "RelatedFindings" })
        {
            Assert.Equal(Findings.Compact(Parse(Provider)["FindingProviderFields"]![name]), Findings.Compact(followed[name]));
        }

        var set = Parse("""{"Severity":{"Label":"LOW"},"Types":["TTPs"],"Confidence":1,"Criticality":2,"RelatedFindings":[{"ProductArn":"q","Id":"j"}]}""");
        var customers = FindingRules.Update(existing, set, Findings.Now);
        var kept = FindingRules.Import(customers, Findings.At(2, Provider), Findings.Region, Findings.Now).Stored;
        Assert.Equal("""{"Label":"LOW","Normalized":1}""", Findings.Compact(kept.Finding["Severity"]));
        foreach (var name in new[] { "Types", "Confidence", "Criticality", "RelatedFindings" })
        {
            Assert.Equal(Findings.Compact(set[name]), Findings.Compact(kept.Finding[name]));
        }

        Assert.Equal("CRITICAL", kept.Finding["FindingProviderFields"]!["Severity"]!["Label"].Text());
        Assert.Equal(customers.Owned, kept.Owned);
    }

    [Fact]
    public void TopLevelValues_OfAProviderThatUsesOnlyThem_CountAsTheProviders()
    {
        var finding = Findings.Imported(Findings.Finding(
            """{"Severity":{"Normalized":55,"Original":"mid"},"Types":["TTPs"],"Confidence":3,"FindingProviderFields":null}""")).Finding;

        Assert.Equal("""{"Normalized":55,"Original":"mid","Label":"MEDIUM"}""", Findings.Compact(finding["Severity"]));
        Assert.Equal(
            """{"Confidence":3,"Severity":{"Label":"MEDIUM","Original":"mid"},"Types":["TTPs"]}""",
            Findings.Compact(finding["FindingProviderFields"]));
    }

    [Fact]
    public void TopLevelValues_ThatContradictTheProviders_AreOverruled()
    {
        var finding = Findings.Imported(Findings.Finding("""{"Severity":{"Label":"LOW"},"Types":["TTPs"]}""")).Finding;

        Assert.Equal("""{"Label":"HIGH","Normalized":70}""", Findings.Compact(finding["Severity"]));
        Assert.Equal("""["Unusual Behaviors"]""", Findings.Compact(finding["Types"]));
    }

    [Theory]
    [InlineData(0, "INFORMATIONAL")]
    [InlineData(1, "LOW")]
    [InlineData(39, "LOW")]
    [InlineData(40, "MEDIUM")]
    [InlineData(69, "MEDIUM")]
    [InlineData(70, "HIGH")]
    [InlineData(89, "HIGH")]
    [InlineData(90, "CRITICAL")]
    [InlineData(100, "CRITICAL")]
    public void A_number_gives_its_label(int normalized, string label) => Assert.Equal(label, AsffSeverity.LabelOf(normalized));

    [Fact]
    public void A_label_gives_a_number_that_gives_the_label()
    {
        Assert.Equal([0, 1, 40, 70, 90], AsffSeverity.Labels.Select(AsffSeverity.NormalizedOf));
        Assert.Equal(AsffSeverity.Labels, AsffSeverity.Labels.Select(label => AsffSeverity.LabelOf(AsffSeverity.NormalizedOf(label))));
    }

    [Fact]
    public void Update_ChangesWhatItNames_AndNoTimeOfTheProvider()
    {
        var existing = Findings.Imported(Findings.At(1, CustomerFields));
        var before = Findings.Compact(existing.Finding);

        var updated = FindingRules.Update(
            existing,
            Parse("""{"Workflow":{"Status":"SUPPRESSED"},"Note":{"Text":"why","UpdatedBy":"she"},"UserDefinedFields":{"b":"c"}}"""),
            Findings.Now.AddHours(1));

        Assert.Equal("""{"Status":"SUPPRESSED"}""", Findings.Compact(updated.Finding["Workflow"]));
        Assert.Equal("""{"Text":"why","UpdatedBy":"she","UpdatedAt":"2026-01-05T13:00:00.000Z"}""", Findings.Compact(updated.Finding["Note"]));
        Assert.Equal("""{"b":"c"}""", Findings.Compact(updated.Finding["UserDefinedFields"]));
        Assert.Equal("TRUE_POSITIVE", updated.Finding.Text("VerificationState"));
        Assert.Equal("2026-01-05T10:00:01Z", updated.Finding.Text("UpdatedAt"));
        Assert.Equal("2026-01-05T12:00:00.000Z", updated.Finding.Text("ProcessedAt"));
        Assert.Equal(OrleansDefender.Simulator.SecurityHub.CustomerFields.None, updated.Owned);
        Assert.Equal(before, Findings.Compact(existing.Finding));
    }

    [Fact]
    public void Update_OfSeverity_KeepsTheProvidersOriginal()
    {
        var existing = Findings.Imported(Findings.Finding("""{"FindingProviderFields":{"Severity":{"Label":"HIGH","Original":"8"},"Types":["TTPs"]}}"""));

        var updated = FindingRules.Update(existing, Parse("""{"Severity":{"Normalized":12}}"""), Findings.Now);

        Assert.Equal("""{"Original":"8","Normalized":12,"Label":"LOW"}""", Findings.Compact(updated.Finding["Severity"]));
        Assert.Equal(OrleansDefender.Simulator.SecurityHub.CustomerFields.Severity, updated.Owned);
    }

    [Theory]
    [InlineData("""{"AwsAccountId":"999988887777"}""")]
    [InlineData("""{"ProductArn":"arn:aws:securityhub:us-east-1:999988887777:product/999988887777/default"}""")]
    [InlineData("""{"ProductArn":"arn:aws:securityhub:eu-west-1:111122223333:product/111122223333/default"}""")]
    [InlineData("""{"ProductArn":"arn:aws-cn:securityhub:us-east-1:111122223333:product/111122223333/default"}""")]
    [InlineData("""{"ProductArn":"arn:aws:securityhub:us-east-1::product/partner/tool"}""")]
    public void A_finding_of_another_account_or_product_is_no_access(string changes)
    {
        Assert.Null(FindingRules.AccessFault(Findings.Finding(), Findings.Account, Findings.Region));
        Assert.Equal("InvalidAccess", FindingRules.AccessFault(Findings.Finding(changes), Findings.Account, Findings.Region)?.Code);
    }

    [Theory]
    [InlineData("us-east-1", "aws")]
    [InlineData("cn-north-1", "aws-cn")]
    [InlineData("us-gov-west-1", "aws-us-gov")]
    public void The_product_lies_in_the_partition_of_the_region(string region, string partition) => Assert.Equal(
        $"arn:{partition}:securityhub:{region}:111122223333:product/111122223333/default",
        FindingRules.DefaultProductArn("111122223333", region));

    [Theory]
    [InlineData("ACTIVE", "2026-01-05T10:00:00Z", "2026-01-05T12:00:00Z", 90)]
    [InlineData("ARCHIVED", "2026-01-05T10:00:00Z", "2026-01-05T12:00:00Z", 30)]
    [InlineData("ACTIVE", "2026-02-01T00:00:00Z", "2026-02-01T00:00:00Z", 90)]
    [InlineData("ACTIVE", "9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z", 90)]
    public void Retention_runs_from_the_later_of_update_and_processing(string state, string updatedAt, string from, int days)
    {
        var imported = Findings.Finding($$"""{"RecordState":"{{state}}","UpdatedAt":"{{updatedAt}}"}""");

        Assert.True(AsffTimestamp.TryParse(from, out var start));
        Assert.Equal(start.Seconds + (days * 86_400L), FindingRules.ExpiresAt(Findings.Imported(imported).Finding));
    }

    [Fact]
    public void The_recorded_import_and_update_give_the_recorded_finding()
    {
        var imported = Sample("securityhub-batch-import-request.json")["Findings"]![0]!.AsObject();
        var expected = Sample("securityhub-get-findings-response.json")["Findings"]![0]!.AsObject();

        var stored = FindingRules.Update(
            FindingRules.Import(null, imported, Findings.Region, Findings.Now).Stored, Parse("""{"Workflow":{"Status":"SUPPRESSED"}}"""), Findings.Now);

        var actual = stored.Finding.DeepClone().AsObject();
        Assert.True(actual.Remove("ProcessedAt"));
        Assert.True(JsonNode.DeepEquals(expected, actual), actual.ToJsonString());
    }

    private static JsonObject Parse(string json) => JsonNode.Parse(json)!.AsObject();

    private static JsonObject Sample(string name) => Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "samples", name)));
}
