using System.Net.Http.Json;
using System.Text.Json.Nodes;

using OrleansDefender.Tests.Shared;

namespace OrleansDefender.Tests.Aws.EndToEnd;

/// <summary>Compares three views of one fleet: what the fleet itself knows, what the API shows, and what the hub holds.</summary>
/// <remarks>They are compared as lists in order, so that what is there twice is a difference, too.</remarks>
internal static class InStep
{
    // Section 6 of the design: an alarm that opened so often within the hour flaps, and its archive is held back.
    private const int OpensThatFlap = 4;

    /// <summary>Waits until the API shows exactly the fleet's alarms.</summary>
    public static Task AlarmsAsync(SimulatorClient simulator, HttpClient api, TimeSpan timeout, CancellationToken cancellationToken) => UntilEqualAsync(
        "the API shows the fleet's alarms",
        async () =>
        {
            var expected = await ExpectedAsync(simulator, cancellationToken);
            var shown = await ShownAsync(api, cancellationToken);
            return ([.. expected.Select(static alarm => alarm.ToString())], [.. shown.Select(static alarm => alarm.Alarm.ToString())]);
        },
        timeout,
        cancellationToken);

    /// <summary>Waits until the hub holds exactly one finding for each of the fleet's alarms, in the state that the alarm asks for.</summary>
    public static Task FindingsAsync(SimulatorClient simulator, HttpClient api, TimeSpan timeout, CancellationToken cancellationToken) => UntilEqualAsync(
        "the hub holds the fleet's alarms",
        async () =>
        {
            var expected = await ExpectedAsync(simulator, cancellationToken);
            var ids = (await ShownAsync(api, cancellationToken)).ToDictionary(static alarm => alarm.Alarm.Key, static alarm => alarm.FindingId);
            var findings = (await simulator.FindingsAsync(cancellationToken)).Where(static finding => !SeenAudit.IsAudit(finding) && !IsIncident(finding));
            return (
                [.. expected.Select(alarm => $"{ids.GetValueOrDefault(alarm.Key, $"no Id for {alarm.Key}")} {RecordStateOf(alarm)} {WorkflowOf(alarm)}").Order(StringComparer.Ordinal)],
                [.. findings.Select(static finding => $"{finding.Id} {finding.RecordState} {finding.Workflow?.Status}").Order(StringComparer.Ordinal)]);
        },
        timeout,
        cancellationToken);

    /// <summary>Waits until the hub holds exactly one finding for each of the fleet's audit findings, in the state that the fleet knows.</summary>
    /// <param name="simulator">The fleet and the hub.</param>
    /// <param name="resolvedMayMiss">
    /// Whether a finding that is resolved need not be in the hub: where the product was dead while a run was told, it may know a later run first, and then the one
    /// before says nothing any more.
    /// </param>
    /// <param name="timeout">How long to wait.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static Task AuditsAsync(SimulatorClient simulator, bool resolvedMayMiss, TimeSpan timeout, CancellationToken cancellationToken) => UntilEqualAsync(
        "the hub holds the fleet's audit findings",
        async () =>
        {
            var expected = await ExpectedAuditsAsync(simulator, cancellationToken);
            var findings = (await simulator.FindingsAsync(cancellationToken)).Where(SeenAudit.IsAudit).Select(SeenAudit.Of).ToList();
            return (
                [.. expected.Where(audit => !resolvedMayMiss || audit.State != "resolved" || findings.Contains(audit)).Select(static audit => audit.ToString()).Order(StringComparer.Ordinal)],
                [.. findings.Select(static audit => audit.ToString()).Order(StringComparer.Ordinal)]);
        },
        timeout,
        cancellationToken);

    /// <summary>What the fleet knows of its audit findings.</summary>
    public static async Task<IReadOnlyList<SeenAudit>> ExpectedAuditsAsync(SimulatorClient simulator, CancellationToken cancellationToken)
    {
        var audits = new List<SeenAudit>();
        var cursor = "";
        do
        {
            var page = await simulator.PageAsync($"/_sim/expected?limit=10000&cursor={cursor}", cancellationToken);
            audits.AddRange(page["audits"]!.AsArray().Select(static audit => SeenAudit.Of(audit!)));
            cursor = (string?)page["cursor"];
        }
        while (cursor is not null);
        return audits;
    }

    /// <summary>Whether a rule opened it: the fleet knows nothing of rules.</summary>
    public static bool IsIncident(Amazon.SecurityHub.Model.AwsSecurityFinding finding) => finding.Id.Contains(":incident/", StringComparison.Ordinal);

    /// <summary>Waits until two lists of at least one entry are equal.</summary>
    /// <param name="what">What is expected, for the message if it never comes.</param>
    /// <param name="look">Looks at both.</param>
    /// <param name="timeout">How long to wait.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="TimeoutException">They are not; the message names some of the differences.</exception>
    public static async Task UntilEqualAsync(
        string what, Func<Task<(List<string> Expected, List<string> Actual)>> look, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var (expected, actual) = ((List<string>)[], (List<string>)[]);
        try
        {
            await Eventually.TrueAsync(
                what,
                async () =>
                {
                    (expected, actual) = await look();
                    return expected.Count > 0 && expected.SequenceEqual(actual);
                },
                cancellationToken,
                timeout);
        }
        catch (TimeoutException late)
        {
            var missing = expected.Except(actual).ToList();
            var excess = actual.Except(expected).ToList();
            throw new TimeoutException(
                $"{late.Message} {expected.Count} expected, {actual.Count} there; {missing.Count} missing, such as "
                + $"[{string.Join("; ", missing.Take(5))}]; {excess.Count} unexpected, such as [{string.Join("; ", excess.Take(5))}].",
                late);
        }
    }

    private static string RecordStateOf(Alarm alarm) => alarm switch
    {
        { Verification: "FALSE_POSITIVE" or "BENIGN_POSITIVE" } => "ARCHIVED",
        { IsOpen: true } => "ACTIVE",
        { Episodes: >= OpensThatFlap } => "ACTIVE",
        _ => "ARCHIVED",
    };

    private static string WorkflowOf(Alarm alarm) => alarm.Verification switch
    {
        "FALSE_POSITIVE" or "BENIGN_POSITIVE" => "SUPPRESSED",
        "TRUE_POSITIVE" => "NOTIFIED",
        _ => "NEW",
    };

    private static async Task<List<Alarm>> ExpectedAsync(SimulatorClient simulator, CancellationToken cancellationToken)
    {
        var alarms = new List<Alarm>();
        var cursor = "";
        do
        {
            var page = await simulator.PageAsync($"/_sim/expected?limit=10000&cursor={cursor}", cancellationToken);
            alarms.AddRange(page["items"]!.AsArray().Where(static item => !(bool)item!["suppressed"]!).Select(static item => new Alarm(
                ((string)item!["thing"]!, (string)item["profile"]!, (string)item["behavior"]!),
                (bool)item["open"]!,
                (int)item["episodes"]!,
                (string)item["violationId"]!,
                (string?)item["verification"] ?? "UNKNOWN")));
            cursor = (string?)page["cursor"];
        }
        while (cursor is not null);
        return [.. alarms.OrderBy(static alarm => alarm.ToString(), StringComparer.Ordinal)];
    }

    private static async Task<List<(Alarm Alarm, string FindingId)>> ShownAsync(HttpClient api, CancellationToken cancellationToken)
    {
        var things = new List<string>();
        string? cursor = null;
        do
        {
            var query = cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}";
            var page = await GetAsync(api, $"/api/v1/things?limit=1000{query}", cancellationToken);
            things.AddRange(page["items"]!.AsArray().Select(static item =>
                $"/api/v1/things/{(string)item!["account"]!}/{(string)item["region"]!}/{Uri.EscapeDataString((string)item["thing"]!)}"));
            cursor = (string?)page["cursor"];
        }
        while (cursor is not null);

        var alarms = new List<(Alarm Alarm, string FindingId)>();
        foreach (var path in things)
        {
            var thing = await GetAsync(api, path, cancellationToken);
            alarms.AddRange(thing["alarms"]!.AsArray().Select(alarm => (
                new Alarm(
                    ((string)thing["thing"]!, (string)alarm!["profile"]!, (string)alarm["behavior"]!),
                    (string)alarm["state"]! == "open",
                    (int)alarm["episodes"]!,
                    (string)alarm["violationId"]!,
                    (string)alarm["verification"]!),
                (string)alarm["findingId"]!)));
        }

        return [.. alarms.OrderBy(static alarm => alarm.Alarm.ToString(), StringComparer.Ordinal)];
    }

    private static async Task<JsonNode> GetAsync(HttpClient api, string path, CancellationToken cancellationToken) =>
        (await api.GetFromJsonAsync<JsonNode>(new Uri(path, UriKind.Relative), cancellationToken))!;

    private sealed record Alarm((string Thing, string Profile, string Behavior) Key, bool IsOpen, int Episodes, string ViolationId, string Verification);
}
