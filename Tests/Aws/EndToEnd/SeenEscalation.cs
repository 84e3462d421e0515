using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

using OrleansDefender.Silo.Hosting;

namespace OrleansDefender.Tests.Aws.EndToEnd;

/// <summary>What the API says of an escalation that stands, as far as it follows from the signals alone.</summary>
/// <param name="Rule">The rule's name.</param>
/// <param name="Thing">The thing.</param>
/// <param name="Alarms">The alarms that it raises, profile/behavior; absent for an incident.</param>
/// <param name="Level">The severity that it stands at.</param>
/// <param name="FiredAt">The latest firing: the newest signal that it rests on.</param>
/// <param name="Count">What that firing counted.</param>
/// <param name="Evidence">What that firing rests on.</param>
internal sealed record SeenEscalation(string Rule, string Thing, string? Alarms, string Level, string FiredAt, int Count, string Evidence)
{
    /// <summary>The names of the rules in force, by their ids, with their levels.</summary>
    public static async Task<IReadOnlyDictionary<string, (string Name, string Level)>> RulesAsync(HttpClient api, CancellationToken cancellationToken) =>
        (await api.GetFromJsonAsync<JsonNode>(new Uri("/api/v1/rules", UriKind.Relative), cancellationToken))!["rules"]!.AsArray()
            .ToDictionary(static rule => (string)rule!["id"]!, static rule => ((string)rule!["name"]!, (string)rule["level"]!), StringComparer.Ordinal);

    /// <summary>What stands on some things, published or withheld; things that nothing was heard of have none.</summary>
    public static async Task<IReadOnlyList<SeenEscalation>> StandingAsync(HttpClient api, IEnumerable<string> things, CancellationToken cancellationToken)
    {
        var rules = await RulesAsync(api, cancellationToken);
        var seen = new List<SeenEscalation>();
        foreach (var thing in things)
        {
            var path = $"/api/v1/things/{DefenderOptions.LocalAccount}/{DefenderOptions.LocalRegion}/{Uri.EscapeDataString(thing)}/explain";
            using var answer = await api.GetAsync(new Uri(path, UriKind.Relative), cancellationToken);
            if (answer.StatusCode != HttpStatusCode.NotFound)
            {
                answer.EnsureSuccessStatusCode();
                seen.AddRange((await answer.Content.ReadFromJsonAsync<JsonNode>(cancellationToken))!["escalations"]!.AsArray()
                    .Where(static escalation => (string)escalation!["level"]! != "NONE")
                    .Select(escalation => Of(rules, thing, escalation!)));
            }
        }

        return seen;
    }

    /// <summary>The open fleet incidents with all that follows from the signals alone: a line for each member, and for each entry of a list.</summary>
    public static async Task<IReadOnlyList<string>> FleetAsync(HttpClient api, CancellationToken cancellationToken)
    {
        var rules = await RulesAsync(api, cancellationToken);
        var list = (await api.GetFromJsonAsync<JsonNode>(new Uri("/api/v1/incidents", UriKind.Relative), cancellationToken))!["items"]!.AsArray();
        var incidents = new List<string>();
        foreach (var item in list)
        {
            var path = $"/api/v1/incidents/{(string)item!["account"]!}/{(string)item["region"]!}/{Uri.EscapeDataString((string)item["id"]!)}";
            var incident = (await api.GetFromJsonAsync<JsonObject>(new Uri(path, UriKind.Relative), cancellationToken))!;

            // The occurrence that names it is the one that was persisted first.
            foreach (var member in new[] { "id", "firedAt", "findingId" })
            {
                incident.Remove(member);
            }

            var name = $"{rules[(string)incident["ruleId"]!].Name} {string.Join('/', incident["group"]!.AsObject().Select(static pair => (string)pair.Value!))}";
            incidents.AddRange(incident.SelectMany(member =>
                (member.Value is JsonArray list ? list.AsEnumerable() : [member.Value]).Select(value => $"{name} {member.Key} {value?.ToJsonString()}")));
        }

        return incidents;
    }

    private static SeenEscalation Of(IReadOnlyDictionary<string, (string Name, string Level)> rules, string thing, JsonNode escalation)
    {
        var evidence = escalation["evidence"]!.AsArray();

        // The simulator's clock tells when an audit found something, not the test.
        var items = evidence.Select(static item =>
            $"{((string)item!["eventType"]! == "finding-opened" ? "" : (string)item["time"]!)} {(string)item["eventType"]!} {(string)item["subject"]!} {(string?)item["violationId"]} {(string?)item["value"]}");
        return new SeenEscalation(
            rules[(string)escalation["rule"]!].Name,
            thing,
            (string)escalation["kind"]! == "raise" ? string.Join(", ", escalation["members"]!.AsArray().Select(static member => (string)member!)) : null,
            (string)escalation["level"]!,
            evidence.Max(static item => DateTimeOffset.Parse((string)item!["time"]!, CultureInfo.InvariantCulture)).ToString("O", CultureInfo.InvariantCulture),
            (int)escalation["count"]!,
            string.Join("; ", items));
    }
}
