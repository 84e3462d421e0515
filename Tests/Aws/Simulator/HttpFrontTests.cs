using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

using OrleansDefender.Simulator;
using OrleansDefender.Simulator.Http;

using Xunit;

namespace OrleansDefender.Tests.Aws.SimulatorTests;

/// <summary>Routing, quotas, settings: the front without regard to what a service does.</summary>
public sealed class HttpFrontTests
{
    private static CancellationToken Cancel => TestSimulator.Cancel;

    [Fact]
    public async Task A_request_signed_for_an_unknown_service_is_refused_in_the_form_of_rest_json()
    {
        await using var simulator = await TestSimulator.StartAsync();
        using var answer = await SendAsync(simulator, "s3", "{}");

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("UnknownOperationException", answer.Headers.GetValues("x-amzn-ErrorType").Single());
        Assert.NotEmpty(answer.Headers.GetValues("x-amzn-RequestId").Single());
        using var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancel));
        Assert.Contains("'s3'", body.RootElement.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_of_more_than_six_megabytes_reaches_its_service()
    {
        await using var simulator = await TestSimulator.StartAsync();
        using var answer = await SendAsync(simulator, "sqs", $$"""{"QueueNamePrefix":"{{new string('x', 7_000_000)}}"}""");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.True((await simulator.PageAsync("/_sim/calls")).GetProperty("calls")[0].GetProperty("bytes").GetInt32() > 7_000_000);
    }

    [Fact]
    public async Task The_index_names_every_page_and_each_answers()
    {
        await using var simulator = await TestSimulator.StartAsync();

        var pages = (await simulator.PageAsync("/_sim")).GetProperty("pages").EnumerateObject()
            .ToDictionary(page => page.Name, page => page.Value.GetString()!);

        Assert.Contains("/_sim/faults", pages.Keys);
        Assert.Contains("/_sim/calls", pages.Keys);
        Assert.Contains("/_sim/health", pages.Keys);
        foreach (var (page, description) in pages)
        {
            if (description.Contains("GET", StringComparison.Ordinal))
            {
                Assert.Equal(JsonValueKind.Object, (await simulator.PageAsync(page)).ValueKind);
                continue;
            }

            // A page that only acts says so to who only looks.
            using var answer = await simulator.Http.GetAsync(new Uri(page, UriKind.Relative), Cancel);
            Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
        }

        using var missing = await simulator.Http.GetAsync(new Uri("/_sim/nothing", UriKind.Relative), Cancel);
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
    }

    [Theory]
    [InlineData("AWS4-HMAC-SHA256 Credential=222233334444/20260101/eu-west-1/securityhub/aws4_request, SignedHeaders=host, Signature=00", "222233334444", "eu-west-1", "securityhub")]
    [InlineData("AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE/20260101/us-gov-west-1/iot/aws4_request,SignedHeaders=host,Signature=00", "account", "us-gov-west-1", "iot")]
    public void The_credential_scope_names_account_region_and_service(string header, string account, string region, string service)
    {
        var request = new DefaultHttpContext().Request;
        request.Headers.Authorization = header;

        var scope = CredentialScope.Of(request)!;

        Assert.Equal((account, region, service), (scope.AccountOr("account"), scope.Region, scope.Service));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Bearer abc")]
    [InlineData("AWS4-HMAC-SHA256 Credential=")]
    [InlineData("AWS4-HMAC-SHA256 Credential=a/b/c")]
    [InlineData("AWS4-HMAC-SHA256 Credential=a/b/../sqs/aws4_request")]
    public void A_header_without_a_readable_scope_has_none(string header)
    {
        var request = new DefaultHttpContext().Request;
        request.Headers.Authorization = header;

        Assert.Null(CredentialScope.Of(request));
    }

    [Fact]
    public void A_bucket_gives_its_burst_then_its_rate_to_each_account_region_and_operation()
    {
        var time = new FakeTimeProvider();
        var quotas = new CallQuotas(time);
        var quota = new CallQuota(10, 30);
        int Take(string account, string region, string operation) =>
            Enumerable.Range(0, 100).TakeWhile(_ => quotas.TryTake("securityhub", account, region, operation, quota)).Count();

        Assert.Equal(30, Take("a", "r", "o"));
        Assert.Equal(0, Take("a", "r", "o"));
        Assert.Equal(30, Take("b", "r", "o"));
        Assert.Equal(30, Take("a", "s", "o"));
        Assert.Equal(30, Take("a", "r", "p"));
        time.Advance(TimeSpan.FromMilliseconds(500));
        Assert.Equal(5, Take("a", "r", "o"));
        time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(30, Take("a", "r", "o"));
    }

    [Theory]
    [InlineData("Url", "http://0.0.0.0:4566")]
    [InlineData("Url", "http://example.com:4566")]
    [InlineData("Url", "https://127.0.0.1:4566")]
    [InlineData("Url", "http://127.0.0.1:4566/path")]
    [InlineData("Url", "nonsense")]
    [InlineData("DataPath", "")]
    [InlineData("Account", "1234")]
    [InlineData("Region", "US East")]
    [InlineData("Story", "party")]
    [InlineData("TimeScale", "0")]
    [InlineData("Things", "-1")]
    [InlineData("Events", "-1")]
    [InlineData("Rate", "-1")]
    [InlineData("Findings", "0")]
    [InlineData("Findings", "1000001")]
    [InlineData("Duplicates", "1.5")]
    [InlineData("Reorders", "-0.5")]
    [InlineData("EventsQueue", "a b")]
    [InlineData("UpdateDelayMilliseconds", "-1")]
    public async Task A_setting_out_of_its_rule_stops_the_start_with_its_key(string key, string value)
    {
        var options = new SimulatorOptions { Url = "http://127.0.0.1:0", DataPath = SimulatorOptions.InMemory };
        var property = typeof(SimulatorOptions).GetProperty(key)!;
        property.SetValue(options, Convert.ChangeType(value, property.PropertyType, System.Globalization.CultureInfo.InvariantCulture));

        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => SimulatorApp.StartAsync(options, cancellationToken: Cancel));

        Assert.StartsWith($"Simulator:{key} must", Assert.Single(error.Failures), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://127.0.0.1:0")]
    [InlineData("http://localhost:0")]
    public async Task Port_zero_takes_a_free_port_and_says_which(string url)
    {
        var options = new SimulatorOptions { Url = url, DataPath = SimulatorOptions.InMemory };
        await using var app = await SimulatorApp.StartAsync(options, cancellationToken: Cancel);
        using var http = new HttpClient();

        Assert.NotEqual(0, new Uri(app.Url).Port);
        Assert.Contains("\"ok\"", await http.GetStringAsync(new Uri(app.Url + "/_sim/health"), Cancel), StringComparison.Ordinal);
    }

    private static async Task<HttpResponseMessage> SendAsync(TestSimulator simulator, string service, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/");
        request.Content = new StringContent(body, Encoding.UTF8);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-amz-json-1.0");
        request.Headers.TryAddWithoutValidation("X-Amz-Target", "AmazonSQS.ListQueues");
        request.Headers.TryAddWithoutValidation(
            "Authorization", $"AWS4-HMAC-SHA256 Credential=111122223333/20260101/us-east-1/{service}/aws4_request, SignedHeaders=host, Signature=00");
        return await simulator.Http.SendAsync(request, Cancel);
    }
}
