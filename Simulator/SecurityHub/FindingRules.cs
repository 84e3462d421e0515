using System.Text.Json.Nodes;

namespace OrleansDefender.Simulator.SecurityHub;

/// <summary>What the hub makes of an import or a customer's update: pure functions, which change none of their arguments.</summary>
internal static class FindingRules
{
    // Current user guide of Security Hub CSPM: active findings go 90 days after the last update, archived ones after 30 (high; older text: 90 for all).
    private const long ActiveSeconds = 90L * 24 * 3600;
    private const long ArchivedSeconds = 30L * 24 * 3600;

    // What an importer may set when a finding is created and never after (BatchImportFindings documentation, high).
    private static readonly string[] CustomersOwn = ["Note", "UserDefinedFields", "VerificationState", "Workflow"];

    private static readonly (string Name, CustomerFields Flag)[] ProviderFields =
    [
        ("Confidence", CustomerFields.Confidence),
        ("Criticality", CustomerFields.Criticality),
        ("RelatedFindings", CustomerFields.RelatedFindings),
        ("Severity", CustomerFields.Severity),
        ("Types", CustomerFields.Types),
    ];

    /// <summary>The ARN of the product that an account's own findings go to.</summary>
    /// <remarks>Source: user guide, custom providers (high). The partition follows from the Region.</remarks>
    public static string DefaultProductArn(string account, string region) =>
        $"arn:{PartitionOf(region)}:securityhub:{region}:{account}:product/{account}/default";

    /// <summary>The partition of a Region.</summary>
    public static string PartitionOf(string region) =>
        region.StartsWith("cn-", StringComparison.Ordinal) ? "aws-cn"
        : region.StartsWith("us-gov-", StringComparison.Ordinal) ? "aws-us-gov"
        : "aws";

    /// <summary>Whether the caller may import a well-formed finding; <see langword="null"/> where it may.</summary>
    /// <remarks>
    /// Source: BatchImportFindings documentation, "the identifier of the account that you are calling from needs to be the same as the AwsAccountId" with
    /// the default product ARN (high); <c>InvalidAccess</c> is its documented code of a single finding for a wrong account (high). So of a call that mixes
    /// accounts only the caller's own findings land. The simulator knows no partner products: any other product ARN is one that the account has not enabled.
    /// </remarks>
    public static FindingFault? AccessFault(JsonObject finding, string account, string region)
    {
        if (finding.Text("AwsAccountId") != account)
        {
            return new FindingFault("InvalidAccess", "AwsAccountId is not the account that calls");
        }

        return finding.Text("ProductArn") == DefaultProductArn(account, region)
            ? null
            : new FindingFault("InvalidAccess", "ProductArn is not a product that the account has enabled in this Region");
    }

    /// <summary>Merges an import into what is stored.</summary>
    /// <param name="existing">The stored finding of the same product and Id, if there is one.</param>
    /// <param name="imported">The finding as sent; in the format (<see cref="AsffFormat.FaultOf"/>).</param>
    /// <param name="region">The Region of the call.</param>
    /// <param name="now">When the hub processes it.</param>
    public static ImportResult Import(StoredFinding? existing, JsonObject imported, string region, DateTimeOffset now)
    {
        // BatchImportFindings updates only if UpdatedAt is strictly later (user guide, high); what the answer says of a stale one is the caller's business.
        if (existing is not null && TimeOf(imported, "UpdatedAt") <= TimeOf(existing.Finding, "UpdatedAt"))
        {
            return new ImportResult(ImportOutcome.Stale, existing);
        }

        var finding = imported.DeepClone().AsObject();
        foreach (var absent in finding.Where(member => member.Value is null).Select(member => member.Key).ToArray())
        {
            finding.Remove(absent);
        }

        FillServiceFields(finding, region, now);
        KeepCustomersFields(finding, existing);
        FollowProvider(finding, existing);
        if (existing is not null)
        {
            ResetWorkflow(finding, existing.Finding);
        }

        var outcome = existing is null ? ImportOutcome.Created : ImportOutcome.Updated;
        return new ImportResult(outcome, new StoredFinding(finding, existing?.Owned ?? CustomerFields.None));
    }

    /// <summary>Applies a customer's update.</summary>
    /// <remarks>
    /// Does not touch <c>UpdatedAt</c> (BatchUpdateFindings documentation, high) nor <c>ProcessedAt</c> (low). Maps and lists are replaced, not merged (low);
    /// of a severity, what the request leaves out stays (low).
    /// </remarks>
    /// <param name="existing">The stored finding.</param>
    /// <param name="update">The request; in the form (<see cref="AsffFormat.UpdateFaultOf"/>).</param>
    /// <param name="at">When the customer called.</param>
    public static StoredFinding Update(StoredFinding existing, JsonObject update, DateTimeOffset at)
    {
        var finding = existing.Finding.DeepClone().AsObject();
        var owned = existing.Owned;
        if (update["Workflow"]?["Status"].Text() is { } status)
        {
            finding["Workflow"] = new JsonObject { ["Status"] = status };
        }

        if (update["Note"] is JsonObject note)
        {
            finding["Note"] = new JsonObject
            {
                ["Text"] = note.Text("Text"),
                ["UpdatedBy"] = note.Text("UpdatedBy"),
                ["UpdatedAt"] = AsffTimestamp.Format(at),
            };
        }

        foreach (var name in new[] { "VerificationState", "UserDefinedFields" })
        {
            if (update[name] is { } value)
            {
                finding[name] = value.DeepClone();
            }
        }

        foreach (var (name, flag) in ProviderFields)
        {
            if (update[name] is not { } value || SaysNothing(value))
            {
                continue;
            }

            finding[name] = name == "Severity" ? MergeSeverity(finding["Severity"] as JsonObject, value.AsObject()) : value.DeepClone();
            owned |= flag;
        }

        return new StoredFinding(finding, owned);
    }

    /// <summary>When the hub forgets a finding, in seconds since 1970.</summary>
    /// <remarks>
    /// Source: user guide, finding retention; the clock starts at the later of <c>UpdatedAt</c> and <c>ProcessedAt</c> (high for findings that are no control's).
    /// </remarks>
    public static long ExpiresAt(JsonObject finding)
    {
        var updated = TimeOf(finding, "UpdatedAt");
        var processed = TimeOf(finding, "ProcessedAt");
        var last = updated > processed ? updated : processed;
        return last.Seconds + (finding.Text("RecordState") == "ARCHIVED" ? ArchivedSeconds : ActiveSeconds);
    }

    private static AsffTimestamp TimeOf(JsonObject finding, string member) =>
        AsffTimestamp.TryParse(finding.Text(member)!, out var time)
            ? time
            : throw new InvalidOperationException($"A stored finding has no readable {member}.");

    // Service-filled fields, as documented for findings read back (high for Region, ProcessedAt, ProductFields and the defaults of RecordState; medium for the
    // names of product and company where an importer gives none). WorkflowState is deprecated and stays NEW.
    private static void FillServiceFields(JsonObject finding, string region, DateTimeOffset now)
    {
        finding["Region"] = region;
        finding["ProcessedAt"] = AsffTimestamp.Format(now);
        finding["RecordState"] ??= "ACTIVE";
        finding["WorkflowState"] = "NEW";
        finding["ProductName"] ??= "Default";
        finding["CompanyName"] ??= "Personal";
        if (finding["ProductFields"] is not JsonObject fields)
        {
            finding["ProductFields"] = fields = [];
        }

        fields["aws/securityhub/FindingId"] = $"{finding.Text("ProductArn")}/{finding.Text("Id")}";
        fields["aws/securityhub/ProductName"] = finding.Text("ProductName");
        fields["aws/securityhub/CompanyName"] = finding.Text("CompanyName");
    }

    private static void KeepCustomersFields(JsonObject finding, StoredFinding? existing)
    {
        if (existing is not null)
        {
            foreach (var name in CustomersOwn)
            {
                Replace(finding, name, existing.Finding[name]);
            }
        }

        if (finding["Workflow"]?["Status"].Text() is null)
        {
            finding["Workflow"] = new JsonObject { ["Status"] = "NEW" };
        }
    }

    // Top-level values follow the provider until a customer changed them with BatchUpdateFindings, then the customer's stay (user guide, high). Where the
    // provider used only the top level, its values count as the provider's (medium).
    private static void FollowProvider(JsonObject finding, StoredFinding? existing)
    {
        if (finding["FindingProviderFields"] is not JsonObject provider)
        {
            finding["FindingProviderFields"] = provider = [];
        }

        foreach (var (name, flag) in ProviderFields)
        {
            var topLevel = finding[name];
            if (IsAbsent(name, provider[name]))
            {
                Replace(provider, name, name == "Severity" ? ProvidersSeverity(topLevel as JsonObject) : topLevel);
            }

            if (existing is not null && existing.Owned.HasFlag(flag))
            {
                Replace(finding, name, existing.Finding[name]);
            }
            else if (name == "Severity")
            {
                finding[name] = TopLevelSeverity(provider[name] as JsonObject, topLevel as JsonObject);
            }
            else
            {
                Replace(finding, name, provider[name]);
            }
        }
    }

    private static bool IsAbsent(string name, JsonNode? value) => name switch
    {
        "Severity" => value?["Label"] is null,
        "Types" => value is not JsonArray { Count: > 0 },
        _ => value is null,
    };

    // Of a top-level severity, FindingProviderFields holds what its structure has members for (service model, FindingProviderSeverity).
    private static JsonObject? ProvidersSeverity(JsonObject? topLevel)
    {
        if (topLevel is null)
        {
            return null;
        }

        var severity = new JsonObject { ["Label"] = AsffSeverity.Complete(topLevel).Text("Label") };
        if (topLevel.Text("Original") is { } original)
        {
            severity["Original"] = original;
        }

        return severity;
    }

    private static JsonObject TopLevelSeverity(JsonObject? provider, JsonObject? topLevel)
    {
        // A number that the importer gave beside the label it belongs to is kept; else the label decides.
        if (topLevel is not null && AsffSeverity.Complete(topLevel) is { } complete && complete.Text("Label") == provider.Text("Label"))
        {
            return complete;
        }

        return AsffSeverity.Complete(provider ?? []);
    }

    // Of label and number, the one that is given decides the other; where neither is, both stay: a finding always has a label.
    private static JsonObject MergeSeverity(JsonObject? existing, JsonObject update)
    {
        var severity = existing?.DeepClone().AsObject() ?? [];
        if (update["Label"] is not null || update["Normalized"] is not null)
        {
            severity.Remove("Label");
            severity.Remove("Normalized");
        }

        foreach (var (name, value) in update)
        {
            if (value is not null)
            {
                severity[name] = value.DeepClone();
            }
        }

        return AsffSeverity.Complete(severity);
    }

    private static bool SaysNothing(JsonNode value) => value is JsonObject members && members.All(member => member.Value is null);

    // User guide, workflow status (high): an archived finding that becomes active again, or a passed check that no longer passes, is news to a customer who
    // was done with it; one who suppressed it is not asked again.
    private static void ResetWorkflow(JsonObject finding, JsonObject before)
    {
        var returned = before.Text("RecordState") == "ARCHIVED" && finding.Text("RecordState") == "ACTIVE";
        var failed = before["Compliance"]?["Status"].Text() == "PASSED" &&
            finding["Compliance"]?["Status"].Text() is "FAILED" or "WARNING" or "NOT_AVAILABLE";
        if ((returned || failed) && finding["Workflow"]?["Status"].Text() is "NOTIFIED" or "RESOLVED")
        {
            finding["Workflow"] = new JsonObject { ["Status"] = "NEW" };
        }
    }

    private static void Replace(JsonObject target, string name, JsonNode? value)
    {
        target.Remove(name);
        if (value is not null)
        {
            target[name] = value.DeepClone();
        }
    }
}
