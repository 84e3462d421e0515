using System.Text.Json.Nodes;

using OrleansDefender.Simulator.Http;
using OrleansDefender.Simulator.SecurityHub;

using Xunit;

namespace OrleansDefender.Tests.Aws.SimulatorTests;

public sealed class SecurityHubTests
{
    private const string Suppress = """{ "Workflow": { "Status": "SUPPRESSED" } }""";

    [Fact]
    public async Task What_was_answered_survives_a_restart()
    {
        await using var hub = await TestHub.StartAsync();
        await hub.ImportAsync(TestHub.Finding("a"), TestHub.Finding("b", state: "ARCHIVED"));
        await hub.UpdateAsync("a", """{ "Severity": { "Label": "LOW" }, "Note": { "Text": "seen", "UpdatedBy": "me" } }""");
        var before = await hub.GetAsync();

        await hub.RestartAsync();

        Assert.Equal(before.Select(finding => finding.ToJsonString()), (await hub.GetAsync()).Select(finding => finding.ToJsonString()));

        // That the customer owns the severity is remembered too.
        await hub.ImportAsync(TestHub.Finding("a", "2026-01-05T11:00:00Z", severity: "CRITICAL"));
        Assert.Equal("LOW", (await hub.ReadAsync("a"))["Severity"].Text("Label"));
    }

    [Fact]
    public async Task A_delayed_update_is_answered_at_once_and_seen_later_also_after_a_restart()
    {
        await using var hub = await TestHub.StartAsync(options => options.UpdateDelayMilliseconds = 60_000);
        await hub.ImportAsync(TestHub.Finding("a"));
        await hub.UpdateAsync("a", """{ "Workflow": { "Status": "NOTIFIED" }, "Note": { "Text": "seen", "UpdatedBy": "me" } }""");
        hub.Time.Advance(TimeSpan.FromSeconds(1));
        await hub.UpdateAsync("a", Suppress);

        hub.Time.Advance(TimeSpan.FromSeconds(58.5));
        Assert.Equal("NEW", (await hub.ReadAsync("a"))["Workflow"].Text("Status"));

        await hub.RestartAsync();
        hub.Time.Advance(TimeSpan.FromSeconds(0.5));
        var notified = await hub.ReadAsync("a");
        Assert.Equal("NOTIFIED", notified["Workflow"].Text("Status"));
        Assert.Equal("2026-01-05T12:00:00.000Z", notified["Note"].Text("UpdatedAt"));

        hub.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("SUPPRESSED", (await hub.ReadAsync("a"))["Workflow"].Text("Status"));
    }

    [Fact]
    public async Task A_delayed_update_that_is_due_comes_before_an_import_and_one_that_is_not_comes_after()
    {
        await using var hub = await TestHub.StartAsync(options => options.UpdateDelayMilliseconds = 1000);
        await hub.ImportAsync(TestHub.Finding("due", state: "ARCHIVED"), TestHub.Finding("later", state: "ARCHIVED"));
        await hub.UpdateAsync("due", """{ "Workflow": { "Status": "RESOLVED" } }""");
        hub.Time.Advance(TimeSpan.FromSeconds(1));
        await hub.UpdateAsync("later", """{ "Workflow": { "Status": "RESOLVED" } }""");

        await hub.ImportAsync(TestHub.Finding("due", "2026-01-05T11:00:00Z"), TestHub.Finding("later", "2026-01-05T11:00:00Z"));
        hub.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("NEW", (await hub.ReadAsync("due"))["Workflow"].Text("Status"));
        Assert.Equal("RESOLVED", (await hub.ReadAsync("later"))["Workflow"].Text("Status"));
    }

    [Fact]
    public async Task A_delayed_update_that_cannot_be_applied_stops_nobody()
    {
        await using var hub = await TestHub.StartAsync(options => options.UpdateDelayMilliseconds = 1000);
        await hub.ImportAsync(TestHub.Finding("a"));
        await hub.UpdateAsync("a", Suppress);
        await hub.Database.RunAsync(
            connection =>
            {
                using var command = connection.CreateCommand();
                command.CommandText =
                    "INSERT INTO hub_updates(due, account, region, product_arn, id, at, body) SELECT 0, account, region, product_arn, id, 0, '[' FROM hub_findings";
                command.ExecuteNonQuery();
            },
            TestHub.Cancel);

        hub.Time.Advance(TimeSpan.FromSeconds(1));
        await hub.RestartAsync();

        Assert.Equal("SUPPRESSED", (await hub.ReadAsync("a"))["Workflow"].Text("Status"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1000)]
    public async Task An_update_of_severity_without_label_and_number_keeps_both(int delay)
    {
        await using var hub = await TestHub.StartAsync(options => options.UpdateDelayMilliseconds = delay);
        await hub.ImportAsync(TestHub.Finding("a"));
        await hub.UpdateAsync("a", """{ "Severity": { "Product": 5.0, "Label": null } }""");

        hub.Time.Advance(TimeSpan.FromSeconds(1));

        var severity = (await hub.ReadAsync("a"))["Severity"];
        Assert.Equal(("HIGH", 70, 5.0), (severity.Text("Label"), (int)severity!["Normalized"]!, (double)severity["Product"]!));
    }

    [Fact]
    public async Task A_delayed_update_of_an_unknown_finding_is_told_at_once()
    {
        await using var hub = await TestHub.StartAsync(options => options.UpdateDelayMilliseconds = 1000);
        var body = JsonNode.Parse($$"""{ "FindingIdentifiers": [{ "Id": "a", "ProductArn": "{{TestHub.Product}}" }], "VerificationState": "UNKNOWN" }""");

        var answer = await hub.CallAsync("BatchUpdateFindings", body!.AsObject());

        Assert.Equal("FindingNotFound", answer["UnprocessedFindings"]![0].Text("ErrorCode"));
    }

    [Fact]
    public async Task Findings_go_when_their_retention_ends()
    {
        await using var hub = await TestHub.StartAsync();
        await hub.ImportAsync(TestHub.Finding("active"), TestHub.Finding("archived", state: "ARCHIVED"));

        hub.Time.Advance(TimeSpan.FromDays(30) - TimeSpan.FromSeconds(1));
        Assert.Equal(2, (await hub.GetAsync()).Length);
        hub.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("active", Assert.Single(await hub.GetAsync()).Text("Id"));
        hub.Time.Advance(TimeSpan.FromDays(60));
        Assert.Empty(await hub.GetAsync());
        Assert.Empty(await hub.Service.CountAsync(TestHub.Account, TestHub.Region, TestHub.Cancel));
    }

    [Fact]
    public async Task A_finding_that_is_refreshed_stays()
    {
        await using var hub = await TestHub.StartAsync();
        await hub.ImportAsync(TestHub.Finding("a"));
        hub.Time.Advance(TimeSpan.FromDays(89));
        await hub.ImportAsync(TestHub.Finding("a", "2026-04-04T12:00:00Z"));

        hub.Time.Advance(TimeSpan.FromDays(89));

        Assert.Single(await hub.GetAsync());
    }

    [Fact]
    public async Task A_finding_imported_after_its_retention_is_a_new_one()
    {
        await using var hub = await TestHub.StartAsync();
        await hub.ImportAsync(TestHub.Finding("a"));
        await hub.UpdateAsync("a", Suppress);
        hub.Time.Advance(TimeSpan.FromDays(91));

        await hub.ImportAsync(TestHub.Finding("a"));

        Assert.Equal("NEW", (await hub.ReadAsync("a"))["Workflow"].Text("Status"));
    }

    [Theory]
    [InlineData("""{ "MaxResults": 7 }""", 103)]
    [InlineData("""{ "MaxResults": 100 }""", 103)]
    [InlineData("""{ "MaxResults": 100, "Filters": { "RecordState": [{ "Value": "ACTIVE", "Comparison": "EQUALS" }] } }""", 69)]
    [InlineData("""{ "MaxResults": 3, "Filters": { "WorkflowStatus": [{ "Value": "NEW", "Comparison": "NOT_EQUALS" }] } }""", 21)]
    [InlineData("""{ "MaxResults": 10, "Filters": { "Id": [{ "Value": "f00", "Comparison": "PREFIX" }] } }""", 10)]
    [InlineData("""{ "MaxResults": 10, "Filters": { "Title": [{ "Value": "nothing", "Comparison": "EQUALS" }] } }""", 0)]
    [InlineData("""{ "MaxResults": 10, "Filters": { "RecordState": [{ "Value": "GONE", "Comparison": "EQUALS" }] } }""", 0)]
    [InlineData("""{ "MaxResults": 7, "SortCriteria": [{ "Field": "SeverityNormalized", "SortOrder": "desc" }, { "Field": "Id", "SortOrder": "asc" }] }""", 103)]
    [InlineData("""{ "MaxResults": 7, "SortCriteria": [{ "Field": "RecordState" }], "Filters": { "Id": [{ "Value": "f0", "Comparison": "PREFIX" }] } }""", 100)]
    public async Task Paging_gives_each_finding_that_passes_exactly_once(string query, int expected)
    {
        await using var hub = await FilledAsync(103);

        var pages = await hub.PagesAsync(query);

        var all = pages.SelectMany(page => page).ToArray();
        Assert.Equal(expected, all.Length);
        Assert.Equal(expected, all.Distinct().Count());
        var most = (int)JsonNode.Parse(query)!["MaxResults"]!;
        Assert.All(pages.SkipLast(1), page => Assert.Equal(most, page.Length));
        Assert.True(pages.Count == 1 || pages[^1].Length > 0, "the last page is empty");
    }

    [Fact]
    public async Task A_sorted_page_that_few_findings_pass_is_sorted_once()
    {
        await using var hub = await FilledAsync(900);
        var looks = 0;
        await hub.Database.RunAsync(
            connection => connection.CreateFunction(FindingStore.TimeFunction, (string? text) => text is null ? 0d : looks++, isDeterministic: false), TestHub.Cancel);

        var pages = await hub.PagesAsync(
            """{ "MaxResults": 100, "SortCriteria": [{ "Field": "UpdatedAt" }], "Filters": { "Id": [{ "Value": "f8", "Comparison": "PREFIX" }] } }""");

        Assert.Equal(100, Assert.Single(pages).Distinct().Count());
        Assert.Equal(900, looks);
    }

    [Fact]
    public async Task Paging_goes_on_where_it_was_while_findings_change()
    {
        await using var hub = await FilledAsync(20);
        var first = await hub.CallAsync("GetFindings", new JsonObject { ["MaxResults"] = 10 });
        await hub.ImportAsync(TestHub.Finding("f003", "2026-01-05T11:00:00Z"), TestHub.Finding("f900"));

        var second = await hub.CallAsync("GetFindings", new JsonObject { ["MaxResults"] = 100, ["NextToken"] = first["NextToken"]!.DeepClone() });

        var ids = second["Findings"]!.AsArray().Select(finding => finding.Text("Id"));
        Assert.Equal([.. Enumerable.Range(10, 10).Select(index => $"f{index:000}"), "f900"], ids);
    }

    [Fact]
    public async Task Sorting_follows_time_and_not_the_text_of_timestamps()
    {
        await using var hub = await TestHub.StartAsync();
        await hub.ImportAsync(
            TestHub.Finding("3", "2026-01-05T10:00:00.5Z"),
            TestHub.Finding("1", "2026-01-05T11:59:59+02:00"),
            TestHub.Finding("2", "2026-01-05T10:00:00Z"));

        var pages = await hub.PagesAsync("""{ "SortCriteria": [{ "Field": "UpdatedAt", "SortOrder": "desc" }] }""");

        Assert.Equal(["3", "2", "1"], Assert.Single(pages));
    }

    [Fact]
    public async Task Hubs_of_other_accounts_and_regions_are_apart()
    {
        await using var hub = await TestHub.StartAsync();
        await hub.ImportAsync(TestHub.Finding("a"));

        var answer = await hub.CallAsync("GetFindings", [], "999988887777");

        Assert.Empty(answer["Findings"]!.AsArray());
        Assert.Empty(await hub.Service.CountAsync(TestHub.Account, "eu-west-1", TestHub.Cancel));
    }

    [Fact]
    public async Task Calls_on_the_same_finding_at_once_take_effect_one_after_the_other()
    {
        await using var hub = await TestHub.StartAsync();
        await hub.ImportAsync(TestHub.Finding("a"));

        await Task.WhenAll(Enumerable.Range(1, 59).SelectMany(second => new[]
        {
            hub.ImportAsync(TestHub.Finding("a", $"2026-01-05T11:00:{second:00}Z", severity: "LOW")),
            hub.UpdateAsync("a", $$"""{ "UserDefinedFields": { "n": "{{second}}" } }"""),
        }));

        var finding = await hub.ReadAsync("a");
        Assert.Equal("2026-01-05T11:00:59Z", finding.Text("UpdatedAt"));
        Assert.Equal("LOW", finding["Severity"].Text("Label"));
        Assert.NotNull(finding["UserDefinedFields"].Text("n"));
    }

    [Fact]
    public async Task A_finding_that_a_call_names_twice_is_merged_in_the_order_of_the_call()
    {
        await using var hub = await TestHub.StartAsync();

        await hub.ImportAsync(TestHub.Finding("a", "2026-01-05T10:00:02Z"), TestHub.Finding("a", "2026-01-05T10:00:03Z"), TestHub.Finding("a", "2026-01-05T10:00:01Z"));

        Assert.Equal("2026-01-05T10:00:03Z", (await hub.ReadAsync("a")).Text("UpdatedAt"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_stale_import_is_silent_or_reported_and_changes_nothing_either_way(bool isSilent)
    {
        await using var hub = await TestHub.StartAsync(options => options.Rules.StaleImportIsSilent = isSilent);
        await hub.ImportAsync(TestHub.Finding("a", severity: "LOW"));

        var answer = await hub.CallAsync("BatchImportFindings", new JsonObject { ["Findings"] = new JsonArray(TestHub.Finding("a"), TestHub.Finding("b")) });

        Assert.Equal(isSilent ? 0 : 1, (int)answer["FailedCount"]!);
        Assert.Equal(isSilent ? 2 : 1, (int)answer["SuccessCount"]!);
        Assert.Equal("LOW", (await hub.ReadAsync("a"))["Severity"].Text("Label"));
        Assert.NotNull(await hub.ReadAsync("b"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_malformed_finding_fails_alone_or_with_its_whole_call(bool alone)
    {
        await using var hub = await TestHub.StartAsync(options => options.Rules.InvalidFindingFailsAlone = alone);
        var malformed = TestHub.Finding("b");
        malformed["Title"] = new string('t', 257);
        var body = new JsonObject { ["Findings"] = new JsonArray(TestHub.Finding("a"), malformed) };

        if (alone)
        {
            var answer = await hub.CallAsync("BatchImportFindings", body);
            Assert.Equal("b", answer["FailedFindings"]![0].Text("Id"));
            Assert.Equal("InvalidInput", answer["FailedFindings"]![0].Text("ErrorCode"));
        }
        else
        {
            var refusal = await Assert.ThrowsAsync<AwsErrorException>(() => hub.CallAsync("BatchImportFindings", body));
            Assert.Equal((400, "InvalidInputException"), (refusal.Status, refusal.Code));
        }

        Assert.Equal(alone ? ["a"] : [], (await hub.GetAsync()).Select(finding => finding.Text("Id")));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Contains_filters_are_taken_or_refused(bool taken)
    {
        await using var hub = await TestHub.StartAsync(options => options.Rules.ContainsInFilters = taken);
        await hub.ImportAsync(TestHub.Finding("a"));
        const string Query = """{ "Filters": { "Title": [{ "Value": "thing", "Comparison": "CONTAINS" }] } }""";

        if (taken)
        {
            Assert.Single(await hub.GetAsync(Query));
        }
        else
        {
            Assert.Equal("InvalidInputException", (await Assert.ThrowsAsync<AwsErrorException>(() => hub.GetAsync(Query))).Code);
        }
    }

    [Fact]
    public async Task The_summary_counts_by_state_workflow_and_severity()
    {
        await using var simulator = await TestSimulator.StartAsync();
        var call = new AwsCall(
            "BatchImportFindings",
            TestHub.Account,
            TestHub.Region,
            new Microsoft.AspNetCore.Http.DefaultHttpContext().Request,
            new JsonObject { ["Findings"] = new JsonArray(TestHub.Finding("a"), TestHub.Finding("b", state: "ARCHIVED"), TestHub.Finding("c", severity: "LOW")) },
            0);
        await ((SecurityHubService)simulator.App.Services.GetService(typeof(SecurityHubService))!).HandleAsync(call, TestHub.Cancel);

        var page = await simulator.PageAsync("/_sim/findings/summary");

        Assert.Equal(3, page.GetProperty("total").GetInt32());
        Assert.Equal("""{"ACTIVE":2,"ARCHIVED":1}""", page.GetProperty("recordState").GetRawText());
        Assert.Equal("""{"NEW":3}""", page.GetProperty("workflow").GetRawText());
        Assert.Equal(2, page.GetProperty("severity").GetProperty("HIGH").GetInt32());
        Assert.Equal(3, page.GetProperty("groups").GetArrayLength());
    }

    [Theory]
    [InlineData("""{ "Filters": { "RecordState": [{ "Value": "ACTIVE", "Comparison": "EQUALS" }] } }""")]
    [InlineData("""{ "Filters": { "SeverityLabel": [{ "Value": "LOW", "Comparison": "NOT_EQUALS" }] } }""")]
    [InlineData("{}")]
    public async Task A_page_is_read_from_an_index_without_sorting(string query)
    {
        await using var hub = await FilledAsync(10);
        var parsed = FindingQuery.Parse(JsonNode.Parse(query)!.AsObject(), hub.Options.Rules, hub.Time.GetUtcNow());

        var plan = await hub.Database.RunAsync(
            connection =>
            {
                using var command = connection.CreateCommand();
                command.CommandText = "EXPLAIN QUERY PLAN " + FindingStore.PageSql(parsed);
                foreach (var name in new[] { "$account", "$region", "$after", "$now", "$most" })
                {
                    command.Parameters.AddWithValue(name, 1);
                }

                using var reader = command.ExecuteReader();
                var lines = new List<string>();
                while (reader.Read())
                {
                    lines.Add(reader.GetString(3));
                }

                return lines;
            },
            TestHub.Cancel);

        Assert.Contains(plan, line => line.Contains("SEARCH", StringComparison.Ordinal));
        Assert.DoesNotContain(plan, line => line.Contains("TEMP B-TREE", StringComparison.Ordinal) || line.StartsWith("SCAN", StringComparison.Ordinal));
    }

    /// <summary>Findings f000, f001, …: every third archived, every fifth suppressed, severities in turn.</summary>
    private static async Task<TestHub> FilledAsync(int count)
    {
        var hub = await TestHub.StartAsync();
        foreach (var chunk in Enumerable.Range(0, count).Chunk(100))
        {
            await hub.ImportAsync([.. chunk.Select(index =>
            {
                var finding = TestHub.Finding(
                    $"f{index:000}",
                    state: index % 3 == 1 ? "ARCHIVED" : "ACTIVE",
                    severity: AsffSeverity.Labels[index % AsffSeverity.Labels.Count]);
                finding["Workflow"] = new JsonObject { ["Status"] = index % 5 == 0 ? "SUPPRESSED" : "NEW" };
                return finding;
            })]);
        }

        return hub;
    }
}
