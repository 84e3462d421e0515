using System.Text.Json;

using Amazon;
using Amazon.IoT;
using Amazon.IoT.Model;
using Amazon.Runtime;
using Amazon.SecurityHub;
using Amazon.SecurityHub.Model;

using Xunit;

namespace OrleansDefender.Tests.Aws.StandIns;

/// <summary>Where calls go and what they are signed for, by Region and configuration.</summary>
public sealed class EndpointTests
{
    private static readonly AWSCredentials Credentials = new BasicAWSCredentials("AKIDEXAMPLE", "secret");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("us-east-1", "https://securityhub.us-east-1.amazonaws.com", "https://iot.us-east-1.amazonaws.com")]
    [InlineData("eu-central-1", "https://securityhub.eu-central-1.amazonaws.com", "https://iot.eu-central-1.amazonaws.com")]
    [InlineData("cn-north-1", "https://securityhub.cn-north-1.amazonaws.com.cn", "https://iot.cn-north-1.amazonaws.com.cn")]
    [InlineData("us-gov-west-1", "https://securityhub.us-gov-west-1.amazonaws.com", "https://iot.us-gov-west-1.amazonaws.com")]
    public void A_Region_has_the_endpoint_of_its_partition(string region, string securityHub, string iot)
    {
        using var hub = new AmazonSecurityHubClient(Credentials, RegionEndpoint.GetBySystemName(region));
        using var things = new AmazonIoTClient(Credentials, RegionEndpoint.GetBySystemName(region));

        Assert.Equal(securityHub, hub.DetermineServiceOperationEndpoint(new GetFindingsRequest()).URL.TrimEnd('/'));
        Assert.Equal(iot, things.DetermineServiceOperationEndpoint(new DescribeThingRequest()).URL.TrimEnd('/'));
    }

    [Fact]
    public void Endpoints_are_those_of_the_official_rule_sets_for_every_mix_of_Region_FIPS_and_dual_stack()
    {
        const string Ask = """
            import json, botocore.session
            from botocore.endpoint_provider import EndpointProvider
            from botocore.exceptions import BotoCoreError
            loader = botocore.session.get_session().get_component('data_loader')
            partitions = loader.load_data('partitions')
            out = []
            for service in ('securityhub', 'iot'):
                provider = EndpointProvider(loader.load_service_model(service, 'endpoint-rule-set-1'), partitions)
                for region in ('us-east-1', 'eu-west-3', 'ap-southeast-2', 'cn-north-1', 'cn-northwest-1', 'us-gov-east-1', 'us-gov-west-1', 'us-iso-east-1'):
                    for fips in (False, True):
                        for dual in (False, True):
                            try:
                                url = provider.resolve_endpoint(Region=region, UseFIPS=fips, UseDualStack=dual).url
                            except BotoCoreError:
                                url = None
                            out.append({'service': service, 'region': region, 'fips': fips, 'dual': dual, 'url': url})
            print(json.dumps(out))
            """;
        var cases = JsonElement.Parse(ServiceModel.Python(Ask)).EnumerateArray().ToList();
        Assert.Equal(64, cases.Count);

        var differences = new List<string>();
        foreach (var @case in cases)
        {
            var official = @case.GetProperty("url").GetString();
            string? own;
            try
            {
                own = Resolve(@case).TrimEnd('/');
            }
            catch (AmazonClientException)
            {
                own = null;
            }

            if (own != official)
            {
                differences.Add($"{@case}: {own}");
            }
        }

        Assert.Empty(differences);
    }

    [Fact]
    public async Task A_service_address_with_a_signing_Region_replaces_the_endpoint_and_keeps_the_Region()
    {
        await using var server = await WireServer.StartAsync(new WireReply(200, "{}"), Cancel);
        using var hub = new AmazonSecurityHubClient(
            Credentials,
            new AmazonSecurityHubConfig { ServiceURL = server.Address.ToString(), AuthenticationRegion = "eu-central-1" });

        await hub.GetFindingsAsync(new GetFindingsRequest(), Cancel);

        Assert.Contains("/eu-central-1/securityhub/aws4_request", Assert.Single(server.Calls).Headers["Authorization"].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_token_is_sent_and_signed()
    {
        await using var server = await WireServer.StartAsync(new WireReply(200, "{}"), Cancel);
        using var things = new AmazonIoTClient(
            "AKIDEXAMPLE",
            "secret",
            "the-token",
            new AmazonIoTConfig { ServiceURL = server.Address.ToString(), AuthenticationRegion = "us-east-1" });

        await things.DescribeThingAsync(new DescribeThingRequest { ThingName = "t" }, Cancel);

        var headers = Assert.Single(server.Calls).Headers;
        Assert.Equal("the-token", headers["X-Amz-Security-Token"]);
        Assert.Contains("x-amz-security-token", headers["Authorization"].ToString(), StringComparison.Ordinal);
        Assert.Contains("Credential=AKIDEXAMPLE/", headers["Authorization"].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_signature_holds_also_for_names_that_must_be_encoded()
    {
        await using var server = await WireServer.StartAsync(new WireReply(200, "{}"), Cancel);
        using var things = StandInService.IoT.CreateClient(server.Address);
        await ((IAmazonIoT)things).ListThingGroupsForThingAsync(new ListThingGroupsForThingRequest { ThingName = "a b/ü:1", NextToken = "x+y=/&z" }, Cancel);
        var call = Assert.Single(server.Calls);
        var query = string.Join('&', call.Query.Select(pair => $"{Uri.EscapeDataString(pair.Key)}={Uri.EscapeDataString(pair.Value!)}"));
        var signedHeaders = call.Headers["Authorization"].ToString().Split("SignedHeaders=")[1].Split(',')[0].Split(';');
        var given = JsonSerializer.Serialize(new
        {
            url = $"{server.Address.ToString().TrimEnd('/')}{call.RawPath}?{query}",
            headers = signedHeaders.ToDictionary(name => name, name => call.Headers[name].ToString()),
        });

        // botocore computes the signature of the request as it came in, with the same key and time.
        var signature = ServiceModel.Python($$""""
            import json
            from http.client import HTTPMessage
            from botocore.auth import SigV4Auth
            from botocore.awsrequest import AWSRequest
            from botocore.credentials import Credentials
            given = json.loads(r'''{{given}}''')
            request = AWSRequest('GET', given['url'], headers=given['headers'])
            request.context['timestamp'] = given['headers']['x-amz-date']
            auth = SigV4Auth(Credentials('AKIDEXAMPLE', 'secret'), 'iot', 'us-east-1')
            headers = HTTPMessage()
            for name, value in given['headers'].items():
                headers[name] = value
            auth.headers_to_sign = lambda r: headers
            auth.payload = lambda r: given['headers'].get('x-amz-content-sha256', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
            print(auth.signature(auth.string_to_sign(request, auth.canonical_request(request)), request))
            """").Trim();

        Assert.EndsWith($"Signature={signature}", call.Headers["Authorization"].ToString(), StringComparison.Ordinal);
    }

    private static string Resolve(JsonElement @case)
    {
        var region = RegionEndpoint.GetBySystemName(@case.GetProperty("region").GetString()!);
        var fips = @case.GetProperty("fips").GetBoolean();
        var dual = @case.GetProperty("dual").GetBoolean();
        if (@case.GetProperty("service").ValueEquals("securityhub"))
        {
            using var hub = new AmazonSecurityHubClient(
                Credentials,
                new AmazonSecurityHubConfig { RegionEndpoint = region, UseFIPSEndpoint = fips, UseDualstackEndpoint = dual });
            return hub.DetermineServiceOperationEndpoint(new GetFindingsRequest()).URL;
        }

        using var things = new AmazonIoTClient(
            Credentials,
            new AmazonIoTConfig { RegionEndpoint = region, UseFIPSEndpoint = fips, UseDualstackEndpoint = dual });
        return things.DetermineServiceOperationEndpoint(new DescribeThingRequest()).URL;
    }
}
