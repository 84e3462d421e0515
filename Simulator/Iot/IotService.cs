using System.Text.Json.Nodes;

using Microsoft.AspNetCore.Http;

using OrleansDefender.Simulator.Fleet;
using OrleansDefender.Simulator.Http;

namespace OrleansDefender.Simulator.Iot;

/// <summary>AWS IoT as Device Defender's callers need it: violations, verification, and the registry's word on a thing.</summary>
/// <remarks>
/// The fleet lives in one account and Region; in any other there are no things and no violations. Times are epoch seconds with a fraction,
/// unlike those of the notifications (rest-json; high).
/// </remarks>
internal sealed class IotService(FleetState fleet, FleetOutbox outbox) : IAwsService
{
    private const int LongestUserAgent = 256;
    private const int LongestSession = 64;

    /// <inheritdoc/>
    public string Name => "iot";

    /// <inheritdoc/>
    /// <remarks>Rates from the endpoints-and-quotas page (high); it names no burst, so the burst is a second's worth (low).</remarks>
    public IReadOnlyDictionary<string, CallQuota> Quotas { get; } = new Dictionary<string, CallQuota>
    {
        ["ListActiveViolations"] = new(10, 10),
        ["ListViolationEvents"] = new(10, 10),
        ["PutVerificationStateOnViolation"] = new(10, 10),
        ["DescribeThing"] = new(350, 350),
        ["ListThingGroupsForThing"] = new(100, 100),
    };

    /// <inheritdoc/>
    public AwsErrorException Throttled() => IotErrors.Throttled();

    /// <inheritdoc/>
    public AwsErrorException Failed() => IotErrors.Failed();

    /// <inheritdoc/>
    public string? OperationOf(HttpRequest request) => IotRoute.Of(request)?.Operation;

    /// <inheritdoc/>
    public Task<AwsReply> HandleAsync(AwsCall call, CancellationToken cancellationToken) => call.Operation switch
    {
        "ListActiveViolations" => ListActiveViolationsAsync(call, cancellationToken),
        "ListViolationEvents" => ListViolationEventsAsync(call, cancellationToken),
        "PutVerificationStateOnViolation" => PutVerificationAsync(call, cancellationToken),
        "DescribeThing" => Task.FromResult(DescribeThing(call)),
        "ListThingGroupsForThing" => Task.FromResult(ListThingGroups(call)),
        _ => throw IotErrors.Invalid($"{call.Operation} is not simulated."),
    };

    private static JsonObject Write(FleetViolation row, string valueMember)
    {
        var behavior = FleetCatalog.FindOrMake(row.Profile, row.Behavior);
        var item = new JsonObject
        {
            ["violationId"] = row.ViolationId,
            ["thingName"] = row.Thing,
            ["securityProfileName"] = row.Profile,
            ["behavior"] = JsonNode.Parse(behavior.Json),
        };
        if (row.Value is not null)
        {
            item[valueMember] = JsonNode.Parse(row.Value);
            if (behavior.Confidence is not null)
            {
                item["violationEventAdditionalInfo"] = new JsonObject { ["confidenceLevel"] = behavior.Confidence };
            }
        }

        item["verificationState"] = row.Verification;
        if (row.Description is not null)
        {
            item["verificationStateDescription"] = row.Description;
        }

        return item;
    }

    // The addition gives every time three decimals, also a whole second's.
    private static decimal Seconds(long milliseconds) => (milliseconds / 1000m) + 0.000m;

    private static AwsReply Page(string member, string operation, List<FleetViolation> rows, int limit, Func<FleetViolation, JsonObject> write)
    {
        var items = new JsonArray();
        foreach (var row in rows.Take(limit))
        {
            items.Add(write(row));
        }

        var body = new JsonObject { [member] = items };
        if (rows.Count > limit)
        {
            body["nextToken"] = IotRules.NextToken(operation, rows[limit - 1].Time, rows[limit - 1].Row);
        }

        return new AwsReply(body, Items: items.Count);
    }

    private static FleetActor ActorOf(HttpRequest request)
    {
        var key = CredentialScope.Of(request)?.AccessKeyId ?? "";
        var session = new string([.. key.Where(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '+' or '=' or ',' or '.' or '@' or '-').Take(LongestSession)]);
        var agent = request.Headers.UserAgent.ToString();
        return new FleetActor(
            key,
            session.Length == 0 || CredentialScope.IsAccount(session) ? "local-user" : session,
            request.HttpContext.Connection.RemoteIpAddress?.ToString() ?? "127.0.0.1",
            agent.Length > LongestUserAgent ? agent[..LongestUserAgent] : agent);
    }

    private static string? Text(JsonObject body, string member) => body[member] switch
    {
        null => null,
        JsonValue value when value.TryGetValue<string>(out var text) => text,
        _ => throw IotRules.Broken("…", member, "Member must be a string"),
    };

    private async Task<AwsReply> ListActiveViolationsAsync(AwsCall call, CancellationToken cancellationToken)
    {
        var filter = IotRules.Filter(call.Request, call.Operation);
        var rows = IsHome(call) ? await fleet.ActiveAsync(filter, cancellationToken) : [];
        return Page("activeViolations", call.Operation, rows, filter.Limit - 1, row =>
        {
            var item = Write(row, "lastViolationValue");
            item["lastViolationTime"] = Seconds(row.LastTime);
            item["violationStartTime"] = Seconds(row.Time);
            return item;
        });
    }

    private async Task<AwsReply> ListViolationEventsAsync(AwsCall call, CancellationToken cancellationToken)
    {
        var filter = IotRules.Filter(call.Request, call.Operation) with
        {
            From = IotRules.Time(call.Request, "startTime"),
            To = IotRules.Time(call.Request, "endTime"),
        };

        // The rule is documented for no operation of Detect; an empty stretch is refused by its neighbours (medium). No switch: off, the answer is an empty page,
        // which tells a caller with a wrong range nothing.
        if (filter.From > filter.To)
        {
            throw IotErrors.Invalid("startTime must not be after endTime.");
        }

        var rows = IsHome(call) ? await fleet.EventsAsync(filter, cancellationToken) : [];
        return Page("violationEvents", call.Operation, rows, filter.Limit - 1, row =>
        {
            var item = Write(row, "metricValue");
            item["violationEventType"] = row.Type;
            item["violationEventTime"] = Seconds(row.Time);
            return item;
        });
    }

    private async Task<AwsReply> PutVerificationAsync(AwsCall call, CancellationToken cancellationToken)
    {
        var verification = new FleetVerification(
            IotRules.ViolationId(IotRoute.Of(call.Request)!.Value.Label),
            IotRules.State(Text(call.Body, "verificationState") ?? throw IotRules.Broken("null", "verificationState", "Member must not be null")),
            Text(call.Body, "verificationStateDescription") is { } text ? IotRules.Description(text) : null,
            ActorOf(call.Request),
            Guid.NewGuid());
        var known = IsHome(call) && await fleet.VerifyAsync(verification, cancellationToken);
        if (!known)
        {
            // The model has no ResourceNotFoundException for this operation, so it can only be an invalid request (medium; no switch, as there is no
            // other answer to switch to). CloudTrail logs failed calls too.
            var refusal = IotErrors.Invalid($"Violation {verification.ViolationId} does not exist.");
            if (IsHome(call))
            {
                await fleet.RefuseAsync(verification, refusal.Code, refusal.Message, cancellationToken);
                outbox.Signal();
            }

            throw refusal;
        }

        outbox.Signal();
        return new AwsReply(null);
    }

    private AwsReply DescribeThing(AwsCall call)
    {
        var thing = Find(call);
        var attributes = new JsonObject();
        foreach (var (name, value) in thing.Attributes)
        {
            attributes[name] = value;
        }

        return new AwsReply(new JsonObject
        {
            ["defaultClientId"] = thing.Name,
            ["thingName"] = thing.Name,
            ["thingId"] = thing.Id.ToString(),
            ["thingArn"] = fleet.Place.IotArn($"thing/{thing.Name}"),
            ["thingTypeName"] = thing.TypeName,
            ["attributes"] = attributes,
            ["version"] = thing.Version,
            ["billingGroupName"] = thing.Attributes["site"],
        });
    }

    private AwsReply ListThingGroups(AwsCall call)
    {
        var size = IotRules.PageSize(call.Request);
        var first = IotRules.Token(call.Request, call.Operation).Row;
        var groups = Find(call).Groups;
        var items = new JsonArray();
        foreach (var group in groups.Skip((int)first).Take(size))
        {
            items.Add(new JsonObject { ["groupName"] = group, ["groupArn"] = fleet.Place.IotArn($"thinggroup/{group}") });
        }

        var body = new JsonObject { ["thingGroups"] = items };
        if (first + size < groups.Count)
        {
            body["nextToken"] = IotRules.NextToken(call.Operation, 0, first + size);
        }

        return new AwsReply(body);
    }

    private FleetThing Find(AwsCall call)
    {
        var name = IotRules.Name(IotRoute.Of(call.Request)!.Value.Label, "thingName");
        return (IsHome(call) ? fleet.Registry.Find(name) : null) ?? throw IotErrors.NotFound($"Thing {name} cannot be found.");
    }

    private bool IsHome(AwsCall call) => call.Account == fleet.Place.Account && call.Region == fleet.Place.Region;
}
