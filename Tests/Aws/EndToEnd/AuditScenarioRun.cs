using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

using Amazon.SecurityHub;
using Amazon.SecurityHub.Model;

using OrleansDefender.Silo.Hosting;
using OrleansDefender.Tests.Shared;

using Xunit;

namespace OrleansDefender.Tests.Aws.EndToEnd;

/// <summary>Plays an audit scenario: each step to its very end before the next one.</summary>
internal sealed class AuditScenarioRun
{
    private const string Account = DefenderOptions.LocalAccount;

    // A suppression's end is waited for, and a look-up after a certificate's change comes half a minute later.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(180);

    private readonly SiloHost _host;
    private readonly AuditScenario _scenario;
    private readonly IReadOnlyList<string> _checks;
    private readonly CancellationToken _cancelled;
    private long _lastCall;

    private AuditScenarioRun(SiloHost host, AuditScenario scenario, CancellationToken cancelled) =>
        (_host, _scenario, _checks, _cancelled) = (host, scenario, scenario.Checks(), cancelled);

    /// <summary>Plays it; fails where what is expected does not come about, or where anything landed among the dead letters.</summary>
    public static async Task PlayAsync(SiloHost host, AuditScenario scenario, CancellationToken cancellationToken)
    {
        var run = new AuditScenarioRun(host, scenario, cancellationToken);
        foreach (var step in scenario.Steps())
        {
            await run.DoAsync(step);
        }

        Assert.Empty(await host.TakeDeadLettersAsync(cancellationToken));
    }

    /// <summary>Waits until nothing is under way: no message, no import, and nothing that followed from the imports.</summary>
    public static async Task SettleAsync(SiloHost host, CancellationToken cancellationToken, string region = DefenderOptions.LocalRegion)
    {
        // What the fleet tells it posts first and sends right after.
        await Eventually.TrueAsync(
            "the fleet has sent what it has to tell",
            async () => (long)(await host.SimAsync("/_sim/story", cancellationToken))["waiting"]! == 0,
            cancellationToken);
        await host.QuietAsync(cancellationToken);
        await Eventually.SeeAsync(
            async cancelled => (await host.GetAsync($"/api/v1/audits?limit=100&region={region}", cancelled))["items"]!.AsArray()
                .Where(static run => run!["importEndedAt"] is null && (string?)run["state"] != "superseded")
                .Select(static run => run!.ToJsonString())
                .FirstOrDefault("none"),
            static under => under == "none",
            cancellationToken,
            Patience);
        await host.QuietAsync(cancellationToken);
    }

    private static JsonObject Resource(string member, string value) => new()
    {
        [member] = member == "policyVersionIdentifier" && value.LastIndexOf(':') is var colon
            ? new JsonObject { ["policyName"] = value[..colon], ["policyVersionId"] = value[(colon + 1)..] }
            : JsonValue.Create(value),
    };

    private static JsonNode Finding(JsonNode written)
    {
        if (written is JsonObject)
        {
            return written.DeepClone();
        }

        var parts = ((string)written!).Split(' ');
        var finding = new JsonObject
        {
            ["checkName"] = parts[0],
            ["nonCompliantResource"] = new JsonObject { ["resourceIdentifier"] = Resource(parts[1], parts[2]) },
        };
        if (parts.Length > 3)
        {
            finding["reasonForNonComplianceCode"] = parts[3];
        }

        if (parts.Length > 4)
        {
            finding["severity"] = parts[4];
        }

        return finding;
    }

    private static JsonObject Check(JsonNode written)
    {
        var parts = ((string)written!).Split(' ');
        var check = new JsonObject { ["checkName"] = parts[0] };
        if (parts.Length > 1)
        {
            check["checkRunStatus"] = parts[1];
        }

        return check;
    }

    private async Task DoAsync(JsonObject step)
    {
        var kind = step.First().Key;
        var value = step.First().Value!;
        switch (kind)
        {
            case "expect":
                await ExpectAsync(value.AsObject());
                return;
            case "fault":
                await _host.ClearFaultsAsync(_cancelled);
                var fault = ((string)value!).Split(' ');
                await _host.SetFaultAsync(new { operation = fault[0], fault = fault[1], rate = 1 }, _cancelled);
                return;
            case "audit":
                await AuditAsync((string)value!, step);
                break;
            case "gone":
                await _host.SendAsync([NotificationOfNothing((string)value!, (string)step["check"]!)], _cancelled);
                break;
            case "notify":
                var runs = (await _host.SimAsync("/_sim/audits?limit=1000", _cancelled))["items"]!.AsArray();
                await _host.SendAsync(value.AsArray().Select(id => Notification(runs.Single(run => (string?)run!["taskId"] == (string?)id)!)), _cancelled);
                break;
            case "sample":
                var sample = JsonNode.Parse(SampleFiles.Read((string)value!))!;
                if (step["taskStartTime"] is { } started)
                {
                    sample["taskStartTime"] = started.DeepClone();
                }

                await _host.SendAsync([sample.ToJsonString()], _cancelled);
                break;
            case "samples":
                await SamplesAsync((string)value!, [.. step["findings"]!.AsArray().Select(static file => (string)file!)]);
                break;
            case "suppress" or "resuppress" or "unsuppress":
                await SuppressAsync(kind, (string)value!, step);
                break;
            case "mitigate":
                await MitigateAsync((string)value!, step);
                break;
            case "register":
                await PostAsync("/_sim/things", new JsonObject { ["thing"] = (string)value!, ["principals"] = step["certificates"]!.DeepClone() });
                break;
            case "violation":
                var violation = ((string)value!).Split(' ');
                await PostAsync(
                    "/_sim/violations",
                    new JsonObject { ["thingName"] = violation[0], ["securityProfileName"] = "Rules", ["behaviorName"] = violation[1], ["type"] = "in-alarm" });
                break;
            case "attach" or "detach":
                var pair = ((string)value!).Split(' ');
                await CallAsync(
                    kind == "attach" ? HttpMethod.Put : HttpMethod.Delete,
                    $"/things/{pair[0]}/principals",
                    body: null,
                    principal: $"arn:aws:iot:{_scenario.Region}:{Account}:cert/{pair[1]}");
                break;
            case "deleteThing":
                await CallAsync(HttpMethod.Delete, $"/things/{(string)value!}", body: null);
                break;
            case "foreign":
                await ImportForeignAsync((string)value!);
                break;
            default:
                throw new InvalidOperationException($"'{kind}' is no step.");
        }

        await EndFaultAsync();
        await SettleAsync(_host, _cancelled, _scenario.Region);
    }

    // A fault that was set before a step has to strike in it.
    private async Task EndFaultAsync()
    {
        var faults = (await _host.SimAsync("/_sim/faults", _cancelled))["faults"]!.AsArray();
        if (faults.Count == 0)
        {
            return;
        }

        await Eventually.TrueAsync(
            "the fault strikes",
            async () => (await _host.SimAsync("/_sim/faults", _cancelled))["faults"]!.AsArray().All(static row => (long)row!["hits"]! > 0),
            _cancelled,
            Patience);
        await _host.ClearFaultsAsync(_cancelled);
    }

    private async Task AuditAsync(string taskId, JsonObject step)
    {
        var task = step["task"]?.DeepClone().AsObject() ?? [];
        task["taskId"] = taskId;
        if (task["taskType"] is null)
        {
            task["scheduledAuditName"] = "DailyAudit";
        }

        var body = new JsonObject
        {
            ["task"] = task,
            ["findings"] = new JsonArray([.. step["findings"]?.AsArray().Select(static finding => Finding(finding!)) ?? []]),
        };
        if (step["checks"] is JsonArray checks)
        {
            body["auditDetails"] = new JsonArray([.. checks.Select(static check => Check(check!))]);
        }

        if (step["omit"] is { } omit)
        {
            body["omit"] = omit.DeepClone();
        }

        await PostAsync("/_sim/audits", body);
    }

    /// <summary>A run with recorded findings: of a recorded notification, which is sent as it is, or of its own checks where none is named.</summary>
    private async Task SamplesAsync(string notification, IReadOnlyList<string> pages)
    {
        var findings = pages.SelectMany(static page => JsonNode.Parse(SampleFiles.Read(page))!["findings"]!.AsArray()).Select(static finding => finding!.DeepClone());
        var body = new JsonObject { ["findings"] = new JsonArray([.. findings]) };
        if (notification.Length == 0)
        {
            // The recorded times would be before the simulator's memory some day; what the run is about is theirs.
            foreach (var finding in body["findings"]!.AsArray().Select(static finding => finding!.AsObject()))
            {
                finding.Remove("findingTime");
                finding.Remove("taskStartTime");
                finding.Remove("taskId");
            }

            body["task"] = new JsonObject { ["scheduledAuditName"] = "DailyAudit", ["taskStartTime"] = TimeProvider.System.GetUtcNow().AddHours(-2).ToUnixTimeMilliseconds() };
            await PostAsync("/_sim/audits", body);
            return;
        }

        var now = TimeProvider.System.GetUtcNow().AddHours(-1).ToUnixTimeMilliseconds();
        var message = JsonNode.Parse(SampleFiles.Read(notification))!;
        message["taskStartTime"] = now;
        foreach (var finding in body["findings"]!.AsArray().Select(static finding => finding!.AsObject()))
        {
            finding["findingTime"] = now / 1000.0;
            finding.Remove("taskStartTime");
        }

        body["auditDetails"] = message["auditDetails"]!.DeepClone();
        body["task"] = new JsonObject
        {
            ["taskId"] = (string)message["taskId"]!,
            ["taskType"] = (string)message["taskType"]!,
            ["scheduledAuditName"] = (string)message["scheduledAuditName"]!,
            ["taskStatus"] = (string)message["taskStatus"]!,
            ["taskStartTime"] = now,
        };
        body["omit"] = new JsonObject { ["notification"] = true };
        await PostAsync("/_sim/audits", body);
        await _host.SendAsync([message.ToJsonString()], _cancelled);
    }

    private async Task SuppressAsync(string kind, string what, JsonObject step)
    {
        var parts = what.Split(' ');
        var body = new JsonObject { ["checkName"] = parts[0], ["resourceIdentifier"] = Resource(parts[1], parts[2]) };
        if (kind == "unsuppress")
        {
            await CallAsync(HttpMethod.Post, "/audit/suppressions/delete", body);
            return;
        }

        if (step["seconds"] is { } seconds)
        {
            body["suppressIndefinitely"] = false;
            body["expirationDate"] = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + (long)seconds;
        }
        else
        {
            body["suppressIndefinitely"] = true;
        }

        if (step["description"] is { } description)
        {
            body["description"] = description.DeepClone();
        }

        if (kind == "suppress")
        {
            body["clientRequestToken"] = Guid.NewGuid().ToString();
        }

        await CallAsync(kind == "suppress" ? HttpMethod.Post : HttpMethod.Patch, kind == "suppress" ? "/audit/suppressions/create" : "/audit/suppressions/update", body);
    }

    private async Task MitigateAsync(string taskId, JsonObject step)
    {
        JsonObject target;
        if (step["run"] is { } run)
        {
            target = new JsonObject { ["auditTaskId"] = run.DeepClone() };
        }
        else
        {
            var parts = ((string)step["finding"]!).Split(' ');
            var page = await CallAsync(HttpMethod.Post, "/audit/findings", new JsonObject { ["taskId"] = parts[0], ["checkName"] = parts[1], ["maxResults"] = 250 });
            var finding = page["findings"]!.AsArray().Single(item => item!["nonCompliantResource"]!["resourceIdentifier"]!.AsObject().Single().Value!.ToString() == parts[2])!;
            target = new JsonObject { ["findingIds"] = new JsonArray((string)finding["findingId"]!) };
        }

        await CallAsync(
            HttpMethod.Post,
            $"/audit/mitigationactions/tasks/{taskId}",
            new JsonObject
            {
                ["target"] = target,
                ["auditCheckToActionsMapping"] = new JsonObject { [(string)step["check"]!] = new JsonArray((string)step["action"]!) },
                ["clientRequestToken"] = Guid.NewGuid().ToString(),
            });
    }

    private async Task ImportForeignAsync(string id)
    {
        using var hub = _host.Hub(_scenario.Region);
        var now = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        var answer = await hub.BatchImportFindingsAsync(
            new BatchImportFindingsRequest
            {
                Findings =
                [
                    new AwsSecurityFinding
                    {
                        SchemaVersion = "2018-10-08",
                        Id = id,
                        ProductArn = $"arn:aws:securityhub:{_scenario.Region}:{Account}:product/{Account}/default",
                        GeneratorId = "somebody-else",
                        AwsAccountId = Account,
                        Types = ["Software and Configuration Checks/AWS Security Best Practices"],
                        CreatedAt = now,
                        UpdatedAt = now,
                        Severity = new Amazon.SecurityHub.Model.Severity { Label = SeverityLabel.HIGH },
                        Title = "A finding of somebody else",
                        Description = "It stays as it is.",
                        Resources = [new Resource { Type = "Other", Id = "somewhere" }],
                    },
                ],
            },
            _cancelled);
        Assert.Empty(answer.FailedFindings ?? []);
    }

    private static string Notification(JsonNode run) => new JsonObject
    {
        ["accountId"] = Account,
        ["taskId"] = (string)run["taskId"]!,
        ["taskStatus"] = (string)run["taskStatus"]!,
        ["taskType"] = (string)run["taskType"]!,
        ["scheduledAuditName"] = (string)run["scheduledAuditName"]!,
        ["failedChecksCount"] = 0,
        ["canceledChecksCount"] = 0,
        ["nonCompliantChecksCount"] = run["checks"]!.AsArray().Count,
        ["compliantChecksCount"] = 0,
        ["totalChecksCount"] = run["checks"]!.AsArray().Count,
        ["taskStartTime"] = (long)run["taskStartTime"]!,
        ["auditDetails"] = run["checks"]!.DeepClone(),
    }.ToJsonString();

    /// <summary>A notification of a run that AWS IoT does not know: its findings are past their retention.</summary>
    private static string NotificationOfNothing(string taskId, string check) => Notification(new JsonObject
    {
        ["taskId"] = taskId,
        ["taskStatus"] = "COMPLETED",
        ["taskType"] = "SCHEDULED_AUDIT_TASK",
        ["scheduledAuditName"] = "DailyAudit",
        ["taskStartTime"] = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(),
        ["checks"] = new JsonArray(new JsonObject
        {
            ["checkName"] = check,
            ["checkRunStatus"] = "COMPLETED_NON_COMPLIANT",
            ["nonCompliantResourcesCount"] = 1,
            ["totalResourcesCount"] = 1,
        }),
    });

    private async Task PostAsync(string path, JsonObject body)
    {
        using var answer = await _host.Http.PostAsJsonAsync(new Uri(_host.SimulatorUrl + path), body, _cancelled);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(_cancelled));
    }

    /// <summary>A call of AWS IoT that the customer makes.</summary>
    private async Task<JsonNode> CallAsync(HttpMethod method, string path, JsonObject? body, string? principal = null)
    {
        // CloudTrail tells whole seconds: of two calls within one second nobody can say which was the later one.
        await Eventually.TrueAsync("the next second", () => TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() > _lastCall, _cancelled);
        using var request = new HttpRequestMessage(method, new Uri(_host.SimulatorUrl + path));
        request.Headers.TryAddWithoutValidation(
            "Authorization", $"AWS4-HMAC-SHA256 Credential={Account}/20260101/{_scenario.Region}/iot/aws4_request, SignedHeaders=host, Signature=none");
        if (principal is not null)
        {
            request.Headers.Add("x-amzn-principal", principal);
        }

        if (body is not null)
        {
            request.Content = JsonContent.Create(body);
        }

        using var answer = await _host.Http.SendAsync(request, _cancelled);
        var text = await answer.Content.ReadAsStringAsync(_cancelled);
        _lastCall = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        Assert.True(answer.IsSuccessStatusCode, $"{method} {path}: {answer.StatusCode} {text}");
        return text.Length == 0 ? new JsonObject() : JsonNode.Parse(text)!;
    }

    private async Task ExpectAsync(JsonObject expected)
    {
        var wanted = Lines(expected);
        IReadOnlyList<string> seen = [];
        try
        {
            await Eventually.TrueAsync(
                "what the scenario expects",
                async () => (seen = await LookAsync(expected)).SequenceEqual(wanted, StringComparer.Ordinal),
                _cancelled,
                Patience);
        }
        catch (TimeoutException)
        {
            Assert.Equal(string.Join('\n', wanted), string.Join('\n', seen));
            throw;
        }
    }

    private static IReadOnlyList<string> Lines(JsonObject expected)
    {
        var lines = new List<string>();
        foreach (var finding in expected["findings"]?.AsArray() ?? [])
        {
            var members = finding!.AsObject().Where(static member => member.Key != "is").Select(static member => $"{member.Key}={(string?)member.Value}");
            lines.Add($"{(string?)finding["is"]}: {string.Join(", ", members)}");
        }

        foreach (var part in (string[])["things", "alarms", "audits", "foreign"])
        {
            lines.AddRange(expected[part]?.AsObject().Select(entry => $"{part} {entry.Key}: {(string?)entry.Value}") ?? []);
        }

        return [.. lines.Order(StringComparer.Ordinal)];
    }

    private async Task<IReadOnlyList<string>> LookAsync(JsonObject expected)
    {
        var lines = new List<string>();
        if (expected["findings"] is JsonArray findings)
        {
            var all = (await _host.FindingsAsync(_cancelled, _scenario.Region)).Where(SeenAudit.IsAudit);
            foreach (var finding in all.Where(finding => (string?)expected["checks"] == "*" || _checks.Contains(finding.ProductFields["CheckName"])))
            {
                var fields = finding.ProductFields;
                var name = $"{fields["CheckName"]} {fields["ResourceKind"]} {fields["ResourceIdentifier"]} {fields["ReasonForNonComplianceCode"]}";
                var row = findings.FirstOrDefault(row => (string?)row!["is"] == name)?.AsObject();
                var members = new List<string>();
                foreach (var member in row?.Where(static member => member.Key != "is") ?? [])
                {
                    members.Add($"{member.Key}={await ReadAsync(finding, member.Key)}");
                }

                lines.Add(row is null ? $"{name}: not expected, {finding.RecordState} {finding.Workflow.Status}" : $"{name}: {string.Join(", ", members)}");
            }
        }

        foreach (var (thing, _) in expected["things"]?.AsObject() ?? [])
        {
            var posture = (await TryThingAsync(thing))?["posture"];
            lines.Add($"things {thing}: {posture?["findings"]?.ToString() ?? "0"} {posture?["severity"]?.ToString() ?? "NONE"}");
        }

        foreach (var (thing, _) in expected["alarms"]?.AsObject() ?? [])
        {
            lines.Add($"alarms {thing}: {(await TryThingAsync(thing))?["alarms"]?.AsArray().Single()!["state"]}");
        }

        foreach (var (task, _) in expected["audits"]?.AsObject() ?? [])
        {
            lines.Add($"audits {task}: {(await _host.GetAsync($"/api/v1/audits/{task}", _cancelled))["checks"]!.AsArray().Single()!["state"]}");
        }

        if (expected["foreign"] is JsonObject foreign)
        {
            var all = await _host.FindingsAsync(_cancelled, _scenario.Region);
            lines.AddRange(foreign.Select(entry => all.Single(finding => finding.Id == entry.Key)).Select(static finding => $"foreign {finding.Id}: {finding.RecordState} {finding.Workflow.Status}"));
        }

        return [.. lines.Order(StringComparer.Ordinal)];
    }

    private async Task<JsonNode?> TryThingAsync(string thing)
    {
        var (status, body) = await _host.TryGetAsync($"/api/v1/things/{Account}/{_scenario.Region}/{thing}", _cancelled);
        return status == HttpStatusCode.OK ? body : null;
    }

    /// <summary>What the hub, or else the API, says of a finding.</summary>
    private async Task<string?> ReadAsync(AwsSecurityFinding finding, string member)
    {
        switch (member)
        {
            case "state":
                return $"{finding.RecordState} {finding.Workflow.Status}";
            case "record":
                return finding.RecordState.Value;
            case "severity":
                return finding.Severity.Label.Value;
            case "compliance":
                return finding.Compliance.Status.Value;
            case "titleLength":
                return finding.Title.Length.ToString(CultureInfo.InvariantCulture);
            case "titleEnd":
                return finding.Title[^1..];
            case "resourceId":
                return finding.Resources[0].Id;
            case "resourceType":
                return finding.Resources[0].Type;
            case "resources":
                return finding.Resources.Count.ToString(CultureInfo.InvariantCulture);
            case "partition":
                return finding.Resources[0].Partition.Value;
            case "product":
                return finding.ProductArn;
            case "url":
                return finding.Remediation.Recommendation.Url;
            case "first":
                return finding.FirstObservedAt;
            case "note":
                return finding.Note?.Text ?? "";
            case var field when field.StartsWith("field:", StringComparison.Ordinal):
                return finding.ProductFields.GetValueOrDefault(field["field:".Length..]);
            default:
                return await AskAsync(finding, member);
        }
    }

    private async Task<string?> AskAsync(AwsSecurityFinding finding, string member)
    {
        var fields = finding.ProductFields;
        var (kind, id) = (fields["ResourceKind"], Uri.EscapeDataString(fields["ResourceIdentifier"]));
        var resource = await _host.GetAsync($"/api/v1/resources/{Account}/{_scenario.Region}/{kind}/{id}", _cancelled);
        var own = resource["findings"]!.AsArray().Single(item => (string?)item!["findingId"] == finding.Id)!;
        return member switch
        {
            "api" => (string?)own["state"],
            "revision" => own["revision"]!.ToString(),
            "cleanRuns" => own["cleanRuns"]!.ToString(),
            "since" => (string?)own["since"],
            "lastSeen" => (string?)own["lastSeenAt"],
            "mitigations" => string.Join(',', own["mitigations"]!.AsArray().Select(static item => (string?)item!["taskId"])),
            "things" => string.Join(',', resource["things"]!.AsArray().Select(static thing => (string?)thing)),
            "suppressions" => resource["suppressions"]!.AsArray().Count.ToString(CultureInfo.InvariantCulture),
            _ => throw new InvalidOperationException($"'{member}' is nothing that can be expected of a finding."),
        };
    }
}
