using System.Net;
using System.Text.Json.Nodes;

using Xunit;

namespace OrleansDefender.Tests.Aws.EndToEnd;

public sealed class ApiTests(SiloFixture silo) : IClassFixture<SiloFixture>
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_thing_never_heard_of_is_not_found_and_stays_unheard_of()
    {
        for (var i = 0; i < 2; i++)
        {
            var (status, problem) = await silo.Host.TryGetAsync("/api/v1/things/111122223333/us-east-1/never%2Fheard%20of", Cancelled);
            Assert.Equal(HttpStatusCode.NotFound, status);
            Assert.Equal("Nothing was ever heard of 111122223333/us-east-1/never/heard of.", (string?)problem["detail"]);
            Assert.Equal(404, (int?)problem["status"]);
        }

        Assert.Equal(0, (int?)(await silo.Host.GetAsync("/api/v1/summary", Cancelled))["things"]);
    }

    [Fact]
    public async Task Bad_parameters_are_named_in_problem_details()
    {
        var (status, problem) = await silo.Host.TryGetAsync("/api/v1/things?minSeverity=URGENT&limit=0", Cancelled);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal(["limit", "minSeverity"], problem["errors"]!.AsObject().Select(static error => error.Key).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_cursor_that_the_list_never_gave_is_refused()
    {
        var (status, problem) = await silo.Host.TryGetAsync("/api/v1/things?cursor=no-such-cursor", Cancelled);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.NotNull(problem["errors"]!["cursor"]);
    }

    [Theory]
    [InlineData("/api/v1/things/1234/us-east-1/pump", "account")]
    [InlineData("/api/v1/things/111122223333/US%20East/pump", "region")]
    [InlineData("/api/v1/things/111122223333/us-east-1/pu%0Amp", "thing")]
    public async Task A_path_that_can_name_no_thing_is_refused(string path, string parameter)
    {
        var (status, problem) = await silo.Host.TryGetAsync(path, Cancelled);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal([parameter], problem["errors"]!.AsObject().Select(static error => error.Key));
    }

    [Theory]
    [InlineData("/no/such/page")]
    [InlineData("/api/v1/things/111122223333/us-east-1/")]
    public async Task Any_other_path_is_answered_with_problem_details_too(string path)
    {
        var answer = await silo.Host.Http.GetAsync(new Uri(path, UriKind.Relative), Cancelled);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [InlineData("rebound.example", HttpStatusCode.BadRequest)]
    [InlineData("169.254.169.254", HttpStatusCode.BadRequest)]
    [InlineData("localhost", HttpStatusCode.OK)]
    [InlineData("127.0.0.1:8080", HttpStatusCode.OK)]
    public async Task Only_names_of_this_machine_are_answered(string name, HttpStatusCode expected)
    {
        foreach (var url in new[] { new Uri(silo.Host.Http.BaseAddress!, "/api/v1/summary"), new Uri($"{silo.Host.SimulatorUrl}/_sim") })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, url);
            request.Headers.Host = name;
            using var answer = await silo.Host.Http.SendAsync(request, Cancelled);
            Assert.Equal(expected, answer.StatusCode);
        }
    }

    [Fact]
    public async Task Only_reading_is_offered()
    {
        using var empty = new StringContent("");
        var answer = await silo.Host.Http.PostAsync(new Uri("/api/v1/things", UriKind.Relative), empty, Cancelled);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
    }

    [Fact]
    public async Task The_index_is_a_page_that_runs_its_own_script_only()
    {
        var answer = await silo.Host.Http.GetAsync(new Uri("/", UriKind.Relative), Cancelled);

        Assert.Equal("text/html", answer.Content.Headers.ContentType?.MediaType);
        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.Matches("script-src 'sha256-[A-Za-z0-9+/=]{44}';", policy);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        var page = await answer.Content.ReadAsStringAsync(Cancelled);
        Assert.All(["/api/v1/summary", "/api/v1/incidents", "/explain", "/api/v1/rules"], path => Assert.Contains(path, page, StringComparison.Ordinal));
        Assert.DoesNotContain("innerHTML", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_OpenAPI_document_describes_every_endpoint_parameter_and_member()
    {
        var document = await silo.Host.GetAsync("/openapi/v1.json", Cancelled);

        Assert.Equal(
            [
                "/api/v1/audits",
                "/api/v1/audits/{task}",
                "/api/v1/incidents",
                "/api/v1/incidents/{account}/{region}/{id}",
                "/api/v1/reconcile",
                "/api/v1/resources/{account}/{region}/{kind}/{id}",
                "/api/v1/rules",
                "/api/v1/rules/reload",
                "/api/v1/silences",
                "/api/v1/silences/{account}/{region}/{id}",
                "/api/v1/summary",
                "/api/v1/things",
                "/api/v1/things/{account}/{region}/{thing}",
                "/api/v1/things/{account}/{region}/{thing}/explain",
                "/health/live",
                "/health/ready",
            ],
            document["paths"]!.AsObject().Select(static path => path.Key).Order(StringComparer.Ordinal));
        foreach (var (path, item) in document["paths"]!.AsObject())
        {
            foreach (var (_, operation) in item!.AsObject())
            {
                Assert.False(string.IsNullOrEmpty((string?)operation!["summary"]), path);
                Assert.False(string.IsNullOrEmpty((string?)operation["description"]), path);
                foreach (var parameter in operation["parameters"]?.AsArray() ?? [])
                {
                    Assert.False(string.IsNullOrEmpty((string?)parameter!["description"]), path);
                }
            }
        }

        string?[] Parameters(string path, string method = "get") =>
            [.. document["paths"]![path]![method]!["parameters"]!.AsArray().Select(static parameter => (string?)parameter!["name"])];

        Assert.Equal(["minSeverity", "minPosture", "state", "cursor", "limit"], Parameters("/api/v1/things"));
        Assert.Equal(["account", "region", "thing", "format"], Parameters("/api/v1/things/{account}/{region}/{thing}/explain"));
        Assert.Equal(["state", "account", "region", "cursor", "limit"], Parameters("/api/v1/incidents"));
        Assert.Equal(["account", "region", "cursor", "limit"], Parameters("/api/v1/audits"));
        Assert.Equal(["task", "account", "region"], Parameters("/api/v1/audits/{task}"));
        Assert.Equal(["account", "region", "kind", "id"], Parameters("/api/v1/resources/{account}/{region}/{kind}/{id}"));
        Assert.Equal(["account", "region"], Parameters("/api/v1/reconcile"));
        Assert.Equal(["account", "region"], Parameters("/api/v1/reconcile", "post"));
        var alarm = document["components"]!["schemas"]!["AlarmAnswer"]!["properties"]!.AsObject();
        Assert.All(alarm, static member => Assert.False(string.IsNullOrEmpty((string?)member.Value!["description"]), member.Key));
        Assert.Equal("date-time", (string?)alarm["lastEventAt"]!["format"]);
    }

    [Fact]
    public async Task The_process_is_live_and_ready()
    {
        Assert.Equal("Healthy", (string?)(await silo.Host.GetAsync("/health/live", Cancelled))["status"]);

        var ready = await silo.Host.GetAsync("/health/ready", Cancelled);
        Assert.Equal("Healthy", (string?)ready["checks"]!["silo"]!["status"]);
        Assert.Equal("Healthy", (string?)ready["checks"]!["storage"]!["status"]);
    }

    [Fact]
    public async Task The_summary_of_an_empty_fleet_counts_nothing()
    {
        var summary = await silo.Host.GetAsync("/api/v1/summary", Cancelled);

        Assert.Equal(0, (int?)summary["things"]);
        Assert.Equal(
            ["CRITICAL", "HIGH", "MEDIUM", "LOW", "INFORMATIONAL", "NONE"], summary["severity"]!.AsObject().Select(static count => count.Key));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""{"received":0,"acknowledged":0,"deadLettered":0}"""), summary["messages"]));
    }

    [Fact]
    public async Task What_is_printed_tells_where_everything_runs()
    {
        _ = await silo.Host.GetAsync("/api/v1/summary", Cancelled);
        Assert.Contains($"API             {silo.Host.Url.ToString().TrimEnd('/')} ", silo.Host.Output, StringComparison.Ordinal);
        Assert.Contains($"Simulator       {silo.Host.SimulatorUrl} (story none", silo.Host.Output, StringComparison.Ordinal);
    }
}
