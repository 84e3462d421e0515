using System.Globalization;
using System.Text.Json.Nodes;

using OrleansDefender.Simulator;
using OrleansDefender.Simulator.SecurityHub;

using Xunit;

namespace OrleansDefender.Tests.Unit.Simulator;

public sealed class AsffFormatTests
{
    /// <summary>A path, the longest text or list or largest number allowed there, and what it is made of.</summary>
    public static TheoryData<string, int, string> Limits => new()
    {
        { "Id", 512, "text" },
        { "GeneratorId", 512, "text" },
        { "ProductArn", 2048, "text" },
        { "ProductName", 128, "text" },
        { "CompanyName", 128, "text" },
        { "Region", 16, "text" },
        { "AwsAccountName", 50, "text" },
        { "Title", 256, "text" },
        { "Description", 1024, "text" },
        { "Remediation/Recommendation/Text", 512, "text" },
        { "Severity/Original", 64, "text" },
        { "FindingProviderFields/Severity/Original", 64, "text" },
        { "Note/Text", 512, "text" },
        { "Note/UpdatedBy", 512, "text" },
        { "Resources/0/Id", 512, "text" },
        { "Resources/0/Type", 256, "text" },
        { "Resources/0/Region", 16, "text" },
        { "Resources/0/Tags/name", 256, "text" },
        { "Resources/0/Tags", 50, "map" },
        { "Resources/0/Tags", 128, "key" },
        { "Resources/0/Details/Other/name", 1023, "text" },
        { "Resources/0/Details/Other", 50, "map" },
        { "Resources/0/Details/Other", 127, "key" },
        { "ProductFields/name", 2048, "text" },
        { "ProductFields", 50, "map" },
        { "ProductFields", 128, "key" },
        { "UserDefinedFields/name", 1024, "text" },
        { "UserDefinedFields", 50, "map" },
        { "UserDefinedFields", 128, "key" },
        { "Resources", 32, "resources" },
        { "Types", 50, "types" },
        { "FindingProviderFields/Types", 50, "types" },
        { "RelatedFindings", 10, "related" },
        { "FindingProviderFields/RelatedFindings", 10, "related" },
        { "Malware", 5, "structures" },
        { "Threats", 32, "structures" },
        { "ThreatIntelIndicators", 5, "structures" },
        { "Compliance/RelatedRequirements", 32, "types" },
        { "Confidence", 100, "number" },
        { "Criticality", 100, "number" },
        { "Severity/Normalized", 100, "number" },
        { "FindingProviderFields/Confidence", 100, "number" },
        { "FindingProviderFields/Criticality", 100, "number" },
    };

    public static TheoryData<string> Required =>
        ["SchemaVersion", "Id", "ProductArn", "GeneratorId", "AwsAccountId", "CreatedAt", "UpdatedAt", "Title", "Description", "Resources"];

    [Fact]
    public void The_required_members_suffice() => Assert.Null(AsffFormat.FaultOf(Findings.Finding(), Findings.Rules));

    [Theory]
    [MemberData(nameof(Required))]
    public void A_required_member_may_neither_lack_nor_be_null(string member)
    {
        var lacking = Findings.Finding();
        lacking.Remove(member);
        var withNull = Findings.Finding();
        withNull[member] = null;

        Assert.Contains($"'{member}'", AsffFormat.FaultOf(lacking, Findings.Rules), StringComparison.Ordinal);
        Assert.Contains($"'{member}'", AsffFormat.FaultOf(withNull, Findings.Rules), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Limits))]
    public void A_member_may_reach_its_limit_and_not_pass_it(string path, int limit, string kind)
    {
        var atLimit = Set(Findings.Finding(), path, Made(kind, limit));
        var beyond = Set(Findings.Finding(), path, Made(kind, limit + 1));

        Assert.Null(AsffFormat.FaultOf(atLimit, Findings.Rules));
        Assert.Contains(path.Split('/')[0], AsffFormat.FaultOf(beyond, Findings.Rules), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"Severity":{"Label":"LOW"},"FindingProviderFields":{"Types":["TTPs"]}}""", null)]
    [InlineData("""{"Severity":{"Normalized":0},"FindingProviderFields":{"Types":["TTPs"]}}""", null)]
    [InlineData("""{"Types":["TTPs"],"FindingProviderFields":{"Severity":{"Label":"LOW"}}}""", null)]
    [InlineData("""{"Types":["TTPs"],"Severity":{"Label":"LOW"},"FindingProviderFields":null}""", null)]
    [InlineData("""{"FindingProviderFields":{"Types":["TTPs"]}}""", "Severity")]
    [InlineData("""{"Severity":{"Product":3},"FindingProviderFields":{"Types":["TTPs"]}}""", "Severity")]
    [InlineData("""{"FindingProviderFields":{"Severity":{"Normalized":70},"Types":["TTPs"]}}""", "Normalized")]
    [InlineData("""{"FindingProviderFields":{"Severity":{"Label":"LOW"}}}""", "Types")]
    [InlineData("""{"Types":[],"FindingProviderFields":{"Severity":{"Label":"LOW"},"Types":[]}}""", "Types")]
    [InlineData("""{"FindingProviderFields":null}""", "Severity")]
    public void Severity_and_types_come_from_the_provider_or_the_top(string changes, string? about) => Expect(about, changes, Findings.Rules);

    [Theory]
    [InlineData("""{"Id":"arn:aws:iot:us-east-1:111122223333:x/A-z_0.9~"}""", true)]
    [InlineData("""{"Id":"with space"}""", false)]
    [InlineData("""{"Id":"per%20cent"}""", false)]
    [InlineData("""{"Id":"a\n"}""", false)]
    [InlineData("""{"Id":"aws:x"}""", false)]
    public void Id_characters_are_a_rule_that_can_be_switched_off(string changes, bool isStrictlyValid)
    {
        Expect(isStrictlyValid ? null : "data.Id", changes, Findings.Rules);
        Expect(null, changes, new SimulatorRules { StrictFindingIds = false });
    }

    [Theory]
    [InlineData("TTPs", true)]
    [InlineData("Software and Configuration Checks/Vulnerabilities/CVE", true)]
    [InlineData("Sensitive Data Identifications", true)]
    [InlineData("IoT/Odd", false)]
    [InlineData("ttps", false)]
    [InlineData("TTPs/a/b/c", false)]
    [InlineData("TTPs//b", false)]
    [InlineData("TTPs/", false)]
    public void Type_namespaces_are_a_rule_that_can_be_switched_off(string type, bool isStrictlyValid)
    {
        foreach (var path in new[] { "Types", "FindingProviderFields/Types" })
        {
            var finding = Set(Findings.Finding(), path, new JsonArray(type));

            Assert.Equal(isStrictlyValid, AsffFormat.FaultOf(finding, Findings.Rules) is null);
            Assert.Null(AsffFormat.FaultOf(finding, new SimulatorRules { StrictTypes = false }));
        }
    }

    [Theory]
    [InlineData("""{"Title":" "}""", "data.Title")]
    [InlineData("""{"Title":""}""", "data.Title")]
    [InlineData("""{"Process":{"Path":"\t"}}""", "data.Process.Path")]
    [InlineData("""{"ProductFields":{"  ":"v"}}""", "data.ProductFields")]
    [InlineData("""{"NetworkPath":[{"ComponentId":""}]}""", "data.NetworkPath[0].ComponentId")]
    [InlineData("""{"SchemaVersion":"2020-01-01"}""", "SchemaVersion")]
    [InlineData("""{"AwsAccountId":"11112222333"}""", "AwsAccountId")]
    [InlineData("""{"AwsAccountId":"١١١١٢٢٢٢٣٣٣٣"}""", "AwsAccountId")]
    [InlineData("""{"ProductArn":"arn:aws"}""", "ProductArn")]
    [InlineData("""{"LastObservedAt":"now"}""", "LastObservedAt")]
    [InlineData("""{"Resources":[]}""", "Resources")]
    [InlineData("""{"Resources":[null]}""", "Resources[0]")]
    [InlineData("""{"Resources":[{"Type":"Other"}]}""", "'Id'")]
    [InlineData("""{"Resources":[{"Type":"Other","Id":"a","Partition":"aws-mars"}]}""", "Partition")]
    [InlineData("""{"Resources":[{"Type":"Other","Id":"a","Details":{"Other":{"k":7}}}]}""", "Other.k")]
    [InlineData("""{"Resources":[{"Type":"Other","Id":"a","Details":"none"}]}""", "Details")]
    [InlineData("""{"Confidence":-1}""", "Confidence")]
    [InlineData("""{"Confidence":1.5}""", "Confidence")]
    [InlineData("""{"Confidence":"1"}""", "Confidence")]
    [InlineData("""{"Severity":{"Label":"High"}}""", "Label")]
    [InlineData("""{"Workflow":{"Status":"DONE"}}""", "Status")]
    [InlineData("""{"RecordState":"CLOSED"}""", "RecordState")]
    [InlineData("""{"Compliance":{"Status":"OK"}}""", "Compliance.Status")]
    [InlineData("""{"VerificationState":"MAYBE"}""", "VerificationState")]
    [InlineData("""{"Note":{"Text":"a","UpdatedBy":"b"}}""", "'UpdatedAt'")]
    [InlineData("""{"RelatedFindings":[]}""", "RelatedFindings")]
    [InlineData("""{"RelatedFindings":[{"Id":"a"}]}""", "'ProductArn'")]
    [InlineData("""{"Threats":[]}""", "Threats")]
    [InlineData("""{"Sample":"true"}""", "Sample")]
    [InlineData("""{"Titel":"a"}""", "'Titel'")]
    public void A_value_that_breaks_a_rule_is_named(string changes, string about) => Expect(about, changes, Findings.Rules);

    [Fact]
    public void A_finding_may_have_240_000_bytes_and_no_more()
    {
        var finding = Findings.Finding("""{"Process":{"Path":"x"}}""");
        var room = AsffFormat.LargestFinding - AsffFormat.SizeOf(finding);
        finding["Process"]!["Path"] = new string('x', room + 1);
        Assert.Null(AsffFormat.FaultOf(finding, Findings.Rules));

        finding["Process"]!["Path"] = new string('x', room) + "ü";
        Assert.Contains("240 KB", AsffFormat.FaultOf(finding, Findings.Rules), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"Workflow":{"Status":"NOTIFIED"}}""", null)]
    [InlineData("""{"Severity":{"Label":"LOW"},"Confidence":0,"Types":["TTPs"]}""", null)]
    [InlineData("""{"RecordState":"ARCHIVED"}""", "'RecordState'")]
    [InlineData("""{"Note":{"Text":"a"}}""", "'UpdatedBy'")]
    [InlineData("""{"Types":["Odd"]}""", "Types")]
    [InlineData("""{"Severity":{"Normalized":101}}""", "Normalized")]
    [InlineData("""{"RelatedFindings":[]}""", "RelatedFindings")]
    [InlineData("""{"FindingIdentifiers":[]}""", "FindingIdentifiers")]
    [InlineData("""{"FindingIdentifiers":null}""", "'FindingIdentifiers'")]
    [InlineData("""{"FindingIdentifiers":[{"Id":"a"}]}""", "'ProductArn'")]
    public void An_update_keeps_its_own_form(string changes, string? about)
    {
        var update = JsonNode.Parse("""{"FindingIdentifiers":[{"Id":"a","ProductArn":"b"}]}""")!.AsObject();
        foreach (var (name, value) in JsonNode.Parse(changes)!.AsObject())
        {
            update[name] = value?.DeepClone();
        }

        Check(about, AsffFormat.UpdateFaultOf(update, Findings.Rules));
    }

    [Theory]
    [InlineData("securityhub-batch-import-request.json")]
    [InlineData("securityhub-batch-import-request-archive.json")]
    public void Recorded_imports_keep_the_format(string sample)
    {
        var request = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "samples", sample)))!;

        var finding = request["Findings"]![0]!.AsObject();

        Assert.Null(AsffFormat.FaultOf(finding, Findings.Rules));
        Assert.Null(FindingRules.AccessFault(finding, Findings.Account, Findings.Region));
    }

    [Fact]
    public void The_recorded_update_keeps_the_form()
    {
        var request = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "samples", "securityhub-batch-update-request.json")))!;

        Assert.Null(AsffFormat.UpdateFaultOf(request.AsObject(), Findings.Rules));
    }

    private static void Expect(string? about, string changes, SimulatorRules rules)
    {
        var finding = Findings.Finding(changes);
        if (changes.Contains("[null]", StringComparison.Ordinal))
        {
            finding["Resources"] = new JsonArray((JsonNode?)null);
        }

        Check(about, AsffFormat.FaultOf(finding, rules));
    }

    private static void Check(string? about, string? fault)
    {
        if (about is null)
        {
            Assert.Null(fault);
        }
        else
        {
            Assert.Contains(about, fault, StringComparison.Ordinal);
        }
    }

    private static JsonNode Made(string kind, int size) => kind switch
    {
        "text" => new string('t', size),
        "number" => JsonNode.Parse(size.ToString(CultureInfo.InvariantCulture))!,
        "key" => new JsonObject { [new string('k', size)] = "v" },
        "map" => new JsonObject(Enumerable.Range(0, size).Select(index => KeyValuePair.Create($"k{index}", (JsonNode?)"v"))),
        "types" => Items(size, () => "TTPs"),
        "resources" => Items(size, () => JsonNode.Parse("""{"Type":"Other","Id":"a"}""")!),
        "related" => Items(size, () => JsonNode.Parse("""{"ProductArn":"a","Id":"a"}""")!),
        _ => Items(size, () => new JsonObject()),
    };

    private static JsonArray Items(int count, Func<JsonNode> item) => [.. Enumerable.Range(0, count).Select(_ => item())];

    private static JsonObject Set(JsonObject finding, string path, JsonNode value)
    {
        finding["Note"] = JsonNode.Parse("""{"Text":"a","UpdatedBy":"b","UpdatedAt":"2026-01-05T10:00:00Z"}""");
        JsonNode node = finding;
        var names = path.Split('/');
        foreach (var name in names[..^1])
        {
            node = int.TryParse(name, out var index) ? node[index]! : node[name] ??= new JsonObject();
        }

        node[names[^1]] = value;
        return finding;
    }
}
