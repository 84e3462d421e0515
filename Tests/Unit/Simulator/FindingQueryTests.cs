using System.Text.Json.Nodes;

using OrleansDefender.Simulator.Http;
using OrleansDefender.Simulator.SecurityHub;

using Xunit;

namespace OrleansDefender.Tests.Unit.Simulator;

public sealed class FindingQueryTests
{
    private const string Subject =
        """
        {"Title":"Alpha pump","ProductFields":{"Thing":"pump-1","Site":"north"},"FirstObservedAt":"2026-01-03T12:00:00Z","Sample":true,
         "Resources":[{"Type":"Other","Id":"one","Tags":{"a":"b"}},{"Type":"AwsAccount","Id":"two"}],
         "FindingProviderFields":{"Severity":{"Label":"HIGH"},"Types":["TTPs/Discovery","Effects"],"Confidence":50}}
        """;

    [Theory]
    [InlineData("""{"Title":[{"Value":"Alpha pump","Comparison":"EQUALS"}]}""", true)]
    [InlineData("""{"Title":[{"Value":"alpha pump","Comparison":"EQUALS"}]}""", false)]
    [InlineData("""{"Title":[{"Value":"x","Comparison":"EQUALS"},{"Value":"Alpha","Comparison":"PREFIX"}]}""", true)]
    [InlineData("""{"Title":[{"Value":"pump","Comparison":"PREFIX"}]}""", false)]
    [InlineData("""{"Title":[{"Value":"Alpha","Comparison":"PREFIX"},{"Value":"Alpha pump","Comparison":"NOT_EQUALS"}]}""", false)]
    [InlineData("""{"Title":[{"Value":"a","Comparison":"NOT_EQUALS"},{"Value":"b","Comparison":"PREFIX_NOT_EQUALS"}]}""", true)]
    [InlineData("""{"Title":[{"Value":"a","Comparison":"NOT_EQUALS"},{"Value":"Alp","Comparison":"PREFIX_NOT_EQUALS"}]}""", false)]
    [InlineData("""{"Title":[{"Value":"x","Comparison":"CONTAINS"},{"Value":"pum","Comparison":"CONTAINS"}]}""", true)]
    [InlineData("""{"Title":[{"Value":"pum","Comparison":"NOT_CONTAINS"}]}""", false)]
    [InlineData("""{"Title":[{"Value":"Alpha pump","Comparison":"EQUALS"}],"Region":[{"Value":"x","Comparison":"EQUALS"}]}""", false)]
    [InlineData("""{"Title":[]}""", true)]
    [InlineData("""{"Type":[{"Value":"Effects","Comparison":"EQUALS"}]}""", true)]
    [InlineData("""{"Type":[{"Value":"Effects","Comparison":"NOT_EQUALS"}]}""", false)]
    [InlineData("""{"ResourceId":[{"Value":"two","Comparison":"EQUALS"}]}""", true)]
    [InlineData("""{"ResourceId":[{"Value":"three","Comparison":"EQUALS"}]}""", false)]
    [InlineData("""{"NoteText":[{"Value":"three","Comparison":"EQUALS"}]}""", false)]
    [InlineData("""{"NoteText":[{"Value":"three","Comparison":"NOT_EQUALS"}]}""", true)]
    [InlineData("""{"ProductFields":[{"Key":"Thing","Value":"pump-1","Comparison":"EQUALS"}]}""", true)]
    [InlineData("""{"ProductFields":[{"Key":"Thing","Value":"x","Comparison":"EQUALS"},{"Key":"Site","Value":"north","Comparison":"EQUALS"}]}""", true)]
    [InlineData("""{"ProductFields":[{"Key":"Thing","Value":"pump-1","Comparison":"EQUALS"},{"Key":"Site","Value":"north","Comparison":"NOT_EQUALS"}]}""", false)]
    [InlineData("""{"ProductFields":[{"Key":"Thing","Value":"ump","Comparison":"CONTAINS"}]}""", true)]
    [InlineData("""{"ProductFields":[{"Key":"None","Value":"x","Comparison":"NOT_EQUALS"}]}""", true)]
    [InlineData("""{"ResourceTags":[{"Key":"a","Value":"b","Comparison":"EQUALS"}]}""", true)]
    [InlineData("""{"FirstObservedAt":[{"Start":"2026-01-03T12:00:00Z","End":"2026-01-03T13:00:00+01:00"}]}""", true)]
    [InlineData("""{"FirstObservedAt":[{"Start":"2026-01-03T12:00:00.001Z"}]}""", false)]
    [InlineData("""{"FirstObservedAt":[{"End":"2026-01-03T11:59:59Z"},{"Start":"2026-01-03T11:00:00Z"}]}""", true)]
    [InlineData("""{"FirstObservedAt":[{"DateRange":{"Value":2,"Unit":"DAYS"}}]}""", true)]
    [InlineData("""{"FirstObservedAt":[{"DateRange":{"Value":1,"Unit":"DAYS","Comparison":"WITHIN"}}]}""", false)]
    [InlineData("""{"FirstObservedAt":[{"DateRange":{"Value":1,"Unit":"DAYS","Comparison":"OLDER_THAN"}}]}""", true)]
    [InlineData("""{"FirstObservedAt":[{"DateRange":{"Value":3,"Unit":"DAYS","Comparison":"OLDER_THAN"}}]}""", false)]
    [InlineData("""{"LastObservedAt":[{"Start":"2000-01-03T12:00:00Z"}]}""", false)]
    [InlineData("""{"Confidence":[{"Eq":50}]}""", true)]
    [InlineData("""{"Confidence":[{"Gt":50},{"Lt":50}]}""", false)]
    [InlineData("""{"Confidence":[{"Gte":50,"Lte":50}]}""", true)]
    [InlineData("""{"Criticality":[{"Gte":0}]}""", false)]
    [InlineData("""{"SeverityNormalized":[{"Gte":69.5}]}""", true)]
    [InlineData("""{"Sample":[{"Value":true}]}""", true)]
    [InlineData("""{"Sample":[{"Value":false}]}""", false)]
    public void Filters_decide_as_documented(string filters, bool passes)
    {
        var finding = Findings.Imported(Findings.Finding(Subject)).Finding;

        Assert.Equal(passes, Parse($$"""{"Filters":{{filters}}}""").Matches(finding));
    }

    [Theory]
    [InlineData("""{"Filters":[]}""")]
    [InlineData("""{"Filters":{"Titel":[]}}""")]
    [InlineData("""{"Filters":{"NetworkSourceIpV4":[{"Cidr":"10.0.0.0/8"}]}}""")]
    [InlineData("""{"Filters":{"Title":{"Value":"a","Comparison":"EQUALS"}}}""")]
    [InlineData("""{"Filters":{"Title":[null]}}""")]
    [InlineData("""{"Filters":{"Title":[{"Value":"a"}]}}""")]
    [InlineData("""{"Filters":{"Title":[{"Comparison":"EQUALS"}]}}""")]
    [InlineData("""{"Filters":{"Title":[{"Value":" ","Comparison":"EQUALS"}]}}""")]
    [InlineData("""{"Filters":{"Title":[{"Value":"a","Comparison":"CONTAINS_WORD"}]}}""")]
    [InlineData("""{"Filters":{"Title":[{"Value":"a","Comparison":"EQUALS"},{"Value":"b","Comparison":"NOT_EQUALS"}]}}""")]
    [InlineData("""{"Filters":{"Title":[{"Value":"a","Comparison":"EQUALS"},{"Value":"b","Comparison":"PREFIX_NOT_EQUALS"}]}}""")]
    [InlineData("""{"Filters":{"Title":[{"Value":"a","Comparison":"CONTAINS"},{"Value":"b","Comparison":"NOT_CONTAINS"}]}}""")]
    [InlineData("""{"Filters":{"Title":[{"Value":"a","Comparison":"NOT_CONTAINS"},{"Value":"b","Comparison":"PREFIX"}]}}""")]
    [InlineData("""{"Filters":{"ProductFields":[{"Value":"a","Comparison":"EQUALS"}]}}""")]
    [InlineData("""{"Filters":{"ProductFields":[{"Key":"k","Value":"a","Comparison":"PREFIX"}]}}""")]
    [InlineData("""{"Filters":{"ProductFields":[{"Key":"k","Value":"a","Comparison":"EQUALS"},{"Key":"k","Value":"b","Comparison":"NOT_EQUALS"}]}}""")]
    [InlineData("""{"Filters":{"UpdatedAt":[{}]}}""")]
    [InlineData("""{"Filters":{"UpdatedAt":[{"Start":"yesterday"}]}}""")]
    [InlineData("""{"Filters":{"UpdatedAt":[{"DateRange":{"Value":0,"Unit":"DAYS"}}]}}""")]
    [InlineData("""{"Filters":{"UpdatedAt":[{"DateRange":{"Value":1,"Unit":"HOURS"}}]}}""")]
    [InlineData("""{"Filters":{"Confidence":[{}]}}""")]
    [InlineData("""{"Filters":{"Confidence":[{"Eq":"5"}]}}""")]
    [InlineData("""{"Filters":{"Confidence":[{"About":5}]}}""")]
    [InlineData("""{"Filters":{"Sample":[{"Value":"true"}]}}""")]
    [InlineData("""{"SortCriteria":{}}""")]
    [InlineData("""{"SortCriteria":[{}]}""")]
    [InlineData("""{"SortCriteria":["Title"]}""")]
    [InlineData("""{"SortCriteria":[{"Field":"Titel"}]}""")]
    [InlineData("""{"SortCriteria":[{"Field":"ProductFields"}]}""")]
    [InlineData("""{"SortCriteria":[{"Field":"Title","SortOrder":"ASC"}]}""")]
    [InlineData("""{"MaxResults":0}""")]
    [InlineData("""{"MaxResults":101}""")]
    [InlineData("""{"MaxResults":1.5}""")]
    [InlineData("""{"MaxResults":"10"}""")]
    [InlineData("""{"NextToken":"mine"}""")]
    [InlineData("""{"NextToken":7}""")]
    [InlineData("""{"Filter":{}}""")]
    public void A_request_that_is_not_valid_is_refused(string body)
    {
        var refusal = Assert.Throws<AwsErrorException>(() => Parse(body));

        Assert.Equal((400, "InvalidInputException"), (refusal.Status, refusal.Code));
    }

    [Fact]
    public void Ten_attributes_of_twenty_values_are_taken_and_one_more_of_either_is_refused()
    {
        string[] names =
            ["Id", "GeneratorId", "Title", "Description", "ProductName", "CompanyName", "ResourceType", "ResourceId", "RecordState", "NoteText", "Region"];

        Assert.NotNull(Parse(Request(names[..10], 20)));
        Assert.Throws<AwsErrorException>(() => Parse(Request(names, 1)));
        Assert.Throws<AwsErrorException>(() => Parse(Request(names[..1], 21)));

        static string Request(string[] names, int values) => new JsonObject
        {
            ["Filters"] = new JsonObject(names.Select(name => KeyValuePair.Create(
                name,
                (JsonNode?)new JsonArray([.. Enumerable.Range(0, values).Select(value => new JsonObject { ["Value"] = $"{value}", ["Comparison"] = "EQUALS" })])))),
        }.ToJsonString();
    }

    [Fact]
    public void A_token_carries_the_position_of_its_own_query_and_of_no_other()
    {
        const string Filters = """{"Title":[{"Value":"a","Comparison":"EQUALS"}]}""";
        var token = Parse($$"""{"Filters":{{Filters}},"MaxResults":5}""").TokenAt(123);

        Assert.Equal(123, Parse($$"""{"Filters":{{Filters}},"NextToken":"{{token}}"}""").Position);
        Assert.Throws<AwsErrorException>(() => Parse($$"""{"NextToken":"{{token}}"}"""));
    }

    [Fact]
    public void Conditions_on_id_state_workflow_and_severity_narrow_what_is_read()
    {
        var query = Parse(
            """
            {"Filters":{"Id":[{"Value":"a","Comparison":"EQUALS"},{"Value":"b","Comparison":"EQUALS"}],
             "RecordState":[{"Value":"ARCHIVED","Comparison":"NOT_EQUALS"}],
             "WorkflowStatus":[{"Value":"N","Comparison":"PREFIX"}],
             "SeverityLabel":[{"Value":"HIGH","Comparison":"EQUALS"},{"Value":"LOW","Comparison":"EQUALS"}]}}
            """);

        Assert.Equal(["a", "b"], query.Ids);
        Assert.Equal(["ACTIVE"], query.RecordStates);
        Assert.Equal(["NEW", "NOTIFIED"], query.WorkflowStatuses);
        Assert.Equal(["LOW", "HIGH"], query.SeverityLabels);
        Assert.Null(Parse("""{"Filters":{"Id":[{"Value":"a","Comparison":"EQUALS"},{"Value":"b","Comparison":"PREFIX"}]}}""").Ids);
    }

    private static FindingQuery Parse(string body) => FindingQuery.Parse(JsonNode.Parse(body)!.AsObject(), Findings.Rules, Findings.Now);
}
