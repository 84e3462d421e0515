using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

using Amazon.IoT;
using Amazon.IoT.Model;
using Amazon.Runtime;
using Amazon.SecurityHub.Model;

using Xunit;

namespace OrleansDefender.Tests.Aws.StandIns;

/// <summary>Every request that is built is legal for AWS's own service model.</summary>
public sealed class RequestTests
{
    public static TheoryData<string, string> EveryOperation => StandInService.EveryOperation();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(EveryOperation))]
    public async Task A_request_with_every_member_set_is_legal_for_the_service_model_and_loses_nothing(string serviceName, string operation)
    {
        var service = StandInService.Of(serviceName);
        var model = ServiceModel.Load(service.Name, service.ApiVersion);
        var walk = new ModelWalk(model);
        var modelled = model.Operation(operation);
        var shapeName = modelled.GetProperty("input").GetProperty("shape").GetString()!;
        var request = (AmazonWebServiceRequest)walk.Fill(service.RequestType(operation), shapeName, operation);

        var call = await CaptureAsync(service, operation, request);

        Assert.Equal(modelled.GetProperty("http").GetProperty("method").GetString(), call.Method);
        var shape = model.Shape(shapeName);
        var path = modelled.GetProperty("http").GetProperty("requestUri").GetString()!;
        var query = new Dictionary<string, string>();
        foreach (var member in ModelWalk.Members(request.GetType()))
        {
            var (wire, memberShape, location) = walk.ShapeMember(shape, member, operation)!.Value;
            var text = OnTheWire(member.GetValue(request)!);
            switch (location)
            {
                case "uri":
                    walk.ValidateText(text, model.Shape(memberShape), $"{operation}.{member.Name}");
                    path = path.Replace($"{{{wire}}}", text, StringComparison.Ordinal);
                    break;
                case "querystring":
                    query.Add(wire, text);
                    break;
                case "header":
                    walk.ValidateText(text, model.Shape(memberShape), $"{operation}.{member.Name}");
                    Assert.Equal(text, call.Headers[wire]);
                    // AWS refuses a header of its own that the signature does not cover.
                    Assert.Matches($"SignedHeaders=[^,]*\\b{wire}\\b", call.Headers["Authorization"].ToString());
                    break;
                default:
                    Assert.Null(location);
                    break;
            }
        }

        Assert.Equal(path, call.RawPath);
        Assert.Equal(query.Keys.Order(), call.Query.Keys.Order());
        foreach (var (name, text) in query)
        {
            if (shape.GetProperty("members").GetProperty(name).GetProperty("shape").ValueEquals("Timestamp"))
            {
                // Times in a query are ISO 8601 in this protocol.
                Assert.Equal(
                    DateTimeOffset.Parse(text, CultureInfo.InvariantCulture),
                    DateTimeOffset.ParseExact(call.Query[name]!, "yyyy-MM-dd'T'HH:mm:ss.fffK", CultureInfo.InvariantCulture));
            }
            else
            {
                Assert.Equal(text, call.Query[name]);
            }
        }

        var expected = walk.Write(request, shapeName, operation);
        if (expected.AsObject().Count == 0)
        {
            Assert.Empty(call.Body);
        }
        else
        {
            Assert.Equal("application/json", call.Headers["Content-Type"]);
            walk.Validate(JsonElement.Parse(call.Body), shapeName, operation);
            Assert.Equal(expected.ToJsonString(), Sorted(call.Body, expected));
        }

        Assert.Contains($"/us-east-1/{model.SigningName}/aws4_request", call.Headers["Authorization"].ToString(), StringComparison.Ordinal);
        Assert.StartsWith("AWS4-HMAC-SHA256 ", call.Headers["Authorization"].ToString(), StringComparison.Ordinal);
        foreach (var required in ModelWalk.Required(shape))
        {
            Assert.Contains(ModelWalk.Members(request.GetType()), member => member.Name == ModelWalk.Clr(required));
        }

        Assert.Empty(walk.Problems);
    }

    [Theory]
    [MemberData(nameof(EveryOperation))]
    public void Members_of_a_request_have_the_names_types_and_enumerations_of_the_service_model(string serviceName, string operation)
    {
        var service = StandInService.Of(serviceName);
        var model = ServiceModel.Load(service.Name, service.ApiVersion);
        var walk = new ModelWalk(model);

        walk.CompareTypes(service.RequestType(operation), model.Operation(operation).GetProperty("input").GetProperty("shape").GetString()!, operation);

        Assert.Empty(walk.Problems);
    }

    [Fact]
    public async Task A_member_that_is_not_set_is_not_sent()
    {
        var import = new BatchImportFindingsRequest { Findings = [new AwsSecurityFinding { Title = "t", Severity = new Amazon.SecurityHub.Model.Severity() }] };

        var call = await CaptureAsync(StandInService.SecurityHub, "BatchImportFindings", import);

        Assert.Equal("""{"Findings":[{"Severity":{},"Title":"t"}]}""", Encoding.UTF8.GetString(call.Body));
    }

    [Fact]
    public async Task An_empty_collection_is_a_value_and_is_sent()
    {
        var update = new BatchUpdateFindingsRequest { FindingIdentifiers = [], UserDefinedFields = [] };

        var call = await CaptureAsync(StandInService.SecurityHub, "BatchUpdateFindings", update);

        Assert.Equal("""{"FindingIdentifiers":[],"UserDefinedFields":{}}""", Encoding.UTF8.GetString(call.Body));
    }

    [Fact]
    public async Task A_query_member_that_is_not_set_is_not_sent()
    {
        var call = await CaptureAsync(StandInService.IoT, "ListActiveViolations", new ListActiveViolationsRequest());

        Assert.Equal("/active-violations", call.RawPath);
        Assert.Empty(call.Query);
        Assert.Empty(call.Body);
    }

    [Theory]
    [InlineData("quotes \" and \\ and / and <tags> & 'more'")]
    [InlineData("tab\tline\r\nnul\u0000escape\u001b")]
    [InlineData("Grüße, 監視, \U0001F6F0")]
    [InlineData("\u2028\u2029\u007f")]
    public async Task Any_text_arrives_as_it_was(string text)
    {
        var import = new BatchImportFindingsRequest { Findings = [new AwsSecurityFinding { Title = text, ProductFields = new() { [text] = text } }] };

        var call = await CaptureAsync(StandInService.SecurityHub, "BatchImportFindings", import);

        var finding = JsonElement.Parse(call.Body).GetProperty("Findings")[0];
        Assert.Equal(text, finding.GetProperty("Title").GetString());
        Assert.Equal(text, finding.GetProperty("ProductFields").GetProperty(text).GetString());
    }

    [Theory]
    [InlineData("pump-0017")]
    [InlineData("plant:07_a")]
    [InlineData("a b")]
    [InlineData("a/b")]
    [InlineData("a?b=c&d#e")]
    [InlineData("100%25")]
    [InlineData("größe")]
    public async Task Any_name_in_the_path_is_one_segment_and_arrives_as_it_was(string thing)
    {
        var call = await CaptureAsync(StandInService.IoT, "ListThingGroupsForThing", new ListThingGroupsForThingRequest { ThingName = thing, MaxResults = 7 });

        var segments = call.RawPath.Split('/');
        Assert.Equal(["", "things", thing, "thing-groups"], segments.Select(Uri.UnescapeDataString));
        Assert.Equal("7", call.Query["maxResults"]);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public async Task A_request_without_the_name_its_path_needs_is_refused_and_not_sent(string? thing)
    {
        await using var server = await WireServer.StartAsync(new WireReply(200, "{}"), Cancel);
        using var client = StandInService.IoT.CreateClient(server.Address);

        var refused = await Assert.ThrowsAsync<AmazonIoTException>(
            () => ((IAmazonIoT)client).DescribeThingAsync(new DescribeThingRequest { ThingName = thing }, Cancel));

        Assert.Contains("ThingName", refused.Message, StringComparison.Ordinal);
        Assert.Empty(server.Calls);
    }

    [Fact]
    public async Task A_local_time_in_the_query_is_sent_in_UTC()
    {
        var utc = new DateTime(2026, 1, 5, 10, 0, 0, DateTimeKind.Utc);

        var call = await CaptureAsync(
            StandInService.IoT,
            "ListViolationEvents",
            new ListViolationEventsRequest { StartTime = utc, EndTime = utc.AddMilliseconds(1).ToLocalTime() });

        Assert.Equal("2026-01-05T10:00:00Z", call.Query["startTime"]);
        Assert.Equal("2026-01-05T10:00:00.001Z", call.Query["endTime"]);
    }

    [Fact]
    public async Task A_cancelled_call_ends_as_cancelled()
    {
        await using var server = await WireServer.StartAsync(new WireReply(200, "{}"), Cancel);
        using var client = StandInService.IoT.CreateClient(server.Address);
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => ((IAmazonIoT)client).DescribeThingAsync(new DescribeThingRequest { ThingName = "t" }, cancelled.Token));
    }

    private static async Task<WireCall> CaptureAsync(StandInService service, string operation, AmazonWebServiceRequest request)
    {
        await using var server = await WireServer.StartAsync(new WireReply(200, "{}"), Cancel);
        using var client = service.CreateClient(server.Address);
        await service.CallAsync(client, operation, request, Cancel);
        return Assert.Single(server.Calls);
    }

    private static string OnTheWire(object value) => value switch
    {
        ConstantClass constant => constant.Value,
        bool flag => flag ? "true" : "false",
        DateTime time => time.ToString("O", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    // The body as text in the member order of what is expected, so that a difference shows as text.
    private static string Sorted(byte[] body, JsonNode expected) => Sorted(JsonNode.Parse(body)!, expected).ToJsonString();

    private static JsonNode Sorted(JsonNode node, JsonNode? like) => (node, like) switch
    {
        (JsonObject from, JsonObject order) => new JsonObject(
            from.OrderBy(pair => ((IList<KeyValuePair<string, JsonNode?>>)order).Select(known => known.Key).ToList().IndexOf(pair.Key))
                .Select(pair => KeyValuePair.Create(pair.Key, pair.Value is null ? null : (JsonNode?)Sorted(pair.Value, order[pair.Key])))),
        (JsonArray from, JsonArray order) => new JsonArray(
            [.. from.Select((item, index) => item is null ? null : Sorted(item, index < order.Count ? order[index] : null))]),
        _ => node.DeepClone(),
    };
}
