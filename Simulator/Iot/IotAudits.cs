using System.Text.Json.Nodes;

using OrleansDefender.Simulator.Audits;
using OrleansDefender.Simulator.Fleet;
using OrleansDefender.Simulator.Http;

namespace OrleansDefender.Simulator.Iot;

/// <summary>The operations on audits: runs, findings, suppressions and mitigations.</summary>
/// <remarks>Members, patterns and errors from the service model (high). Pages go on by position, so a token stays good whatever happens meanwhile.</remarks>
internal sealed class IotAudits(IotCalls calls, SimulatorRules rules)
{
    private const int LongestTaskId = 40;
    private const int LongestId = 128;
    private const int LongestClientToken = 64;
    private const int LongestDescription = 1000;
    private const int MostRelated = 10;
    private const int MostTargets = 25;
    private const int MostActions = 5;

    private static readonly string[] TaskTypes = ["ON_DEMAND_AUDIT_TASK", "SCHEDULED_AUDIT_TASK"];
    private static readonly string[] TaskStatuses = ["IN_PROGRESS", "COMPLETED", "FAILED", "CANCELED"];
    private static readonly string[] SuppressionMembers = ["suppressIndefinitely", "expirationDate", "description", "clientRequestToken"];
    private static readonly string[] AuditTargets = ["auditTaskId", "findingIds", "auditCheckToReasonCodeFilter"];

    private FleetState Fleet => calls.Fleet;

    /// <summary>Carries a call out; <see langword="null"/> where the operation is none of these.</summary>
    public Task<AwsReply>? HandleAsync(AwsCall call, CancellationToken cancellationToken) => call.Operation switch
    {
        "ListAuditFindings" => ListFindingsAsync(call, cancellationToken),
        "DescribeAuditFinding" => DescribeFindingAsync(call, cancellationToken),
        "ListRelatedResourcesForAuditFinding" => ListRelatedAsync(call, cancellationToken),
        "DescribeAuditTask" => DescribeTaskAsync(call, cancellationToken),
        "ListAuditTasks" => ListTasksAsync(call, cancellationToken),
        "StartOnDemandAuditTask" => StartTaskAsync(call, cancellationToken),
        "ListAuditSuppressions" => ListSuppressionsAsync(call, cancellationToken),
        "DescribeAuditSuppression" => DescribeSuppressionAsync(call, cancellationToken),
        "CreateAuditSuppression" => CreateSuppressionAsync(call, cancellationToken),
        "UpdateAuditSuppression" => UpdateSuppressionAsync(call, cancellationToken),
        "DeleteAuditSuppression" => DeleteSuppressionAsync(call, cancellationToken),
        "StartAuditMitigationActionsTask" => MitigateAuditAsync(call, cancellationToken),
        "StartDetectMitigationActionsTask" => MitigateDetectAsync(call, cancellationToken),
        _ => null,
    };

    // At most ten, and never for the intermediate CA check (API reference; high). Assumed for the list as for DescribeAuditFinding (medium).
    private static JsonObject Shorten(JsonObject finding)
    {
        if ((string?)finding["checkName"] == AuditCatalog.IntermediateCa)
        {
            finding.Remove("relatedResources");
        }
        else if (finding["relatedResources"] is JsonArray related)
        {
            while (related.Count > MostRelated)
            {
                related.RemoveAt(related.Count - 1);
            }
        }

        return finding;
    }

    private static JsonObject Write(AuditSuppression suppression)
    {
        var members = new JsonObject { ["checkName"] = suppression.Check, ["resourceIdentifier"] = JsonNode.Parse(suppression.Resource) };
        if (suppression.Expires is { } expires)
        {
            members["expirationDate"] = AuditJson.Seconds(expires);
        }

        members["suppressIndefinitely"] = suppression.Expires is null;
        if (suppression.Description is not null)
        {
            members["description"] = suppression.Description;
        }

        return members;
    }

    private static JsonObject Identity(AwsCall call) => new()
    {
        ["checkName"] = IotRules.Required(call.Body, "checkName"),
        ["resourceIdentifier"] = IotRules.Resource(call.Body).DeepClone(),
    };

    private static JsonObject Parameters(AwsCall call)
    {
        var parameters = Identity(call);
        foreach (var member in SuppressionMembers.Where(call.Body.ContainsKey))
        {
            parameters[member] = call.Body[member]?.DeepClone();
        }

        return parameters;
    }

    private static string Key(AwsCall call) => AuditResource.Key(IotRules.Resource(call.Body));

    private static string? Description(AwsCall call) => IotRules.Text(call.Body, "description") is not { } text ? null
        : text.Length <= LongestDescription && !text.Any(char.IsControl) ? text
        : throw IotRules.Broken(text[..Math.Min(text.Length, 64)], "description", "Member must have length less than or equal to 1000 and no control characters");

    private static void RequireToken(AwsCall call) =>
        IotRules.Id(IotRules.Required(call.Body, "clientRequestToken"), "clientRequestToken", LongestClientToken);

    private async Task<AwsReply> ListFindingsAsync(AwsCall call, CancellationToken cancellationToken)
    {
        var task = IotRules.Text(call.Body, "taskId");
        var (from, to) = (IotRules.BodyTime(call.Body, "startTime"), IotRules.BodyTime(call.Body, "endTime"));

        // Either of the two (developer guide; high).
        if (task is null ? from is null || to is null : from is not null || to is not null)
        {
            throw IotErrors.Invalid("Either taskId or both of startTime and endTime must be given.");
        }

        if (from > to)
        {
            throw IotErrors.Invalid("startTime must not be after endTime.");
        }

        var size = IotRules.PageSize(call.Body);
        var token = IotRules.Token(IotRules.Text(call.Body, "nextToken"), call.Operation);
        var filter = new AuditFilter
        {
            TaskId = task is null ? null : IotRules.Id(task, "taskId", LongestTaskId),
            From = from ?? long.MinValue,
            To = to ?? long.MaxValue,
            Check = IotRules.Text(call.Body, "checkName"),
            Resource = call.Body["resourceIdentifier"] is null ? null : IotRules.Resource(call.Body),
            Suppressed = IotRules.Boolean(call.Body, "listSuppressedFindings"),
            Start = (Math.Max(token.Time, 0), token.Row),
            Limit = size + 1,
        };
        var oldest = Fleet.OldestAudit;
        var (known, pieces) = calls.IsHome(call)
            ? await Fleet.ReadAsync(
                (connection, _) => (task is null || Fleet.Audits.Find(connection, task, oldest) is not null, Fleet.Audits.Findings(connection, filter, oldest)),
                cancellationToken)
            : (task is null, []);
        if (!known && !rules.UnknownAuditsAreEmpty)
        {
            throw IotErrors.Invalid($"Audit {task} does not exist.");
        }

        var body = new JsonObject { ["findings"] = new JsonArray([.. pieces.Take(size).Select(piece => Shorten(piece.Body))]) };
        if (pieces.Count > size)
        {
            body["nextToken"] = IotRules.NextToken(call.Operation, pieces[size].Run, pieces[size].Position);
        }

        return new AwsReply(body, Items: Math.Min(pieces.Count, size));
    }

    private async Task<JsonObject> FindAsync(AwsCall call, string id, CancellationToken cancellationToken)
    {
        IotRules.Id(id, "findingId", LongestId);
        var oldest = Fleet.OldestAudit;
        return (calls.IsHome(call) ? await Fleet.ReadAsync((connection, _) => Fleet.Audits.Finding(connection, id, oldest), cancellationToken) : null)
            ?? throw IotErrors.NotFound($"Finding {id} cannot be found.");
    }

    private async Task<AwsReply> DescribeFindingAsync(AwsCall call, CancellationToken cancellationToken) =>
        new(new JsonObject { ["finding"] = Shorten(await FindAsync(call, IotCalls.Label(call), cancellationToken)) });

    private async Task<AwsReply> ListRelatedAsync(AwsCall call, CancellationToken cancellationToken)
    {
        var id = IotRules.Query(call.Request, "findingId") ?? throw IotRules.Broken("null", "findingId", "Member must not be null");
        var size = IotRules.PageSize(call.Request);
        var first = IotRules.Token(call.Request, call.Operation).Row;
        var related = (await FindAsync(call, id, cancellationToken))["relatedResources"] as JsonArray ?? [];
        var body = new JsonObject { ["relatedResources"] = new JsonArray([.. related.Skip((int)first).Take(size).Select(item => item?.DeepClone())]) };
        if (first + size < related.Count)
        {
            body["nextToken"] = IotRules.NextToken(call.Operation, 0, first + size);
        }

        return new AwsReply(body);
    }

    private async Task<AwsReply> DescribeTaskAsync(AwsCall call, CancellationToken cancellationToken)
    {
        var id = IotRules.Id(IotCalls.Label(call), "taskId", LongestTaskId);
        var oldest = Fleet.OldestAudit;
        var run = (calls.IsHome(call) ? await Fleet.ReadAsync((connection, _) => Fleet.Audits.Find(connection, id, oldest), cancellationToken) : null)
            ?? throw IotErrors.NotFound($"Audit task {id} cannot be found.");
        var list = (JsonArray)JsonNode.Parse(run.Details)!;
        var body = new JsonObject
        {
            ["taskStatus"] = run.Status,
            ["taskType"] = run.TaskType,
            ["taskStartTime"] = AuditJson.Seconds(run.Started),
            ["taskStatistics"] = new JsonObject
            {
                ["totalChecks"] = list.Count,
                ["inProgressChecks"] = 0,
                ["waitingForDataCollectionChecks"] = 0,
                ["compliantChecks"] = AuditJson.Count(list, "COMPLETED_COMPLIANT"),
                ["nonCompliantChecks"] = AuditJson.Count(list, "COMPLETED_NON_COMPLIANT"),
                ["failedChecks"] = AuditJson.Count(list, "FAILED"),
                ["canceledChecks"] = AuditJson.Count(list, "CANCELED"),
            },
        };
        if (run.Schedule is not null)
        {
            body["scheduledAuditName"] = run.Schedule;
        }

        // A map by check's name, where the notification has a list.
        var details = new JsonObject();
        foreach (var entry in list.Select(entry => (JsonObject)entry!))
        {
            var status = (string)entry["checkRunStatus"]!;
            var detail = new JsonObject
            {
                ["checkRunStatus"] = status,
                ["checkCompliant"] = status == "COMPLETED_COMPLIANT",
                ["totalResourcesCount"] = entry["totalResourcesCount"]?.DeepClone(),
                ["nonCompliantResourcesCount"] = entry["nonCompliantResourcesCount"]?.DeepClone(),
            };
            foreach (var (name, value) in entry.Where(member => member.Key != "checkName" && !detail.ContainsKey(member.Key)))
            {
                detail[name] = value?.DeepClone();
            }

            details[(string)entry["checkName"]!] = detail;
        }

        body["auditDetails"] = details;
        return new AwsReply(body);
    }

    private async Task<AwsReply> ListTasksAsync(AwsCall call, CancellationToken cancellationToken)
    {
        var (from, to) = (IotRules.Time(call.Request, "startTime"), IotRules.Time(call.Request, "endTime"));
        if (from > to)
        {
            throw IotErrors.Invalid("startTime must not be after endTime.");
        }

        if (from < Fleet.OldestAudit)
        {
            throw IotErrors.Invalid("startTime is before the retention of 90 days.");
        }

        var type = IotRules.Query(call.Request, "taskType") is { } t ? IotRules.OneOf(t, "taskType", TaskTypes) : null;
        var status = IotRules.Query(call.Request, "taskStatus") is { } s ? IotRules.OneOf(s, "taskStatus", TaskStatuses) : null;
        var size = IotRules.PageSize(call.Request);
        var after = IotRules.Token(call.Request, call.Operation).Row;
        var oldest = Fleet.OldestAudit;
        var runs = calls.IsHome(call)
            ? await Fleet.ReadAsync((connection, _) => Fleet.Audits.Runs(connection, Math.Max(from, oldest), to, type, status, after, size + 1), cancellationToken)
            : [];
        var body = new JsonObject
        {
            ["tasks"] = new JsonArray([.. runs.Take(size).Select(run => new JsonObject
            {
                ["taskId"] = run.TaskId,
                ["taskStatus"] = run.Status,
                ["taskType"] = run.TaskType,
            })]),
        };
        if (runs.Count > size)
        {
            body["nextToken"] = IotRules.NextToken(call.Operation, 0, runs[size - 1].Number);
        }

        return new AwsReply(body, Items: Math.Min(runs.Count, size));
    }

    // The audit is over when the call returns, minutes earlier than AWS's. No rule of the product asks EventBridge for this call, so it is not told of.
    private async Task<AwsReply> StartTaskAsync(AwsCall call, CancellationToken cancellationToken)
    {
        if (call.Body["targetCheckNames"] is not JsonArray { Count: > 0 } names
            || !names.All(name => name is JsonValue value && value.TryGetValue<string>(out var text) && text.Length > 0))
        {
            throw IotErrors.Invalid("targetCheckNames must be a list of check names.");
        }

        if (!calls.IsHome(call))
        {
            throw IotErrors.Invalid($"Account {call.Account} has no audits in {call.Region}.");
        }

        var checks = names.Select(name => (string)name!).Distinct().ToList();
        var run = await Fleet.ChangeAsync(
            (connection, time) => Fleet.Audits.RunOnDemand(
                connection, checks, id => Fleet.Things.StatusOf(connection, id) is "ACTIVE" or "PENDING_TRANSFER", time),
            cancellationToken);
        calls.Signal();
        return new AwsReply(new JsonObject { ["taskId"] = run.TaskId });
    }

    private async Task<AwsReply> ListSuppressionsAsync(AwsCall call, CancellationToken cancellationToken)
    {
        var check = IotRules.Text(call.Body, "checkName");
        var resource = call.Body["resourceIdentifier"] is null ? null : Key(call);
        var ascending = IotRules.Boolean(call.Body, "ascendingOrder") ?? true;
        var size = IotRules.PageSize(call.Body);
        var first = IotRules.Token(IotRules.Text(call.Body, "nextToken"), call.Operation).Row;
        var rows = calls.IsHome(call)
            ? await Fleet.ReadAsync((connection, now) => Fleet.Audits.Suppressions(connection, check, resource, ascending, first, size + 1, now), cancellationToken)
            : [];
        var body = new JsonObject { ["suppressions"] = new JsonArray([.. rows.Take(size).Select(Write)]) };
        if (rows.Count > size)
        {
            body["nextToken"] = IotRules.NextToken(call.Operation, 0, first + size);
        }

        return new AwsReply(body, Items: Math.Min(rows.Count, size));
    }

    private async Task<AwsReply> DescribeSuppressionAsync(AwsCall call, CancellationToken cancellationToken)
    {
        var (check, key) = (IotRules.Required(call.Body, "checkName"), Key(call));
        var suppression = calls.IsHome(call) ? await Fleet.ReadAsync((connection, now) => Fleet.Audits.Suppression(connection, check, key, now), cancellationToken) : null;
        return new AwsReply(Write(suppression ?? throw Unknown(check)));
    }

    private Task<AwsReply> CreateSuppressionAsync(AwsCall call, CancellationToken cancellationToken)
    {
        RequireToken(call);
        var (check, key) = (IotRules.Required(call.Body, "checkName"), Key(call));
        var (forever, until, description) = (IotRules.Boolean(call.Body, "suppressIndefinitely") ?? false, IotRules.BodyTime(call.Body, "expirationDate"), Description(call));
        return calls.ChangeAsync(
            call,
            Parameters(call),
            (connection, time) =>
            {
                CheckEnd(forever, until, time);
                if (Fleet.Audits.Suppression(connection, check, key, time) is not null)
                {
                    throw IotErrors.Exists($"There is a suppression of {check} for that resource already.");
                }

                Fleet.Audits.Suppress(connection, new AuditSuppression(check, key, forever ? null : until, description));
                return null;
            },
            cancellationToken);
    }

    private Task<AwsReply> UpdateSuppressionAsync(AwsCall call, CancellationToken cancellationToken)
    {
        var (check, key) = (IotRules.Required(call.Body, "checkName"), Key(call));
        var (forever, until, description) = (IotRules.Boolean(call.Body, "suppressIndefinitely"), IotRules.BodyTime(call.Body, "expirationDate"), Description(call));
        return calls.ChangeAsync(
            call,
            Parameters(call),
            (connection, time) =>
            {
                var before = Fleet.Audits.Suppression(connection, check, key, time) ?? throw Unknown(check);
                var changed = before with
                {
                    Expires = forever == true ? null : until ?? before.Expires,
                    Description = description ?? before.Description,
                };
                CheckEnd(changed.Expires is null && forever != false, forever == true ? until : changed.Expires, time);
                Fleet.Audits.Suppress(connection, changed);
                return null;
            },
            cancellationToken);
    }

    // The model has no ResourceNotFoundException for it: deleting what is not there succeeds.
    private Task<AwsReply> DeleteSuppressionAsync(AwsCall call, CancellationToken cancellationToken)
    {
        var (check, key) = (IotRules.Required(call.Body, "checkName"), Key(call));
        return calls.ChangeAsync(
            call,
            Identity(call),
            (connection, _) =>
            {
                Fleet.Audits.Unsuppress(connection, check, key);
                return null;
            },
            cancellationToken);
    }

    private void CheckEnd(bool forever, long? until, long now)
    {
        if (!rules.StrictSuppressions)
        {
            return;
        }

        if (forever == until is not null)
        {
            throw IotErrors.Invalid("Either suppressIndefinitely or an expirationDate must be given.");
        }

        if (until <= now)
        {
            throw IotErrors.Invalid("expirationDate must be in the future.");
        }
    }

    private Task<AwsReply> MitigateAuditAsync(AwsCall call, CancellationToken cancellationToken)
    {
        RequireToken(call);
        if (call.Body["target"] is not JsonObject { Count: 1 } target || !AuditTargets.Contains(target.First().Key))
        {
            throw IotErrors.Invalid($"target must have exactly one of {string.Join(", ", AuditTargets)}.");
        }

        RequireTexts(target["findingIds"], "target.findingIds", MostTargets, optional: true);
        if (call.Body["auditCheckToActionsMapping"] is not JsonObject { Count: > 0 } mapping)
        {
            throw IotErrors.Invalid("auditCheckToActionsMapping must name actions of a check.");
        }

        foreach (var (check, actions) in mapping)
        {
            RequireTexts(actions, $"auditCheckToActionsMapping.{check}", MostActions);
        }

        return MitigateAsync(call, ["target", "auditCheckToActionsMapping", "clientRequestToken"], cancellationToken);
    }

    private Task<AwsReply> MitigateDetectAsync(AwsCall call, CancellationToken cancellationToken)
    {
        RequireToken(call);
        if (call.Body["target"] is not JsonObject { Count: > 0 } target || (!target.ContainsKey("violationIds") && !target.ContainsKey("securityProfileName")))
        {
            throw IotErrors.Invalid("target must have violationIds, or a securityProfileName and a behaviorName.");
        }

        RequireTexts(target["violationIds"], "target.violationIds", MostTargets, optional: true);
        RequireTexts(call.Body["actions"], "actions", MostActions);
        return MitigateAsync(
            call,
            ["target", "actions", "violationEventOccurrenceRange", "includeOnlyActiveViolations", "includeSuppressedAlerts", "clientRequestToken"],
            cancellationToken);
    }

    private static void RequireTexts(JsonNode? node, string member, int most, bool optional = false)
    {
        if (!(optional && node is null)
            && (node is not JsonArray { Count: > 0 } list || list.Count > most || !list.All(item => item is JsonValue value && value.TryGetValue<string>(out _))))
        {
            throw IotErrors.Invalid($"{member} must have 1 to {most} texts.");
        }
    }

    private Task<AwsReply> MitigateAsync(AwsCall call, string[] members, CancellationToken cancellationToken)
    {
        var id = IotRules.Id(IotCalls.Label(call), "taskId", LongestId);
        var parameters = new JsonObject { ["taskId"] = id };
        foreach (var member in members.Where(call.Body.ContainsKey))
        {
            parameters[member] = call.Body[member]?.DeepClone();
        }

        return calls.ChangeAsync(
            call,
            parameters,
            (connection, _) => Fleet.Things.AddTask(connection, call.Operation, id)
                ? new JsonObject { ["taskId"] = id }
                : throw IotErrors.TaskExists($"There is a task {id} already."),
            cancellationToken);
    }

    private static AwsErrorException Unknown(string check) => IotErrors.NotFound($"There is no suppression of {check} for that resource.");
}
