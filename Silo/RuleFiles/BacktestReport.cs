using System.Globalization;
using System.Text.Json.Nodes;

using OrleansDefender.Correlation.Rules;
using OrleansDefender.Things;

namespace OrleansDefender.Silo.RuleFiles;

/// <summary>The difference between two backtests of the same records, for people and for programs.</summary>
internal static class BacktestReport
{
    /// <summary>Things that are listed: those that differ most.</summary>
    public const int MostThings = 20;

    private const string Estimate =
        "API calls are an estimate from below: the changes divided by 100, as if every batch were full. In production changes that come close together may become one, and batches may be smaller.";

    private static readonly string[] NotReplayed =
    [
        "what audits find and what is done about it (AWS IoT would have to be asked), so that rules see no audit findings",
        "what the registry says of things: rules see no types, groups and attributes",
        "silences",
        "firings that come after the last message, and what becomes of open ones",
    ];

    private static readonly (string Name, string Words, Func<BacktestCounts, long> Value)[] Figures =
    [
        ("escalations", "escalations", static counts => counts.Escalations),
        ("incidents", "incidents of things", static counts => counts.Incidents),
        ("fleetIncidents", "fleet incidents", static counts => counts.FleetIncidents),
        ("findingChanges", "finding changes", static counts => counts.FindingChanges),
        ("updates", "updates for words", static counts => counts.Updates),
    ];

    private static readonly (string Name, string Words, Func<BacktestCounts, long> Value)[] Calls =
    [
        ("importCalls", "import calls, about", static counts => counts.ImportCalls),
        ("updateCalls", "update calls, about", static counts => counts.UpdateCalls),
    ];

    /// <summary>The lines for people.</summary>
    /// <param name="ours">The backtest of the rules in question.</param>
    /// <param name="against">The backtest that they are compared with.</param>
    /// <param name="rules">The rules in question.</param>
    /// <param name="againstRules">The others.</param>
    /// <param name="span">When the first and the last message was received; absent where there is none.</param>
    public static IReadOnlyList<string> Lines(Backtest ours, Backtest against, RuleSet rules, RuleSet againstRules, (DateTimeOffset First, DateTimeOffset Last)? span)
    {
        var messages = ours.Messages;
        var lines = new List<string>
        {
            span is { } between
                ? $"{Number(messages.Total)} messages, {between.First.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'} to {between.Last.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}, about {Number(ours.ThingCount)} things."
                : "There are no recorded messages.",
            $"Replayed: {Number(messages.Events)} events, {Number(messages.Words)} words and mitigations of episodes, {Number(messages.Changes)} deletions and other changes.",
            $"Skipped: {Number(messages.Audits)} of audits and certificates, {Number(messages.Registry)} of the registry, {Number(messages.UnknownEpisodes)} words on unknown episodes, "
                + $"{Number(messages.Refused)} refused, {Number(messages.Unreadable)} unreadable, {Number(messages.Ignored)} without meaning.",
            $"Not replayed: {string.Join("; ", NotReplayed)}.",
            "",
            $"Rules: set {Name(rules)}, against {Name(againstRules)}.",
            Row("", "rules", "against", "difference"),
        };
        lines.AddRange(Figures.Concat(Calls).Select(figure => Row(
            figure.Words, Number(figure.Value(ours.Total)), Number(figure.Value(against.Total)), Signed(figure.Value(ours.Total) - figure.Value(against.Total)))));
        lines.Add(Estimate);
        lines.Add("");
        lines.Add("By rule (rules/against):");
        lines.AddRange(Rules(ours, against, rules, againstRules).Select(static rule => $"  {rule.Title}: {Both(rule.Ours, rule.Against)}"));
        var differing = Things(ours, against);
        lines.Add("");
        lines.Add(differing.Count == 0
            ? "No thing differs."
            : $"By thing ({Number(Math.Min(MostThings, differing.Count))} of {Number(differing.Count)} that differ; rules/against):");
        lines.AddRange(differing.Take(MostThings).Select(static thing => $"  {thing.Thing}: {Both(thing.Ours, thing.Against)}"));
        return lines;
    }

    /// <summary>The same for programs; parameters as for <see cref="Lines"/>.</summary>
    public static JsonObject Document(Backtest ours, Backtest against, RuleSet rules, RuleSet againstRules, (DateTimeOffset First, DateTimeOffset Last)? span)
    {
        var messages = ours.Messages;
        var differing = Things(ours, against);
        return new JsonObject
        {
            ["rulesHash"] = rules.Hash,
            ["againstHash"] = againstRules.Hash,
            ["messages"] = new JsonObject
            {
                ["total"] = messages.Total,
                ["firstAt"] = span?.First.UtcDateTime,
                ["lastAt"] = span?.Last.UtcDateTime,
                ["things"] = ours.ThingCount,
                ["events"] = messages.Events,
                ["words"] = messages.Words,
                ["changes"] = messages.Changes,
                ["skipped"] = new JsonObject
                {
                    ["audits"] = messages.Audits,
                    ["registry"] = messages.Registry,
                    ["unknownEpisodes"] = messages.UnknownEpisodes,
                    ["refused"] = messages.Refused,
                    ["unreadable"] = messages.Unreadable,
                    ["ignored"] = messages.Ignored,
                },
            },
            ["notReplayed"] = new JsonArray([.. NotReplayed.Select(static text => JsonValue.Create(text))]),
            ["estimate"] = Estimate,
            ["totals"] = Counts(ours.Total, against.Total, [.. Figures, .. Calls]),
            ["rules"] = new JsonArray([.. Rules(ours, against, rules, againstRules).Select(static rule =>
            {
                var counts = Counts(rule.Ours, rule.Against, Figures);
                counts.Insert(0, "id", rule.Id);
                counts.Insert(1, "title", rule.Title);
                return counts;
            })]),
            ["differingThings"] = differing.Count,
            ["things"] = new JsonArray([.. differing.Take(MostThings).Select(static thing =>
            {
                var counts = Counts(thing.Ours, thing.Against, Figures);
                counts.Insert(0, "thing", thing.Thing.ToString());
                return counts;
            })]),
        };
    }

    /// <summary>Rules of which anything was counted, the greatest difference first.</summary>
    private static List<(string Id, string Title, BacktestCounts Ours, BacktestCounts Against)> Rules(Backtest ours, Backtest against, RuleSet rules, RuleSet againstRules)
    {
        var titles = againstRules.Correlations.Concat(rules.Correlations).GroupBy(static rule => rule.Id, StringComparer.Ordinal)
            .ToDictionary(static same => same.Key, static same => same.Last().Title, StringComparer.Ordinal);
        return
        [
            .. ours.Rules.Keys.Union(against.Rules.Keys, StringComparer.Ordinal)
                .Select(id => (id, titles[id], ours.Rules.GetValueOrDefault(id), against.Rules.GetValueOrDefault(id)))
                .OrderByDescending(static rule => Weight(rule.Item3, rule.Item4)).ThenBy(static rule => rule.id, StringComparer.Ordinal),
        ];
    }

    /// <summary>Things that differ, the greatest difference first.</summary>
    private static List<(ThingKey Thing, BacktestCounts Ours, BacktestCounts Against)> Things(Backtest ours, Backtest against)
    {
        var others = against.Things().ToDictionary();
        var differing = new List<(ThingKey Thing, BacktestCounts Ours, BacktestCounts Against)>();
        foreach (var (thing, counts) in ours.Things())
        {
            others.Remove(thing, out var other);
            if (counts != other)
            {
                differing.Add((thing, counts, other));
            }
        }

        differing.AddRange(others.Select(static other => (other.Key, default(BacktestCounts), other.Value)));
        return
        [
            .. differing.OrderByDescending(static thing => Weight(thing.Ours, thing.Against)).ThenBy(static thing => thing.Thing.ToString(), StringComparer.Ordinal),
        ];
    }

    // What people see counts first, then what it costs.
    private static (long Seen, long Changes) Weight(BacktestCounts ours, BacktestCounts against)
    {
        var difference = ours - against;
        return (Math.Abs(difference.Escalations) + Math.Abs(difference.Incidents) + Math.Abs(difference.FleetIncidents), Math.Abs(difference.FindingChanges));
    }

    private static JsonObject Counts(BacktestCounts ours, BacktestCounts against, (string Name, string Words, Func<BacktestCounts, long> Value)[] figures)
    {
        return new JsonObject
        {
            ["rules"] = Side(figure => figure(ours)),
            ["against"] = Side(figure => figure(against)),
            ["difference"] = Side(figure => figure(ours) - figure(against)),
        };

        JsonObject Side(Func<Func<BacktestCounts, long>, long> value) =>
            new(figures.Select(figure => KeyValuePair.Create<string, JsonNode?>(figure.Name, value(figure.Value))));
    }

    private static string Both(BacktestCounts ours, BacktestCounts against) => string.Join(", ", Figures
        .Where(figure => figure.Value(ours) != 0 || figure.Value(against) != 0)
        .Select(figure => $"{figure.Words} {Number(figure.Value(ours))}/{Number(figure.Value(against))}"));

    private static string Name(RuleSet rules) => rules.Correlations.IsEmpty ? "without rules" : rules.Hash;

    private static string Row(string words, string ours, string against, string difference) => $"  {words,-22}{ours,14}{against,14}{difference,14}";

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Signed(long value) => value.ToString("+#,0;-#,0;0", CultureInfo.InvariantCulture);
}
