using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace OrleansDefender.Correlation.Rules;

/// <summary>Makes a rule set of rule files. Pure. All problems are told together, each with its file and line; with one problem there is no set.</summary>
internal static partial class RuleLoader
{
    /// <summary>The most rules of a set.</summary>
    public const int MostRules = 500;

    /// <summary>The most characters of a title.</summary>
    public const int LongestTitle = 256;

    private const int MostTags = 50;

    // Those of Sigma 2.1, ours, and the ones in wide use; others are allowed, and probably typing errors.
    private static readonly HashSet<string> Attributes = new(StringComparer.Ordinal)
    {
        "title", "id", "name", "taxonomy", "status", "description", "license", "author", "references", "date", "modified", "related", "fields",
        "falsepositives", "tags", "scope", "level", "logsource", "detection", "correlation", "generate", "effect", "tests",
    };

    private static readonly string[] States = ["stable", "test", "experimental", "deprecated", "unsupported"];

    /// <summary>Loads files.</summary>
    /// <param name="files">The files.</param>
    /// <param name="disabled">Ids of correlations that must not act.</param>
    public static LoadedRules Load(IReadOnlyList<RuleFile> files, IReadOnlyCollection<string>? disabled = null)
    {
        var sinks = new List<RuleProblems>();
        var documents = Choose(ReadAll(files, sinks));
        var off = new HashSet<string>(disabled ?? [], StringComparer.OrdinalIgnoreCase);
        if (documents.Count > MostRules)
        {
            documents[MostRules].Problems.Add(documents[MostRules].Map.Line, $"There are more than {MostRules} rules.");
            return Refused(sinks);
        }

        CheckUnique(documents);
        var bases = new Dictionary<RuleDocument, BaseRule>();
        foreach (var document in documents.Where(static document => !document.IsCorrelation))
        {
            if (BaseRuleReader.Read(document) is { } rule)
            {
                bases.Add(document, rule);
            }
        }

        var hashes = new RuleHashes();
        var sorted = Sort(Refer(documents));
        var reader = new CorrelationReader(bases, hashes);
        var isSound = sinks.All(static sink => sink.Count == 0);
        foreach (var draft in sorted)
        {
            draft.Rule = reader.Read(draft, sorted, off.Contains(draft.Document.Id), isSound);
        }

        var tests = sorted.SelectMany(static draft => RuleTestReader.Read(draft.Document)).ToImmutableArray();
        if (sinks.Any(static sink => sink.Count > 0))
        {
            return Refused(sinks);
        }

        var correlations = Needed(sorted);
        var used = bases.OrderBy(static entry => entry.Value.Id, StringComparer.Ordinal).ToList();
        return new LoadedRules
        {
            Rules = new RuleSet
            {
                BaseRules = [.. used.Select(static entry => entry.Value)],
                Correlations = correlations,
                Hash = hashes.OfSet(used.Select(static entry => entry.Key), correlations),

                // A comment that names one costs some bytes for each signal, and nothing else.
                UsesValues = files.Any(static file => file.Text.Contains("metricValue.", StringComparison.Ordinal)),
            },
            Warnings = Gather(sinks, static sink => sink.Warnings),
            Tests = tests,
            Sources = documents.ToImmutableDictionary(
                static document => document.Id, static document => new RuleSource(document.File.Name, document.File.IsShipped, document.Map.Line), StringComparer.Ordinal),
        };
    }

    private static LoadedRules Refused(List<RuleProblems> sinks) => new()
    {
        Problems = Gather(sinks, static sink => sink.Problems),
        Warnings = Gather(sinks, static sink => sink.Warnings),
    };

    private static ImmutableArray<RuleProblem> Gather(List<RuleProblems> sinks, Func<RuleProblems, IReadOnlyList<RuleProblem>> which) =>
        [.. sinks.SelectMany(which).Distinct().OrderBy(static problem => problem.File, StringComparer.Ordinal).ThenBy(static problem => problem.Line).Take(RuleProblems.Most)];

    private static List<RuleDocument> ReadAll(IReadOnlyList<RuleFile> files, List<RuleProblems> sinks)
    {
        var documents = new List<RuleDocument>();
        foreach (var file in files)
        {
            var problems = new RuleProblems(file.Name);
            sinks.Add(problems);
            if (!FileName().IsMatch(file.Name))
            {
                problems.Add(0, "A rule file is called [a-z0-9_]{10,70}.yml.");
                continue;
            }

            foreach (var node in problems.Try(() => RuleYaml.Read(file.Text)) ?? [])
            {
                if (node is not RuleMap map)
                {
                    problems.Add(node.Line, "A document must be a map: a base rule or a correlation.");
                }
                else if (problems.Try(() => ReadDocument(file, problems, map)) is { } document)
                {
                    documents.Add(document);
                }
            }
        }

        return documents;
    }

    private static RuleDocument ReadDocument(RuleFile file, RuleProblems problems, RuleMap map)
    {
        var hasDetection = map["detection"] is not null || map["logsource"] is not null;
        if (hasDetection == map["correlation"] is not null)
        {
            throw new RuleSyntaxException(map.Line, hasDetection
                ? "A document is either a base rule (logsource, detection) or a correlation."
                : "The document has neither a detection nor a correlation.");
        }

        foreach (var (key, _) in map.Entries)
        {
            if (!Attributes.Contains(key.Text!))
            {
                problems.Warn(key.Line, $"The attribute '{Shown.Of(key.Text)}' is not known, and means nothing.");
            }
            else if (hasDetection && key.Text is "generate" or "effect" or "tests")
            {
                problems.Add(key.Line, $"'{key.Text}' belongs to correlations.");
            }
        }

        var title = RuleReading.Text(map, "title", LongestTitle) ?? throw new RuleSyntaxException(map.Line, "The rule has no title.");
        var id = RuleReading.Text(map, "id", 64) ?? throw new RuleSyntaxException(map.Line, "The rule has no id.");
        if (!Guid.TryParseExact(id, "D", out var uuid))
        {
            throw new RuleSyntaxException(map["id"]!.Line, $"The id '{Shown.Of(id)}' is no UUID.");
        }

        var name = RuleReading.Text(map, "name", 70);
        if (name is not null && !Name().IsMatch(name))
        {
            throw new RuleSyntaxException(map["name"]!.Line, $"The name '{Shown.Of(name)}' must be made of letters, digits, _, - and dots.");
        }

        var document = new RuleDocument(file, problems, map, uuid.ToString("D"), name, title);
        CheckDescriptive(document);
        return document;
    }

    private static void CheckDescriptive(RuleDocument document)
    {
        _ = document.Problems.Try(() => RuleReading.Text(document.Map, "description", RuleYaml.LongestText));
        if (document.Problems.Try(() => RuleReading.Text(document.Map, "taxonomy", 64)) is { } taxonomy and not "orleansdefender")
        {
            document.Problems.Add(document.LineOf("taxonomy"), $"The taxonomy '{Shown.Of(taxonomy)}' is not supported; it is orleansdefender.");
        }

        if (document.Problems.Try(() => RuleReading.Text(document.Map, "status", 64)) is { } status && !States.Contains(status))
        {
            document.Problems.Add(document.LineOf("status"), $"The status '{Shown.Of(status)}' is none of {string.Join(", ", States)}.");
        }

        foreach (var (tag, line) in document.Problems.Try(() => RuleReading.Texts(document.Map, "tags", MostTags)) ?? [])
        {
            if (!Tag().IsMatch(tag))
            {
                document.Problems.Add(line, $"'{Shown.Of(tag)}' is no tag: namespace.name in lower case, such as attack.t0859.");
            }
        }
    }

    /// <summary>Leaves out shipped rules whose ids somebody else's file has.</summary>
    private static List<RuleDocument> Choose(List<RuleDocument> documents)
    {
        var own = documents.Where(static document => !document.File.IsShipped).Select(static document => document.Id).ToHashSet(StringComparer.Ordinal);
        return [.. documents.Where(document => !document.File.IsShipped || !own.Contains(document.Id))];
    }

    private static void CheckUnique(List<RuleDocument> documents)
    {
        var ids = new Dictionary<string, RuleDocument>(StringComparer.Ordinal);
        var names = new Dictionary<string, RuleDocument>(StringComparer.Ordinal);
        foreach (var document in documents)
        {
            if (!ids.TryAdd(document.Id, document))
            {
                document.Problems.Add(document.LineOf("id"), $"The id {document.Id} is also that of {Place(ids[document.Id])}.");
            }

            if (document.Name is { } name && !names.TryAdd(name, document))
            {
                document.Problems.Add(document.LineOf("name"), $"The name {name} is also that of {Place(names[name])}.");
            }
        }
    }

    private static List<RuleDraft> Refer(List<RuleDocument> documents)
    {
        var byName = documents
            .SelectMany(static document => new[] { (Key: document.Id, document), (Key: document.Name ?? document.Id, document) })
            .ToLookup(static entry => entry.Key, static entry => entry.document, StringComparer.OrdinalIgnoreCase);
        var drafts = documents.Where(static document => document.IsCorrelation).Select(static document => new RuleDraft(document)).ToList();
        foreach (var draft in drafts)
        {
            var problems = draft.Document.Problems;
            draft.Generates = RuleReading.Truth(draft.Document.Map, "generate", problems) ?? false;
            if (draft.Document.Map["correlation"] is not RuleMap correlation)
            {
                problems.Add(draft.Document.LineOf("correlation"), "The correlation must be a map.");
                continue;
            }

            var references = problems.Try(() => RuleReading.Texts(correlation, "rules", CorrelationRule.MostInputs))
                ?? [];
            if (references.Count == 0 && correlation["rules"] is null or RuleList { Items.Count: 0 })
            {
                problems.Add(correlation.Line, "The correlation has no rules.");
            }

            foreach (var (reference, line) in references)
            {
                // By id in any case, by name exactly.
                var targets = byName[reference].Where(target => target.Name == reference || target.Id.Equals(reference, StringComparison.OrdinalIgnoreCase)).Distinct().ToList();
                if (targets.Count != 1)
                {
                    problems.Add(line, targets.Count == 0
                        ? $"There is no rule with the name or id '{Shown.Of(reference)}'."
                        : $"'{Shown.Of(reference)}' is ambiguous: it means {string.Join(" and ", targets.Select(Place))}.");
                    continue;
                }

                draft.References.Add((targets[0], reference, line));
            }
        }

        return drafts;
    }

    /// <summary>Inputs first, otherwise in the order of ids, so that the set is the same in whatever order the files come.</summary>
    private static List<RuleDraft> Sort(List<RuleDraft> drafts)
    {
        var byDocument = drafts.ToDictionary(static draft => draft.Document);
        var sorted = new List<RuleDraft>(drafts.Count);
        var isDone = new Dictionary<RuleDraft, bool>();
        foreach (var draft in drafts.OrderBy(static draft => draft.Document.Id, StringComparer.Ordinal))
        {
            Visit(draft);
        }

        return sorted;

        void Visit(RuleDraft draft)
        {
            isDone[draft] = false;
            foreach (var (target, name, line) in draft.References)
            {
                if (!byDocument.TryGetValue(target, out var input))
                {
                    continue;
                }

                input.IsInput = true;
                input.IsGenerated |= draft.Generates;
                if (!isDone.TryGetValue(input, out var done))
                {
                    Visit(input);
                }
                else if (!done)
                {
                    draft.Document.Problems.Add(line, $"The reference to '{Shown.Of(name)}' closes a circle of correlations.");
                }
            }

            isDone[draft] = true;
            sorted.Add(draft);
        }
    }

    /// <summary>The rules that act, and their inputs.</summary>
    private static ImmutableArray<CorrelationRule> Needed(List<RuleDraft> sorted)
    {
        var needed = new HashSet<CorrelationRule>();
        for (var i = sorted.Count - 1; i >= 0; i--)
        {
            var rule = sorted[i].Rule!;
            if (rule.Acts || needed.Contains(rule))
            {
                needed.Add(rule);
                needed.UnionWith(rule.Inputs.Select(static input => input.Correlation).OfType<CorrelationRule>());
            }
        }

        return [.. sorted.Select(static draft => draft.Rule!).Where(needed.Contains)];
    }

    private static string Place(RuleDocument document) => FormattableString.Invariant($"{document.File.Name}:{document.Map.Line}");

    [GeneratedRegex("^[a-z0-9_]{10,70}\\.yml\\z")]
    private static partial Regex FileName();

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9_.-]*\\z")]
    private static partial Regex Name();

    [GeneratedRegex("^[a-z0-9_-]+(\\.[a-z0-9_-]+)+\\z")]
    private static partial Regex Tag();
}
