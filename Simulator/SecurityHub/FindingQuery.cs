using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

using OrleansDefender.Simulator.Http;

namespace OrleansDefender.Simulator.SecurityHub;

/// <summary>What a GetFindings request asks for: a condition on findings, parts of it that the index can answer, an order, and a page.</summary>
internal sealed class FindingQuery
{
    // Service model, GetFindingsRequest (high).
    private const int MostAttributes = 10;
    private const int MostValues = 20;
    private const int LargestPage = 100;

    private readonly List<Func<JsonObject, bool>> _conditions = [];

    private FindingQuery()
    {
    }

    /// <summary>The most findings to answer.</summary>
    public int MaxResults { get; private set; } = LargestPage;

    /// <summary>Where the page starts: the last number of the page before, or in a sorted query how many findings came before. 0 at the start.</summary>
    public long Position { get; private set; }

    /// <summary>The Ids asked for, where the filter names some; else <see langword="null"/>.</summary>
    public IReadOnlyList<string>? Ids { get; private set; }

    /// <summary>The record states that can pass.</summary>
    public IReadOnlyList<string> RecordStates { get; private set; } = AsffFormat.RecordStates;

    /// <summary>The workflow statuses that can pass.</summary>
    public IReadOnlyList<string> WorkflowStatuses { get; private set; } = AsffFormat.WorkflowStatuses;

    /// <summary>The severity labels that can pass.</summary>
    public IReadOnlyList<string> SeverityLabels { get; private set; } = AsffSeverity.Labels;

    /// <summary>The SQL terms of the order asked for; <see langword="null"/> for the order of creation.</summary>
    public string? Order { get; private set; }

    /// <summary>Whether any condition is set; where none is, each finding read belongs to the page.</summary>
    public bool IsFiltered => _conditions.Count > 0;

    /// <summary>Whether state, workflow or severity is limited.</summary>
    public bool IsNarrowed => RecordStates.Count < AsffFormat.RecordStates.Count || WorkflowStatuses.Count < AsffFormat.WorkflowStatuses.Count ||
        SeverityLabels.Count < AsffSeverity.Labels.Count;

    /// <summary>Whether nothing can pass, because a state, workflow or severity is asked for that does not exist.</summary>
    public bool IsEmpty => RecordStates.Count == 0 || WorkflowStatuses.Count == 0 || SeverityLabels.Count == 0;

    private string Fingerprint { get; set; } = "";

    /// <summary>Reads a request.</summary>
    /// <exception cref="AwsErrorException">It is not valid.</exception>
    public static FindingQuery Parse(JsonObject body, SimulatorRules rules, DateTimeOffset now)
    {
        if (JsonReading.BlankFault(body) is { } fault)
        {
            throw Invalid($"The request{fault}");
        }

        foreach (var (name, value) in body)
        {
            if (value is not null && name is not ("Filters" or "SortCriteria" or "NextToken" or "MaxResults"))
            {
                throw Invalid($"{name} is no member of GetFindings");
            }
        }

        var query = new FindingQuery();
        query.ReadFilters(body["Filters"], rules, now);
        query.ReadOrder(body["SortCriteria"]);
        query.ReadPage(body, rules);
        return query;
    }

    /// <summary>The error of a request that is not valid (service model: InvalidInputException, HTTP 400).</summary>
    public static AwsErrorException Invalid(string message) => new(400, "InvalidInputException", message);

    /// <summary>Whether a finding passes all conditions.</summary>
    public bool Matches(JsonObject finding) => _conditions.TrueForAll(condition => condition(finding));

    /// <summary>The token of the page that starts at a position.</summary>
    public string TokenAt(long position) => Convert.ToBase64String(Encoding.ASCII.GetBytes($"{Fingerprint}.{position}"));

    private static IEnumerable<string> Known(IEnumerable<string> values, TextFilter filter) => values.Where(value => filter.Matches([value]));

    private static Func<JsonObject, bool> TextCondition(FindingAttribute attribute, TextFilter filter) =>
        finding => filter.Matches([.. attribute.ValuesOf(finding).Select(value => value.Text()).OfType<string>()]);

    private static Func<JsonObject, bool> DateCondition(string name, FindingAttribute attribute, IEnumerable<JsonObject> conditions, DateTimeOffset now)
    {
        var ranges = conditions.Select(condition => DateRange(name, condition, now)).ToArray();
        return finding => attribute.ValuesOf(finding).Any(value =>
            value.Text() is { } text && AsffTimestamp.TryParse(text, out var time) && Array.Exists(ranges, range => range.From <= time && time <= range.To));
    }

    private static (AsffTimestamp From, AsffTimestamp To) DateRange(string name, JsonObject condition, DateTimeOffset now)
    {
        var first = new AsffTimestamp(long.MinValue, 0);
        var last = new AsffTimestamp(long.MaxValue, 0);
        if (condition["DateRange"] is JsonObject days)
        {
            // Whole days back from the moment of the call. Before the model had a Comparison, a range always meant WITHIN, which is still the default (high).
            if (days.Integer("Value") is not (>= 1 and <= 36_500) || days.Text("Unit") is not (null or "DAYS") ||
                days.Text("Comparison") is not (null or "WITHIN" or "OLDER_THAN"))
            {
                throw Invalid($"Filters.{name} has no valid DateRange");
            }

            var edge = AsffTimestamp.From(now) is var moment ? moment with { Seconds = moment.Seconds - (days.Integer("Value")!.Value * 24 * 3600) } : default;
            return days.Text("Comparison") == "OLDER_THAN" ? (first, edge) : (edge, last);
        }

        var start = condition.Text("Start");
        var end = condition.Text("End");
        if (start is null && end is null)
        {
            throw Invalid($"Filters.{name} needs Start, End or DateRange");
        }

        if ((start is not null && !AsffTimestamp.TryParse(start, out first)) || (end is not null && !AsffTimestamp.TryParse(end, out last)))
        {
            throw Invalid($"Filters.{name} has no valid timestamp");
        }

        return (first, last);
    }

    private static Func<JsonObject, bool> NumberCondition(string name, FindingAttribute attribute, IEnumerable<JsonObject> conditions)
    {
        var bounds = conditions.Select(condition => NumberBounds(name, condition)).ToArray();
        return finding => attribute.ValuesOf(finding).Any(value => value.Number() is { } number && Array.Exists(bounds, holds => holds(number)));
    }

    private static Predicate<double> NumberBounds(string name, JsonObject condition)
    {
        var tests = new List<Predicate<double>>();
        foreach (var (bound, node) in condition)
        {
            if (node is null)
            {
                continue;
            }

            var limit = node.Number() ?? throw Invalid($"Filters.{name}.{bound} is not a number");
            tests.Add(bound switch
            {
                "Eq" => number => number.Equals(limit),
                "Gte" => number => number >= limit,
                "Lte" => number => number <= limit,
                "Gt" => number => number > limit,
                "Lt" => number => number < limit,
                _ => throw Invalid($"Filters.{name}.{bound} is no bound"),
            });
        }

        return tests.Count == 0 ? throw Invalid($"Filters.{name} needs a bound") : number => tests.TrueForAll(test => test(number));
    }

    // Service model, MapFilter (high): like strings, per key; conditions on different keys are taken as one list, so that those that ask for something are
    // joined by "or" (medium).
    private static Func<JsonObject, bool> MapCondition(
        string name,
        FindingAttribute attribute,
        IReadOnlyList<JsonObject> conditions,
        SimulatorRules rules)
    {
        var filters = new List<(string Key, bool IsNegated, TextFilter Filter)>();
        foreach (var perKey in conditions.GroupBy(condition => condition.Text("Key") ?? throw Invalid($"Filters.{name} needs a Key")))
        {
            if (perKey.Any(condition => condition.Text("Comparison") is "PREFIX" or "PREFIX_NOT_EQUALS"))
            {
                throw Invalid($"Filters.{name} has a Comparison that maps do not have");
            }

            var negated = perKey.Any(condition => condition.Text("Comparison") is "NOT_EQUALS" or "NOT_CONTAINS");
            filters.Add((perKey.Key, negated, TextFilter.Parse(name, perKey, rules)));
        }

        return finding =>
        {
            var maps = attribute.ValuesOf(finding).OfType<JsonObject>().ToArray();
            bool Passes((string Key, bool IsNegated, TextFilter Filter) filter) =>
                filter.Filter.Matches([.. maps.Select(map => map.Text(filter.Key)).OfType<string>()]);

            var wanted = filters.Where(filter => !filter.IsNegated).ToArray();
            return (wanted.Length == 0 || Array.Exists(wanted, Passes)) && filters.Where(filter => filter.IsNegated).All(Passes);
        };
    }

    private static Func<JsonObject, bool> FlagCondition(string name, FindingAttribute attribute, IEnumerable<JsonObject> conditions)
    {
        var wanted = conditions
            .Select(condition => condition["Value"] is JsonValue value && value.TryGetValue<bool>(out var flag) ? flag : throw Invalid($"Filters.{name} needs a Value"))
            .ToHashSet();
        return finding => wanted.Contains(attribute.ValuesOf(finding).Any(value => value.GetValueKind() == System.Text.Json.JsonValueKind.True));
    }

    private void ReadFilters(JsonNode? node, SimulatorRules rules, DateTimeOffset now)
    {
        if (node is null)
        {
            return;
        }

        if (node is not JsonObject filters)
        {
            throw Invalid("Filters is not a structure");
        }

        if (filters.Count > MostAttributes)
        {
            throw Invalid($"Filters has more than {MostAttributes} attributes");
        }

        foreach (var (name, values) in filters)
        {
            if (!FindingAttribute.TryGet(name, out var attribute))
            {
                throw Invalid($"Filters.{name} is not supported");
            }

            if (values is not JsonArray list || list.Any(value => value is not JsonObject))
            {
                throw Invalid($"Filters.{name} is not a list of conditions");
            }

            if (list.Count > MostValues)
            {
                throw Invalid($"Filters.{name} has more than {MostValues} values");
            }

            if (list.Count > 0)
            {
                Add(name, attribute, [.. list.Select(value => value!.AsObject())], rules, now);
            }
        }
    }

    private void Add(string name, FindingAttribute attribute, IReadOnlyList<JsonObject> conditions, SimulatorRules rules, DateTimeOffset now)
    {
        switch (attribute.Kind)
        {
            case FilterKind.Text:
                var filter = TextFilter.Parse(name, conditions, rules);
                Narrow(name, filter);
                _conditions.Add(TextCondition(attribute, filter));
                break;
            case FilterKind.Date:
                _conditions.Add(DateCondition(name, attribute, conditions, now));
                break;
            case FilterKind.Number:
                _conditions.Add(NumberCondition(name, attribute, conditions));
                break;
            case FilterKind.Map:
                _conditions.Add(MapCondition(name, attribute, conditions, rules));
                break;
            default:
                _conditions.Add(FlagCondition(name, attribute, conditions));
                break;
        }
    }

    private void Narrow(string name, TextFilter filter)
    {
        switch (name)
        {
            case "Id":
                Ids = filter.OnlyEqualTo;
                break;
            case "RecordState":
                RecordStates = [.. Known(AsffFormat.RecordStates, filter)];
                break;
            case "WorkflowStatus":
                WorkflowStatuses = [.. Known(AsffFormat.WorkflowStatuses, filter)];
                break;
            case "SeverityLabel":
                SeverityLabels = [.. Known(AsffSeverity.Labels, filter)];
                break;
            default:
                break;
        }
    }

    private void ReadOrder(JsonNode? node)
    {
        if (node is null)
        {
            return;
        }

        if (node is not JsonArray criteria)
        {
            throw Invalid("SortCriteria is not a list");
        }

        // As many as attributes may be filtered; the model sets no number (low).
        if (criteria.Count > MostAttributes)
        {
            throw Invalid($"SortCriteria has more than {MostAttributes} entries");
        }

        var terms = new List<string>();
        foreach (var criterion in criteria)
        {
            if (criterion is not JsonObject || !FindingAttribute.TryGet(criterion["Field"].Text() ?? "", out var attribute) ||
                attribute.SortExpression is not { } expression)
            {
                throw Invalid("SortCriteria names a Field that findings cannot be sorted by");
            }

            terms.Add(criterion["SortOrder"].Text() switch
            {
                null or "asc" => expression + " ASC",
                "desc" => expression + " DESC",
                _ => throw Invalid("SortCriteria has a SortOrder that is neither asc nor desc"),
            });
        }

        Order = terms.Count == 0 ? null : string.Join(", ", terms);
    }

    private void ReadPage(JsonObject body, SimulatorRules rules)
    {
        if (body[nameof(MaxResults)] is { } most)
        {
            MaxResults = most.Integer() is >= 1 and <= LargestPage and var count ? (int)count : throw Invalid($"MaxResults is not 1 to {LargestPage}");
        }

        // A token belongs to the query that gave it (documented for paging in general; medium, hence the switch).
        var asked = $"{body["Filters"]?.ToCompactJson()}\n{body["SortCriteria"]?.ToCompactJson()}";
        Fingerprint = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(asked)).AsSpan(0, 8));
        if (body["NextToken"] is not { } token)
        {
            return;
        }

        var bytes = new byte[256];
        var text = token.Text() is { Length: <= 256 } given && Convert.TryFromBase64String(given, bytes, out var length)
            ? Encoding.ASCII.GetString(bytes, 0, length)
            : "";
        var parts = text.Split('.');
        Position = parts.Length == 2 && (parts[0] == Fingerprint || !rules.TokenBelongsToQuery) && long.TryParse(parts[1], out var position) && position >= 0
            ? position
            : throw Invalid("NextToken is not one of this query");
    }
}
