using System.Text.Json.Nodes;

using Microsoft.AspNetCore.Http;

using OrleansDefender.Simulator.Audits;
using OrleansDefender.Simulator.Fleet;
using OrleansDefender.Simulator.Http;

namespace OrleansDefender.Simulator.Iot;

/// <summary>AWS IoT as Device Defender's callers need it: violations, verification, audits, and the registry's word on things and certificates.</summary>
/// <remarks>
/// The fleet lives in one account and Region; in any other there are no things and no violations. Times are epoch seconds with a fraction,
/// unlike those of the notifications (rest-json; high).
/// </remarks>
internal sealed class IotService(FleetState fleet, FleetOutbox outbox, SimulatorOptions options) : IAwsService
{
    private readonly IotCalls _calls = new(fleet, outbox);
    private readonly IotAudits _audits = new(new IotCalls(fleet, outbox), options.Rules);
    private readonly IotRegistry _registry = new(new IotCalls(fleet, outbox), options.Rules);

    /// <inheritdoc/>
    public string Name => "iot";

    /// <inheritdoc/>
    /// <remarks>Rates from the endpoints-and-quotas page (high); it names no burst, so the burst is a second's worth (low).</remarks>
    public IReadOnlyDictionary<string, CallQuota> Quotas { get; } = new Dictionary<string, CallQuota>
    {
        ["ListActiveViolations"] = new(10, 10),
        ["ListViolationEvents"] = new(10, 10),
        ["PutVerificationStateOnViolation"] = new(10, 10),
        ["ListAuditFindings"] = new(10, 10),
        ["DescribeAuditFinding"] = new(25, 25),
        ["DescribeAuditTask"] = new(25, 25),
        ["ListAuditTasks"] = new(10, 10),
        ["ListAuditSuppressions"] = new(10, 10),
        ["CreateAuditSuppression"] = new(10, 10),
        ["UpdateAuditSuppression"] = new(10, 10),
        ["DeleteAuditSuppression"] = new(10, 10),
        ["DescribeAuditSuppression"] = new(10, 10),
        ["StartAuditMitigationActionsTask"] = new(10, 10),
        ["StartDetectMitigationActionsTask"] = new(10, 10),
        ["StartOnDemandAuditTask"] = new(10, 10),
        ["DeleteSecurityProfile"] = new(10, 10),
        ["UpdateSecurityProfile"] = new(10, 10),
        ["DescribeThing"] = new(350, 350),
        ["DeleteThing"] = new(100, 100),
        ["ListThingGroupsForThing"] = new(100, 100),
        ["AddThingToThingGroup"] = new(100, 100),
        ["ListPrincipalThings"] = new(10, 10),
        ["ListThingPrincipals"] = new(10, 10),

        // Not published, or not known here; the smallest that there is elsewhere (low).
        ["ListRelatedResourcesForAuditFinding"] = new(10, 10),
        ["AttachThingPrincipal"] = new(10, 10),
        ["DetachThingPrincipal"] = new(10, 10),
        ["CreateThing"] = new(10, 10),
        ["UpdateThing"] = new(10, 10),
        ["RemoveThingFromThingGroup"] = new(10, 10),
        ["UpdateThingGroupsForThing"] = new(10, 10),
        ["UpdateCertificate"] = new(10, 10),
        ["DeleteCertificate"] = new(10, 10),
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
        "DescribeThing" => DescribeThingAsync(call, cancellationToken),
        "ListThingGroupsForThing" => ListThingGroupsAsync(call, cancellationToken),
        _ => _audits.HandleAsync(call, cancellationToken)
            ?? _registry.HandleAsync(call, cancellationToken)
            ?? throw IotErrors.Invalid($"{call.Operation} is not simulated."),
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

    private async Task<AwsReply> ListActiveViolationsAsync(AwsCall call, CancellationToken cancellationToken)
    {
        var filter = IotRules.Filter(call.Request, call.Operation);
        var rows = IsHome(call) ? await fleet.ActiveAsync(filter, cancellationToken) : [];
        return Page("activeViolations", call.Operation, rows, filter.Limit - 1, row =>
        {
            var item = Write(row, "lastViolationValue");
            item["lastViolationTime"] = AuditJson.Seconds(row.LastTime);
            item["violationStartTime"] = AuditJson.Seconds(row.Time);
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
            item["violationEventTime"] = AuditJson.Seconds(row.Time);
            return item;
        });
    }

    private async Task<AwsReply> PutVerificationAsync(AwsCall call, CancellationToken cancellationToken)
    {
        var verification = new FleetVerification(
            IotRules.ViolationId(IotCalls.Label(call)),
            IotRules.State(IotRules.Text(call.Body, "verificationState") ?? throw IotRules.Broken("null", "verificationState", "Member must not be null")),
            IotRules.Text(call.Body, "verificationStateDescription") is { } text ? IotRules.Description(text) : null,
            IotCalls.ActorOf(call.Request),
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

    private async Task<AwsReply> DescribeThingAsync(AwsCall call, CancellationToken cancellationToken)
    {
        var thing = await FindAsync(call, cancellationToken);
        var attributes = new JsonObject();
        foreach (var (name, value) in thing.Attributes)
        {
            attributes[name] = value;
        }

        var body = new JsonObject
        {
            ["defaultClientId"] = thing.Name,
            ["thingName"] = thing.Name,
            ["thingId"] = thing.Id.ToString(),
            ["thingArn"] = fleet.Place.IotArn($"thing/{thing.Name}"),
            ["thingTypeName"] = thing.TypeName,
            ["attributes"] = attributes,
            ["version"] = thing.Version,
            ["billingGroupName"] = thing.Attributes.GetValueOrDefault("site"),
        };

        // What a thing does not have is not there.
        foreach (var member in (string[])["thingTypeName", "billingGroupName"])
        {
            if (body[member] is null)
            {
                body.Remove(member);
            }
        }

        return new AwsReply(body);
    }

    private async Task<AwsReply> ListThingGroupsAsync(AwsCall call, CancellationToken cancellationToken)
    {
        var size = IotRules.PageSize(call.Request);
        var first = IotRules.Token(call.Request, call.Operation).Row;
        var groups = (await FindAsync(call, cancellationToken)).Groups;
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

    private async Task<FleetThing> FindAsync(AwsCall call, CancellationToken cancellationToken)
    {
        var name = IotRules.Name(IotCalls.Label(call), "thingName");
        var thing = IsHome(call) ? await fleet.ReadAsync((connection, _) => fleet.Things.Find(connection, name), cancellationToken) : null;
        return thing ?? throw IotErrors.NotFound($"Thing {name} cannot be found.");
    }

    private bool IsHome(AwsCall call) => _calls.IsHome(call);
}
