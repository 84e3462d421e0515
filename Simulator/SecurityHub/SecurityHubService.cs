using System.Text.Json.Nodes;

using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

using OrleansDefender.Simulator.Http;
using OrleansDefender.Simulator.Storage;

namespace OrleansDefender.Simulator.SecurityHub;

/// <summary>Security Hub (CSPM, API version 2018-10-26) with the rules that AWS enforces on custom findings. One hub per account and Region, always enabled.</summary>
/// <remarks>
/// Calls on the same finding are put in order by the database's thread, so ConcurrentUpdateError, which the real service may answer, does not occur by itself.
/// What a call changed is committed when it is answered.
/// </remarks>
internal sealed class SecurityHubService(SimDatabase database, SimulatorOptions options, TimeProvider time, ILogger<SecurityHubService> logger)
    : IAwsService, IHostedService
{
    // BatchImportFindings documentation: at most 100 findings a call (high); 6 MB a call (partner guide, high; whether M counts 1000 or 1024 is not said).
    private const int MostFindings = 100;
    private const int LargestCall = 6 * 1024 * 1024;

    // A page of a query that few findings pass is answered short, with a token, rather than after reading all there are.
    private const int MostRowsPerCall = 100_000;
    private const int RowsAtOnce = 250;

    /// <summary>Service model, BatchUpdateFindingsUnprocessedFinding (high, messages included).</summary>
    private static readonly FindingFault NotFound = new("FindingNotFound", "Finding Not Found");
    private static readonly FindingFault Duplicated = new("DuplicatedFindingIdentifier", "Finding Identifier is duplicated");
    private static readonly FindingFault TooLarge = new("FindingSizeExceeded", "Finding size exceeded 240 KB");

    /// <inheritdoc/>
    public string Name => "securityhub";

    /// <summary>Service quotas of Security Hub per account and Region (high): GetFindings 3 a second with bursts of 6, all others 10 with bursts of 30.</summary>
    public IReadOnlyDictionary<string, CallQuota> Quotas { get; } = new Dictionary<string, CallQuota>
    {
        ["BatchImportFindings"] = new(10, 30),
        ["BatchUpdateFindings"] = new(10, 30),
        ["GetFindings"] = new(3, 6),
        ["DescribeHub"] = new(10, 30),
        ["EnableImportFindingsForProduct"] = new(10, 30),
    };

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => database.RunAsync(FindingStore.Create, cancellationToken);

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    /// <remarks>Source: service model, LimitExceededException, HTTP 429 (high).</remarks>
    public AwsErrorException Throttled() => new(StatusCodes.Status429TooManyRequests, "LimitExceededException", "Rate exceeded");

    /// <inheritdoc/>
    public string? OperationOf(HttpRequest request) => (request.Method, request.Path.Value) switch
    {
        ("POST", "/findings/import") => "BatchImportFindings",
        ("PATCH", "/findings/batchupdate") => "BatchUpdateFindings",
        ("POST", "/findings") => "GetFindings",
        ("GET", "/accounts") => "DescribeHub",
        ("POST", "/productSubscriptions") => "EnableImportFindingsForProduct",
        _ => null,
    };

    /// <inheritdoc/>
    public Task<AwsReply> HandleAsync(AwsCall call, CancellationToken cancellationToken) => call.Operation switch
    {
        "BatchImportFindings" => ImportAsync(call, cancellationToken),
        "BatchUpdateFindings" => UpdateAsync(call, cancellationToken),
        "GetFindings" => GetAsync(call, cancellationToken),
        "DescribeHub" => Task.FromResult(DescribeHub(call)),
        "EnableImportFindingsForProduct" => Task.FromResult(EnableImport(call)),
        _ => throw new AwsErrorException(StatusCodes.Status404NotFound, "UnknownOperationException", "The simulator has no such operation."),
    };

    /// <summary>Counts a hub's findings by record state, workflow status and severity label; expired ones may be among them for a while.</summary>
    public Task<IReadOnlyList<FindingCount>> CountAsync(string account, string region, CancellationToken cancellationToken) => database.RunAsync(
        connection =>
        {
            using var store = FindingStore.Open(connection, time.GetUtcNow(), logger);
            return store.Count(account, region);
        },
        cancellationToken);

    private static AwsReply DescribeHub(AwsCall call) => new(new JsonObject
    {
        ["HubArn"] = $"arn:{FindingRules.PartitionOf(call.Region)}:securityhub:{call.Region}:{call.Account}:hub/default",
        ["SubscribedAt"] = "2026-01-01T00:00:00.000Z",
        ["AutoEnableControls"] = false,
        ["ControlFindingGenerator"] = "SECURITY_CONTROL",
    });

    // The default product needs no subscription and the simulator has no other, so this answers and changes nothing.
    private static AwsReply EnableImport(AwsCall call)
    {
        var product = call.Body.Text("ProductArn") ?? throw FindingQuery.Invalid("ProductArn is missing");
        var name = product.Split(":product/", 2) is [_, var path] ? path : throw FindingQuery.Invalid("ProductArn is not the ARN of a product");
        return new AwsReply(new JsonObject
        {
            ["ProductSubscriptionArn"] =
                $"arn:{FindingRules.PartitionOf(call.Region)}:securityhub:{call.Region}:{call.Account}:product-subscription/{name}",
        });
    }

    private async Task<AwsReply> ImportAsync(AwsCall call, CancellationToken cancellationToken)
    {
        if (call.BodyLength > LargestCall)
        {
            throw FindingQuery.Invalid("The request is larger than 6 MB");
        }

        if (call.Body["Findings"] is not JsonArray { Count: >= 1 and <= MostFindings } findings)
        {
            throw FindingQuery.Invalid($"Findings is not a list of 1 to {MostFindings}");
        }

        if (findings.Any(finding => finding is not JsonObject))
        {
            throw FindingQuery.Invalid("Findings holds something that is no finding");
        }

        var failed = new JsonArray();
        var accepted = new List<JsonObject>(findings.Count);
        foreach (var finding in findings.Select(finding => finding!.AsObject()))
        {
            if (AsffFormat.FaultOf(finding, options.Rules) is { } fault)
            {
                // That a malformed finding fails alone is seen in practice but not documented (medium, hence the switch).
                var message = $"Finding does not adhere to Amazon Finding Format. {fault}.";
                failed.Add(options.Rules.InvalidFindingFailsAlone ? Failure(finding, new FindingFault("InvalidInput", message)) : throw FindingQuery.Invalid(message));
            }
            else if (FindingRules.AccessFault(finding, call.Account, call.Region) is { } refused)
            {
                failed.Add(Failure(finding, refused));
            }
            else
            {
                accepted.Add(finding);
            }
        }

        if (accepted.Count > 0)
        {
            var stale = await database.RunAsync(connection => Import(connection, call, accepted), cancellationToken);

            // The answer to a stale import is not documented; silence is what is seen in practice (medium, hence the switch).
            foreach (var finding in options.Rules.StaleImportIsSilent ? [] : stale)
            {
                failed.Add(Failure(finding, new FindingFault("InvalidInput", "UpdatedAt is not later than that of the finding as it is")));
            }
        }

        var body = new JsonObject { ["FailedCount"] = failed.Count, ["SuccessCount"] = findings.Count - failed.Count, ["FailedFindings"] = failed };
        return new AwsReply(body, failed.Count == 0 ? "ok" : "partial", findings.Count);
    }

    private static JsonObject Failure(JsonObject finding, FindingFault fault) => new()
    {
        // The answer's Id may not be blank (service model), whatever the finding has in its place.
        ["Id"] = finding.Text("Id") is { } id && !string.IsNullOrWhiteSpace(id) ? id : "unknown",
        ["ErrorCode"] = fault.Code,
        ["ErrorMessage"] = fault.Message,
    };

    private List<JsonObject> Import(SqliteConnection connection, AwsCall call, List<JsonObject> findings)
    {
        var now = time.GetUtcNow();
        using var store = FindingStore.Open(connection, now, logger);
        var stale = new List<JsonObject>();
        foreach (var finding in findings)
        {
            var key = new FindingKey(call.Account, call.Region, finding.Text("ProductArn")!, finding.Text("Id")!);
            var found = store.Find(key);
            var result = FindingRules.Import(found?.Stored, finding, call.Region, now);
            switch (result.Outcome)
            {
                case ImportOutcome.Created:
                    store.Insert(key, result.Stored);
                    break;
                case ImportOutcome.Updated:
                    store.Replace(found!.Value.Number, result.Stored);
                    break;
                default:
                    stale.Add(finding);
                    break;
            }
        }

        return stale;
    }

    private async Task<AwsReply> UpdateAsync(AwsCall call, CancellationToken cancellationToken)
    {
        if (AsffFormat.UpdateFaultOf(call.Body, options.Rules) is { } fault)
        {
            throw FindingQuery.Invalid($"Invalid parameter: {fault}");
        }

        var identifiers = call.Body["FindingIdentifiers"]!.AsArray().Select(identifier => identifier!.AsObject()).ToArray();
        var update = call.Body.DeepClone().AsObject();
        update.Remove("FindingIdentifiers");
        var processed = new JsonArray();
        var unprocessed = new JsonArray();
        var faults = await database.RunAsync(connection => Update(connection, call, identifiers, update), cancellationToken);
        foreach (var (index, identifier) in identifiers.Index())
        {
            if (faults[index] is { } refused)
            {
                unprocessed.Add(new JsonObject
                {
                    ["FindingIdentifier"] = identifier.DeepClone(),
                    ["ErrorCode"] = refused.Code,
                    ["ErrorMessage"] = refused.Message,
                });
            }
            else
            {
                processed.Add(identifier.DeepClone());
            }
        }

        return new AwsReply(
            new JsonObject { ["ProcessedFindings"] = processed, ["UnprocessedFindings"] = unprocessed },
            unprocessed.Count == 0 ? "ok" : "partial",
            identifiers.Length);
    }

    // "It can take several minutes to process your request" (BatchUpdateFindings documentation, high): with a delay the answer says Processed, and the update
    // waits in the database. A repeat of an identifier fails, the first does not (low).
    private FindingFault?[] Update(
        SqliteConnection connection,
        AwsCall call,
        JsonObject[] identifiers,
        JsonObject update)
    {
        var now = time.GetUtcNow();
        var delay = TimeSpan.FromMilliseconds(options.UpdateDelayMilliseconds);
        var text = update.ToCompactJson();
        var seen = new HashSet<FindingKey>();
        using var store = FindingStore.Open(connection, now, logger);
        var faults = new FindingFault?[identifiers.Length];
        for (var index = 0; index < identifiers.Length; index++)
        {
            var key = new FindingKey(call.Account, call.Region, identifiers[index].Text("ProductArn")!, identifiers[index].Text("Id")!);
            if (!seen.Add(key))
            {
                faults[index] = Duplicated;
            }
            else if (store.Find(key) is not var (number, stored))
            {
                faults[index] = NotFound;
            }
            else if (FindingRules.Update(stored, update, now) is var updated && AsffFormat.SizeOf(updated.Finding) > AsffFormat.LargestFinding)
            {
                faults[index] = TooLarge;
            }
            else if (delay > TimeSpan.Zero)
            {
                store.Postpone(key, text, now + delay);
            }
            else
            {
                store.Replace(number, updated);
            }
        }

        return faults;
    }

    private async Task<AwsReply> GetAsync(AwsCall call, CancellationToken cancellationToken)
    {
        var query = FindingQuery.Parse(call.Body, options.Rules, time.GetUtcNow());
        var findings = new JsonArray();
        var position = query.Position;
        var hasMore = false;
        var isLast = false;
        var sorted = query.Order is null ? null : await SortAsync(call, query, cancellationToken);
        for (var read = 0; !hasMore && !isLast;)
        {
            if (read >= MostRowsPerCall)
            {
                hasMore = true;
                break;
            }

            // The search goes on to the first finding after the page, so that no page follows that is empty. The rows are read in several work items, so that
            // a long search stops no import.
            var most = query.IsFiltered ? RowsAtOnce : query.MaxResults + 1;
            IReadOnlyList<FindingRow> rows;
            if (sorted is null)
            {
                var from = position;
                (rows, isLast) = await database.RunAsync(connection => Read(connection, call, query, from, most), cancellationToken);
                read += rows.Count;
            }
            else
            {
                var start = read;
                (rows, read) = await database.RunAsync(connection => ReadNumbers(connection, sorted, start, most), cancellationToken);
                isLast = read == sorted.Count && read < MostRowsPerCall;
            }

            foreach (var row in rows)
            {
                var finding = JsonNode.Parse(row.Body)!.AsObject();
                if (query.Matches(finding))
                {
                    if (findings.Count == query.MaxResults)
                    {
                        hasMore = true;
                        break;
                    }

                    findings.Add((JsonNode)finding);
                }

                position = query.Order is null ? row.Number : position + 1;
            }
        }

        var body = new JsonObject { ["Findings"] = findings };
        if (hasMore)
        {
            body["NextToken"] = query.TokenAt(position);
        }

        return new AwsReply(body, Items: findings.Count);
    }

    private Task<IReadOnlyList<long>> SortAsync(AwsCall call, FindingQuery query, CancellationToken cancellationToken) => database.RunAsync(
        connection =>
        {
            using var store = FindingStore.Open(connection, time.GetUtcNow(), logger);
            return store.Sort(call.Account, call.Region, query, MostRowsPerCall);
        },
        cancellationToken);

    private (IReadOnlyList<FindingRow> Rows, int Next) ReadNumbers(SqliteConnection connection, IReadOnlyList<long> numbers, int start, int most)
    {
        using var store = FindingStore.Open(connection, time.GetUtcNow(), logger);
        return store.ReadNumbers(numbers, start, most);
    }

    private FindingChunk Read(SqliteConnection connection, AwsCall call, FindingQuery query, long position, int most)
    {
        using var store = FindingStore.Open(connection, time.GetUtcNow(), logger);
        return store.Read(call.Account, call.Region, query, position, most);
    }
}
