using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

using OrleansDefender.Tests.Shared;

using Xunit;

namespace OrleansDefender.Tests.Aws.EndToEnd;

/// <summary>Silences by the API of a real host.</summary>
public sealed class SilencesApiTests(SiloFixture silo) : IClassFixture<SiloFixture>
{
    private static readonly Uri Path = new("/api/v1/silences", UriKind.Relative);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_silence_is_made_listed_and_ended()
    {
        const string Place = "444455556666/eu-west-1";
        var expires = DateTimeOffset.UtcNow.AddHours(2);
        var (status, made, location) = await PostAsync(new JsonObject
        {
            ["account"] = "444455556666",
            ["region"] = "eu-west-1",
            ["scope"] = new JsonObject { ["thing"] = "pump-*", ["group"] = "floor/1", ["profile"] = "P", ["behavior"] = "B" },
            ["includeCritical"] = true,
            ["owner"] = "ops",
            ["reason"] = "The pumps of floor 1 are replaced.",
            ["expiresAt"] = expires,
        });
        Assert.Equal(HttpStatusCode.Created, status);
        Assert.Equal($"/api/v1/silences/{Place}/{made["id"]}", location);
        Assert.Equal(
            ("444455556666", "eu-west-1", "pump-*", "floor/1", "P", "B", true, "ops", "The pumps of floor 1 are replaced.", "active"),
            ((string?)made["account"], (string?)made["region"], (string?)made["scope"]!["thing"], (string?)made["scope"]!["group"], (string?)made["scope"]!["profile"],
                (string?)made["scope"]!["behavior"], (bool)made["includeCritical"]!, (string?)made["owner"], (string?)made["reason"], (string?)made["state"]));
        Assert.Equal(expires.ToUnixTimeMilliseconds(), ((DateTimeOffset)made["expiresAt"]!).ToUnixTimeMilliseconds());
        Assert.Equal([(string?)made["id"]], await IdsAsync("account=444455556666&region=eu-west-1&state=active"));
        Assert.Empty(await IdsAsync("account=444455556666&region=eu-west-1&state=ended"));

        var (ended, silence) = await DeleteAsync($"{Place}/{made["id"]}?by=ann");
        Assert.Equal((HttpStatusCode.OK, "ended", "ann"), (ended, (string?)silence["state"], (string?)silence["endedBy"]));
        Assert.NotNull(silence["endedAt"]);
        var (again, same) = await DeleteAsync($"{Place}/{made["id"]}?by=bob");
        Assert.Equal((HttpStatusCode.OK, silence.ToJsonString()), (again, same.ToJsonString()));
        Assert.Empty(await IdsAsync("account=444455556666&region=eu-west-1&state=active"));
        Assert.Equal([(string?)made["id"]], await IdsAsync("account=444455556666&region=eu-west-1&state=ended"));

        var (unknown, problem) = await DeleteAsync($"{Place}/0123456789abcdef");
        Assert.Equal((HttpStatusCode.NotFound, $"No silence 0123456789abcdef of {Place} is known here."), (unknown, (string?)problem["detail"]));
    }

    [Fact]
    public async Task Pages_of_silences_give_each_once_the_latest_first()
    {
        var made = new List<string?>();
        for (var i = 0; i < 5; i++)
        {
            var (_, body, _) = await PostAsync(Good());
            made.Insert(0, (string?)body["id"]);
        }

        var seen = new List<string?>();
        string? cursor = null;
        do
        {
            var page = await silo.Host.GetAsync($"/api/v1/silences?limit=2{(cursor is null ? "" : $"&cursor={cursor}")}", Cancelled);
            Assert.InRange(page["items"]!.AsArray().Count, 1, 2);
            seen.AddRange(page["items"]!.AsArray().Select(item => (string?)item!["id"]));
            cursor = (string?)page["cursor"];
        }
        while (cursor is not null);

        Assert.Equal(made, seen.Where(made.Contains));
        Assert.Equal(seen.Distinct(), seen);
    }

    [Theory]
    [InlineData("scope")]
    [InlineData("owner")]
    [InlineData("reason")]
    [InlineData("expiresAt")]
    public async Task Every_member_is_mandatory(string member)
    {
        var body = Good();
        body.Remove(member);

        var (status, problem, location) = await PostAsync(body);

        Assert.Equal((HttpStatusCode.BadRequest, null), (status, location));
        Assert.Equal([member], problem["errors"]!.AsObject().Select(static error => error.Key));
        Assert.Equal(400, (int?)problem["status"]);
    }

    [Fact]
    public async Task No_silence_is_longer_than_thirty_days()
    {
        var (status, problem, _) = await PostAsync(Good(DateTimeOffset.UtcNow.AddDays(30).AddMinutes(1)));
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal("Must be a time after now and within 30 days, such as 2026-08-01T12:00:00Z.", (string?)Assert.Single(problem["errors"]!["expiresAt"]!.AsArray()));

        var (made, _, _) = await PostAsync(Good(DateTimeOffset.UtcNow.AddDays(30).AddMinutes(-1)));
        Assert.Equal(HttpStatusCode.Created, made);
    }

    [Fact]
    public async Task A_silence_ends_by_itself()
    {
        var (_, made, _) = await PostAsync(Good(DateTimeOffset.UtcNow.AddSeconds(2)));
        Assert.Equal("active", (string?)made["state"]);

        JsonNode? ended = null;
        await Eventually.TrueAsync(
            "the silence is over",
            async () => (ended = (await silo.Host.GetAsync("/api/v1/silences?state=ended&limit=100", Cancelled))["items"]!.AsArray()
                .FirstOrDefault(item => (string?)item!["id"] == (string?)made["id"])) is not null,
            Cancelled);
        Assert.Equal(("ended", null), ((string?)ended!["state"], ended["endedAt"]));
    }

    [Theory]
    [InlineData("{}", "scope,owner,reason,expiresAt")]
    [InlineData("""{"scope":{},"owner":"o","reason":"r","expiresAt":"2020-01-01T00:00:00Z"}""", "scope,expiresAt")]
    [InlineData("""{"scope":{"thing":"a"},"owner":"o","reason":"r","until":"2020-01-01T00:00:00Z"}""", "until")]
    [InlineData("""{"scope":{"things":"a"},"owner":"o"}""", "scope.things")]
    [InlineData("""{"scope":{"thing":7}}""", "scope.thing")]
    [InlineData("""{"expiresAt":"tomorrow"}""", "expiresAt")]
    [InlineData("""{"account":"1234","scope":{"thing":"a"}}""", "account")]
    [InlineData("null", "body")]
    [InlineData("{\"scope\":", "scope")]
    [InlineData("", "body")]
    public async Task What_cannot_be_a_silence_is_refused_by_name(string body, string members)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        var answer = await silo.Host.Http.PostAsync(Path, content, Cancelled);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var problem = await answer.Content.ReadFromJsonAsync<JsonNode>(Cancelled);
        Assert.Equal(members, string.Join(',', problem!["errors"]!.AsObject().Select(static error => error.Key)));
    }

    [Fact]
    public async Task Another_type_of_content_and_a_body_that_is_too_long_are_refused()
    {
        using var text = new StringContent(Good().ToJsonString(), new MediaTypeHeaderValue("text/plain"));
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await silo.Host.Http.PostAsync(Path, text, Cancelled)).StatusCode);
        using var much = new StringContent(new string(' ', 33 * 1024), Encoding.UTF8, "application/json");
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await silo.Host.Http.PostAsync(Path, much, Cancelled)).StatusCode);
    }

    [Theory]
    [InlineData("?state=over", "state")]
    [InlineData("?state=all&state=all", "state")]
    [InlineData("?limit=0", "limit")]
    [InlineData("?cursor=nothing", "cursor")]
    [InlineData("?owner=me", "owner")]
    [InlineData("?region=US", "region")]
    public async Task A_question_that_cannot_be_understood_is_refused_by_name(string query, string parameter)
    {
        var (status, problem) = await silo.Host.TryGetAsync("/api/v1/silences" + query, Cancelled);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal([parameter], problem["errors"]!.AsObject().Select(static error => error.Key));
    }

    [Fact]
    public async Task The_document_describes_silences()
    {
        var document = await silo.Host.GetAsync("/openapi/v1.json", Cancelled);
        var paths = document["paths"]!.AsObject();
        Assert.Equal(["post", "get"], paths["/api/v1/silences"]!.AsObject().Select(operation => operation.Key));
        Assert.Contains("includeCritical", document["components"]!["schemas"]!["SilenceBody"]!["properties"]!.AsObject().Select(member => member.Key));
        Assert.NotNull(paths["/api/v1/silences/{account}/{region}/{id}"]!["delete"]);
    }

    private static JsonObject Good(DateTimeOffset? expiresAt = null) => new()
    {
        ["scope"] = new JsonObject { ["thing"] = "pump-1" },
        ["owner"] = "ops",
        ["reason"] = "repair",
        ["expiresAt"] = expiresAt ?? DateTimeOffset.UtcNow.AddHours(1),
    };

    private async Task<IEnumerable<string?>> IdsAsync(string query) =>
        (await silo.Host.GetAsync("/api/v1/silences?" + query, Cancelled))["items"]!.AsArray().Select(item => (string?)item!["id"]);

    private async Task<(HttpStatusCode Status, JsonNode Body, string? Location)> PostAsync(JsonObject body)
    {
        var answer = await silo.Host.Http.PostAsJsonAsync(Path, body, Cancelled);
        return (answer.StatusCode, (await answer.Content.ReadFromJsonAsync<JsonNode>(Cancelled))!, answer.Headers.Location?.OriginalString);
    }

    private async Task<(HttpStatusCode Status, JsonNode Body)> DeleteAsync(string path)
    {
        var answer = await silo.Host.Http.DeleteAsync(new Uri("/api/v1/silences/" + path, UriKind.Relative), Cancelled);
        return (answer.StatusCode, (await answer.Content.ReadFromJsonAsync<JsonNode>(Cancelled))!);
    }
}
