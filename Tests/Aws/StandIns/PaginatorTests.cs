using System.Globalization;
using System.Reflection;
using System.Text.Json.Nodes;

using Amazon.IoT;
using Amazon.IoT.Model;
using Amazon.Runtime;

using Xunit;

namespace OrleansDefender.Tests.Aws.StandIns;

/// <summary>Paginators ask for page after page, as botocore's description of the same service says that they are asked for.</summary>
public sealed class PaginatorTests
{
    public static TheoryData<string> EveryPaginator =>
        [.. typeof(IIoTPaginatorFactory).GetMethods().Select(static method => method.Name).Order(StringComparer.Ordinal)];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Every_list_operation_has_a_paginator() =>
        Assert.Equal(
            StandInService.IoT.Operations.Where(static operation => operation.StartsWith("List", StringComparison.Ordinal)),
            EveryPaginator.Select(static row => row.Data));

    [Theory]
    [MemberData(nameof(EveryPaginator))]
    public async Task A_paginator_gives_the_results_of_all_pages_in_order(string operation)
    {
        var key = ResultKey(operation);
        await using var server = await WireServer.StartAsync(number => Page(operation, number), Cancel);
        using var client = (AmazonIoTClient)StandInService.IoT.CreateClient(server.Address);

        var results = await ReadAsync(Member(Paginator(client, operation, StandInService.IoT.SmallestRequest(operation)), ModelWalk.Clr(key)));

        var model = ServiceModel.Load("iot", "2015-05-28");
        var output = model.Operation(operation).GetProperty("output").GetProperty("shape").GetString()!;
        var list = model.Shape(output).GetProperty("members").GetProperty(key).GetProperty("shape").GetString()!;
        var item = model.Shape(list).GetProperty("member").GetProperty("shape").GetString()!;
        var walk = new ModelWalk(model);
        Assert.Equal(
            ["item-0-0", "item-0-1", "item-2-0", "item-2-1"],
            results.Select(result => result as string ?? walk.Write(result, item, operation).AsObject().Single().Value!.GetValue<string>()));
        Assert.Equal(["", "page-1", "page-2"], server.Calls.Select(Token));
    }

    [Theory]
    [MemberData(nameof(EveryPaginator))]
    public async Task A_paginator_gives_the_pages_themselves_and_keeps_the_members_of_the_request(string operation)
    {
        await using var server = await WireServer.StartAsync(number => Page(operation, number), Cancel);
        using var client = (AmazonIoTClient)StandInService.IoT.CreateClient(server.Address);
        var request = StandInService.IoT.SmallestRequest(operation);
        request.GetType().GetProperty("MaxResults")!.SetValue(request, 2);
        request.GetType().GetProperty("NextToken")!.SetValue(request, "from-here");

        var pages = await ReadAsync(Member(Paginator(client, operation, request), "Responses"));

        Assert.Equal(["page-1", "page-2", ""], pages.Select(static page => (string)page.GetType().GetProperty("NextToken")!.GetValue(page)!));
        Assert.Equal(["from-here", "page-1", "page-2"], server.Calls.Select(Token));
        Assert.All(server.Calls, static call => Assert.Equal(2, PageSize(call)));
    }

    [Fact]
    public async Task A_paginator_can_be_read_once()
    {
        await using var server = await WireServer.StartAsync(new WireReply(200, "{}"), Cancel);
        using var client = (AmazonIoTClient)StandInService.IoT.CreateClient(server.Address);
        var paginator = client.Paginators.ListAuditFindings(new ListAuditFindingsRequest { TaskId = "t" });

        Assert.Empty(await ReadAsync(paginator.Findings));
        await Assert.ThrowsAsync<InvalidOperationException>(() => ReadAsync(paginator.Responses));
        Assert.Single(server.Calls);
    }

    [Fact]
    public async Task A_paginator_asks_for_a_page_when_it_is_wanted_and_not_before()
    {
        await using var server = await WireServer.StartAsync(static number => Page("ListAuditTasks", number), Cancel);
        using var client = (AmazonIoTClient)StandInService.IoT.CreateClient(server.Address);
        var paginator = client.Paginators.ListAuditTasks(new ListAuditTasksRequest());
        Assert.Empty(server.Calls);

        await foreach (var _ in paginator.Responses.WithCancellation(Cancel))
        {
            break;
        }

        Assert.Single(server.Calls);
    }

    [Fact]
    public async Task A_cancelled_paginator_ends_as_cancelled()
    {
        await using var server = await WireServer.StartAsync(static number => Page("ListAuditTasks", number), Cancel);
        using var client = (AmazonIoTClient)StandInService.IoT.CreateClient(server.Address);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var pages = 0;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in client.Paginators.ListAuditTasks(new ListAuditTasksRequest()).Responses.WithCancellation(stop.Token))
            {
                pages++;
                await stop.CancelAsync();
            }
        });

        Assert.Equal(1, pages);
        Assert.Single(server.Calls);
    }

    [Fact]
    public async Task An_error_on_the_way_is_the_callers()
    {
        await using var server = await WireServer.StartAsync(
            static number => number == 0
                ? Page("ListAuditTasks", 0)
                : new WireReply(400, "{}") { Headers = new Dictionary<string, string> { ["x-amzn-errortype"] = "ThrottlingException" } },
            Cancel);
        using var client = (AmazonIoTClient)StandInService.IoT.CreateClient(server.Address);

        await Assert.ThrowsAsync<ThrottlingException>(() => ReadAsync(client.Paginators.ListAuditTasks(new ListAuditTasksRequest()).Tasks));

        Assert.Equal(2, server.Calls.Count);
    }

    private static string ResultKey(string operation) =>
        JsonNode.Parse(ServiceModel.Python(
            $"import json, botocore.session; print(json.dumps(botocore.session.get_session().get_paginator_model('iot').get_paginator('{operation}')))"))!["result_key"]!.GetValue<string>();

    private static object Paginator(AmazonIoTClient client, string operation, AmazonWebServiceRequest request) =>
        typeof(IIoTPaginatorFactory).GetMethod(operation)!.Invoke(client.Paginators, [request])!;

    private static object Member(object paginator, string name) =>
        paginator.GetType().GetInterfaces().Single().GetProperty(name, BindingFlags.Instance | BindingFlags.Public)!.GetValue(paginator)!;

    // Values have no common type to read them by, strings and structures both being there.
    private static async Task<List<object>> ReadAsync(object enumerable)
    {
        var element = enumerable.GetType().GetInterfaces()
            .Single(static contract => contract.IsGenericType && contract.GetGenericTypeDefinition() == typeof(IAsyncEnumerable<>)).GetGenericArguments()[0];
        var read = typeof(PaginatorTests).GetMethod(nameof(ReadTypedAsync), BindingFlags.Static | BindingFlags.NonPublic)!.MakeGenericMethod(element);
        return await (Task<List<object>>)read.Invoke(null, [enumerable])!;
    }

    private static async Task<List<object>> ReadTypedAsync<T>(IAsyncEnumerable<T> items)
    {
        var found = new List<object>();
        await foreach (var item in items.WithCancellation(Cancel))
        {
            found.Add(item!);
        }

        return found;
    }

    // Three pages; the second has no list at all, and the last ends with an empty token.
    private static WireReply Page(string operation, int number)
    {
        var page = number.ToString(CultureInfo.InvariantCulture);
        var (key, member) = operation switch
        {
            "ListActiveViolations" => ("activeViolations", "violationId"),
            "ListAuditFindings" => ("findings", "findingId"),
            "ListAuditSuppressions" => ("suppressions", "checkName"),
            "ListAuditTasks" => ("tasks", "taskId"),
            "ListPrincipalThings" => ("things", ""),
            "ListRelatedResourcesForAuditFinding" => ("relatedResources", "resourceType"),
            "ListThingGroupsForThing" => ("thingGroups", "groupName"),
            "ListThingPrincipals" => ("principals", ""),
            "ListViolationEvents" => ("violationEvents", "violationId"),
            _ => throw new ArgumentOutOfRangeException(nameof(operation), operation, null),
        };
        var body = new JsonObject { ["nextToken"] = number < 2 ? $"page-{number + 1}" : "" };
        if (number != 1)
        {
            body[key] = new JsonArray(
                [.. new[] { $"item-{page}-0", $"item-{page}-1" }.Select(item => member.Length == 0 ? (JsonNode)JsonValue.Create(item) : new JsonObject { [member] = item })]);
        }

        return new WireReply(200, body.ToJsonString());
    }

    private static string Token(WireCall call) =>
        call.Body.Length > 0 ? JsonNode.Parse(call.Body)!["nextToken"]?.GetValue<string>() ?? "" : call.Query.TryGetValue("nextToken", out var token) ? token.ToString() : "";

    private static int PageSize(WireCall call) =>
        call.Body.Length > 0 ? JsonNode.Parse(call.Body)!["maxResults"]!.GetValue<int>() : int.Parse(call.Query["maxResults"].ToString(), CultureInfo.InvariantCulture);
}
