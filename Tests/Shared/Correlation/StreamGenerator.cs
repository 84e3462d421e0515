using System.Collections.Immutable;

using OrleansDefender.Correlation;
using OrleansDefender.Correlation.Rules;
using OrleansDefender.Tests.Oracle;

namespace OrleansDefender.Tests.Shared.Correlation;

/// <summary>Makes streams: hours of event time, a few things, rules of all types, bursts beyond the caps, gaps that are a window or a cooldown long to the millisecond.</summary>
internal sealed class StreamGenerator
{
    private const long Minute = 60_000;
    private const long Grid = 5 * Minute;
    private const long WordsReach = 8L * 24 * 60 * Minute;

    private static readonly StreamPredicate[] Predicates =
    [
        new("alarm", SignalCategory.Detect, SignalEvents.InAlarm),
        new("alarm_ab", SignalCategory.Detect, SignalEvents.InAlarm, "behaviorName", "a", "b"),
        new("alarm_b", SignalCategory.Detect, SignalEvents.InAlarm, "behaviorName", "b"),
        new("alarm_c", SignalCategory.Detect, SignalEvents.InAlarm, "behaviorName", "c", "C"),
        new("cleared", SignalCategory.Detect, SignalEvents.Cleared),
        new("detect", SignalCategory.Detect),
        new("detect_p", SignalCategory.Detect, null, "securityProfileName", "p"),
        new("finding", SignalCategory.Audit, SignalEvents.FindingOpened),
        new("state", SignalCategory.State),
        new("verified", SignalCategory.State, SignalEvents.Verified),
        new("listed", SignalCategory.Detect, null, "metricValue.strings", "v1", "v2"),
    ];

    private readonly Random _random;
    private readonly Dictionary<(SignalKey Key, string? Word), (Signal Engine, OracleSignal Oracle)> _signals = [];
    private readonly List<StreamRule> _rules = [];
    private readonly (StreamPredicate Oracle, BaseRule Engine)[] _bases = [.. Predicates.Select(static predicate => (predicate, predicate.ToBaseRule()))];
    private readonly string[] _things;
    private readonly long _latenessMs;
    private readonly long _startMs;
    private readonly long _endMs;

    private StreamGenerator(int seed)
    {
        _random = new Random(seed);
        _latenessMs = One(60 * Minute, 60 * Minute, 60 * Minute, 20 * Minute, 10 * Minute);
        _things = [.. Enumerable.Range(0, One(1, 1, 1, 2, 3)).Select(static number => $"thing-{number}")];
        _startMs = new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds() + (_random.Next(300) * Grid);
        _endMs = _startMs + (_random.Next(3, 11) * 60 * Minute);
    }

    /// <summary>Makes the stream of a seed.</summary>
    public static CorrelationStream Make(int seed)
    {
        var generator = new StreamGenerator(seed);
        generator.MakeRules();
        generator.MakeSignals();
        return generator.Finish(seed);
    }

    private void MakeRules()
    {
        foreach (var type in Enum.GetValues<OracleRuleType>())
        {
            _rules.Add(Rule(type, OneOf(["thingName"], ["thingName"], ["thingName"], ["thingName", "behaviorName"], ["securityProfileName", "thingName"]), []));
        }

        // A correlation as an input: of the whole thing, whatever the inner one's groups are.
        if (Chance(60))
        {
            _rules.Add(Rule(One(Enum.GetValues<OracleRuleType>()), ["thingName"], [.. Two(_rules)]));
        }

        if (Chance(35))
        {
            var groupBy = OneOf(["thingGroupNames"], ["securityProfileName", "behaviorName"], ["device"], ["region"], ["metricValue.strings", "thingGroupNames"]);
            _rules.Add(Rule(One(Enum.GetValues<OracleRuleType>()), groupBy, groupBy[0] == "device" && Chance(50) ? [_rules[_random.Next(4)]] : []));
        }
    }

    private StreamRule Rule(OracleRuleType type, string[] groupBy, IReadOnlyList<StreamRule> inputs)
    {
        var isCount = type is OracleRuleType.EventCount or OracleRuleType.ValueCount;
        var wanted = (isCount ? One(1, 1, 2) : One(2, 2, 3)) - inputs.Count;
        var bases = _bases.OrderBy(_ => _random.Next()).Take(Math.Max(wanted, inputs.Count > 1 ? 0 : 1)).ToList();
        if (inputs.Count == 0 && Chance(70) && !bases.Exists(static rule => rule.Oracle.Name is "alarm" or "detect"))
        {
            // What matches nearly everything meets the bursts.
            bases[_random.Next(bases.Count)] = _bases[One(0, 0, 5)];
        }

        var timespanMs = One(10, 15, 30, 60, 60, 120, 240) * Minute;
        long? cooldownMs = One(0, 1, 1, 2, 3, 4) switch
        {
            0 => 0,
            1 => null,
            2 => Grid,
            3 => timespanMs / 2,
            _ => timespanMs + One(0, 1, -1, Grid),
        };
        var valueField = inputs.Count > 0 ? inputs[0].Oracle.GroupBy[^1] : One("behaviorName", "metricValue.strings", "metricValue.strings", "violationId");
        return StreamRule.Of(
            $"r{_rules.Count}",
            type,
            bases,
            inputs,
            groupBy,
            groupBy[0] == "device" ? [("device", "finding", "clientId"), .. bases.Where(static rule => rule.Oracle.Name != "finding").Select(static rule => ("device", rule.Oracle.Name, "thingName")), .. inputs.Select(static rule => ("device", rule.Oracle.Id, "thingName"))] : [],
            timespanMs,
            cooldownMs,
            isCount ? Condition(type) : null,
            type == OracleRuleType.ValueCount ? valueField : null,
            One("Low", "Medium", "High", "Critical"));
    }

    private (string Operator, int Number)[] Condition(OracleRuleType type)
    {
        var least = Chance(8) ? _random.Next(30, 37) : _random.Next(1, type == OracleRuleType.ValueCount ? 4 : 6);
        return _random.Next(8) switch
        {
            0 => [("gt", least - 1)],
            1 => [("gte", least), ("lte", least + _random.Next(4))],
            2 => [("gte", least), ("lt", least + 1 + _random.Next(4))],
            3 => [("gt", least - 1), ("neq", least + 1)],
            4 => [("gte", least), ("eq", least)],
            _ => [("gte", least)],
        };
    }

    private void MakeSignals()
    {
        // Walks of gaps that the rules' numbers make interesting.
        var most = _random.Next(20, 110);
        for (var walks = One(1, 2, 3); walks > 0; walks--)
        {
            var thing = One(_things);
            var atMs = _startMs + (_random.Next(12) * Grid);
            for (var i = 0; i < most / walks && atMs <= _endMs; i++)
            {
                Add(Chance(80) ? thing : One(_things), atMs, $"e{_random.Next(6)}", null);
                atMs += Gap();
            }
        }

        if (Chance(60))
        {
            for (var bursts = One(1, 1, 2); bursts > 0; bursts--)
            {
                Burst();
            }
        }

        if (Chance(70))
        {
            Words();
        }

        Edges();
    }

    // After everything else: what a rule wants, the first of it exactly as old as its window is long, or a millisecond off.
    private void Edges()
    {
        var atMs = _endMs + _rules.Max(static rule => rule.Oracle.Timespan) + Grid;
        foreach (var rule in _rules.Where(static rule => rule.Oracle.Inputs.All(static input => input.Rule is null)))
        {
            if (!Chance(35))
            {
                continue;
            }

            var thing = One(_things);
            var lastMs = atMs + rule.Oracle.Timespan + One(0, 0, 0, 0, 1, -1);
            StreamPredicate[] inputs = [.. rule.Engine.Inputs.Select(input => Array.Find(Predicates, predicate => predicate.Name == input.Name)!)];
            var count = rule.Oracle.Condition is { } condition ? Math.Min(6, condition.Parts.Max(static part => part.Number)) : inputs.Length;
            for (var i = 0; i < count; i++)
            {
                AddLike(inputs[rule.Oracle.Condition is null ? i : 0], i, thing, i == 0 ? atMs : lastMs);
            }

            atMs = lastMs + _rules.Max(static other => other.Oracle.Timespan) + Grid;
        }
    }

    private void AddLike(StreamPredicate predicate, int number, string thing, long atMs)
    {
        if (predicate.Category == SignalCategory.Audit)
        {
            AddFinding(thing, thing, thing, SignalEvents.FindingOpened, atMs, ThingContext.None);
            return;
        }

        var violation = $"{thing}-p{number}";
        var signal = new Signal
        {
            Id = $"{thing}/{violation}",
            Scope = CorrelationStream.Scope,
            ThingName = thing,
            Category = predicate.Category,
            EventType = predicate.EventType ?? (predicate.Category == SignalCategory.State ? SignalEvents.Flapping : SignalEvents.InAlarm),
            Time = DateTimeOffset.FromUnixTimeMilliseconds(atMs),
            Severity = Severity.Medium,
            Profile = "p",
            Behavior = predicate.Field == "behaviorName" ? predicate.Values[number % predicate.Values.Length] : ((string[])["a", "b", "c", "C"])[number % 4],
            ViolationId = violation,
            Value = predicate.Category == SignalCategory.Detect ? new MetricValue { Strings = [$"v{number + 1}"] } : null,
            Context = new ThingContext { Groups = ["g0"] },
        };
        if (signal.EventType == SignalEvents.Verified)
        {
            AddWord(signal, atMs, Verification.TruePositive);
        }
        else
        {
            AddBoth(signal, null);
        }
    }

    private long Gap()
    {
        var rule = One([.. _rules]).Oracle;
        var cooldownMs = rule.Cooldown ?? rule.Timespan;
        return _random.Next(12) switch
        {
            0 => 0,
            1 => 1,
            2 or 3 => Grid,
            4 => 2 * Grid,
            5 or 6 => rule.Timespan,
            7 => rule.Timespan + One(-1, 1),
            8 => cooldownMs,
            9 => cooldownMs + One(0, 1),
            10 => rule.Timespan / 2,
            _ => _random.NextInt64(Grid),
        };
    }

    private void Burst()
    {
        var thing = One(_things);
        var behavior = One("a", "b", "c", null);
        var stepMs = One<long>(0, 1, 1000, 5000);
        var times = _signals.Keys.Select(static place => place.Key.TimeMs).Append(_startMs).ToList();
        var atMs = times[_random.Next(times.Count)] + One(0, Grid, _rules[_random.Next(4)].Oracle.Timespan, -One(_rules.Select(static rule => rule.Oracle.Timespan).ToArray()));
        var episodes = Chance(50) ? 3 : 60;
        for (var i = _random.Next(12, 48); i > 0; i--)
        {
            Add(thing, atMs, stepMs == 0 || episodes > 3 ? $"f{_random.Next(episodes)}-{i}" : $"f{_random.Next(episodes)}", behavior, isAlarm: true);
            atMs += stepMs;
        }
    }

    private void Words()
    {
        var said = _signals.Values.Select(static signal => signal.Engine).Where(static signal => signal is { ThingName: not null, ViolationId: not null }).ToList();
        for (var words = _random.Next(1, 9); words > 0 && said.Count > 0; words--)
        {
            var about = One([.. said]);
            var atMs = about.Key.TimeMs + One(0, 1, Grid, _latenessMs, _latenessMs + 1, _latenessMs - 1, 2 * _latenessMs, -Grid, _random.NextInt64(3 * _latenessMs));
            AddWord(about, atMs, One(Verification.FalsePositive, Verification.FalsePositive, Verification.BenignPositive, Verification.TruePositive, Verification.Unknown));
            if (Chance(5))
            {
                // The episode again, as late as a word reaches.
                Add(about.ThingName!, atMs + WordsReach + One(0, 1, -1), about.ViolationId![(about.ThingName!.Length + 1)..], about.Behavior, isAlarm: true);
            }

            if (Chance(40))
            {
                AddWord(about, atMs + One(0, 0, 1, Grid, _latenessMs, 2 * _latenessMs), One(Verification.Unknown, Verification.TruePositive, Verification.FalsePositive));
            }
        }
    }

    private void AddWord(Signal about, long atMs, Verification word)
    {
        var text = word switch
        {
            Verification.FalsePositive => "FALSE_POSITIVE",
            Verification.BenignPositive => "BENIGN_POSITIVE",
            Verification.TruePositive => "TRUE_POSITIVE",
            _ => "UNKNOWN",
        };
        AddBoth(
            new Signal
            {
                Id = about.Id,
                Scope = CorrelationStream.Scope,
                ThingName = about.ThingName,
                Category = SignalCategory.State,
                EventType = SignalEvents.Verified,
                Time = DateTimeOffset.FromUnixTimeMilliseconds(atMs),
                Severity = about.Severity,
                Profile = about.Profile,
                Behavior = about.Behavior,
                ViolationId = about.ViolationId,
                Verification = word,
                Context = about.Context,
            },
            text);
    }

    private void Add(string thing, long atMs, string episode, string? behavior, bool isAlarm = false)
    {
        var kind = isAlarm ? 0 : _random.Next(20);
        var context = new ThingContext { Groups = Chance(1) ? [.. Enumerable.Range(10, 20).Select(static number => $"g{number}")] : [.. Enumerable.Range(0, _random.Next(4)).Select(static number => $"g{number}")] };
        if (kind >= 18)
        {
            // A finding of a client id: of the thing, or of the resource alone.
            var client = One(_things);
            AddFinding(thing, Chance(60) ? thing : null, client, Chance(80) ? SignalEvents.FindingOpened : SignalEvents.FindingResolved, atMs, context);
            return;
        }

        var violation = $"{thing}-{episode}";
        var isState = kind == 17;
        AddBoth(
            new Signal
            {
                Id = $"{thing}/{violation}",
                Scope = CorrelationStream.Scope,
                ThingName = thing,
                Category = isState ? SignalCategory.State : SignalCategory.Detect,
                EventType = isState ? One(SignalEvents.Flapping, SignalEvents.Standing) : kind >= 13 ? One(SignalEvents.Cleared, SignalEvents.Cleared, SignalEvents.Invalidated) : SignalEvents.InAlarm,
                Time = DateTimeOffset.FromUnixTimeMilliseconds(atMs),
                Severity = Severity.Medium,
                Profile = Chance(90) ? One("p", "p", "q") : null,
                Behavior = behavior ?? One("a", "b", "c", "C"),
                ViolationId = violation,
                Value = isState ? null : new MetricValue { Strings = Strings(isAlarm) },
                Context = context,
            },
            null);
    }

    private void AddFinding(string cause, string? thing, string client, string eventType, long atMs, ThingContext context) => AddBoth(
        new Signal
        {
            Id = $"{cause}/CHECK/{client}",
            Scope = CorrelationStream.Scope,
            ThingName = thing,
            Category = SignalCategory.Audit,
            EventType = eventType,
            Time = DateTimeOffset.FromUnixTimeMilliseconds(atMs),
            Severity = Severity.Medium,
            Check = "CHECK",
            ClientId = client,
            Context = context,
        },
        null);

    private ImmutableArray<string> Strings(bool isMany) =>
        [.. Enumerable.Range(0, One(0, 1, 1, 2, 3)).Select(_ => $"v{_random.Next(isMany ? One(1, 4, 60) : 5)}").Append(Chance(60) ? "v1" : "V1").Take(3)];

    private void AddBoth(Signal signal, string? word)
    {
        var fields = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal)
        {
            [StreamPredicate.CategoryField] = [signal.Category.ToString()],
            ["accountId"] = [signal.Scope.Account],
            ["region"] = [signal.Scope.Region],
            ["eventType"] = [signal.EventType],
            ["thingGroupNames"] = signal.Context.Groups,
        };
        AddField("thingName", signal.ThingName);
        AddField("securityProfileName", signal.Profile);
        AddField("behaviorName", signal.Behavior);
        AddField("violationId", signal.ViolationId);
        AddField("clientId", signal.ClientId);
        AddField("verificationState", word);
        if (signal.Value is { } value)
        {
            fields["metricValue.strings"] = value.Strings;
        }

        // A signal of the same place in the order is the same signal: the first one made is it. Only words may differ.
        _ = _signals.TryAdd((signal.Key, word), (signal, new(signal.Id, signal.Key.TimeMs, signal.EventType, signal.ViolationId, word, fields)));

        void AddField(string name, string? text)
        {
            if (text is not null)
            {
                fields[name] = [text];
            }
        }
    }

    private CorrelationStream Finish(int seed)
    {
        // What is put behind by at most the lateness comes at most the lateness after something newer.
        var isCalm = Chance(15);
        var arrivals = _signals.Values
            .Select(signal => (signal.Engine, At: signal.Engine.Key.TimeMs + (isCalm ? 0 : Delay()), Tie: _random.Next()))
            .OrderBy(static arrival => arrival.At).ThenBy(static arrival => arrival.Tie)
            .Select(static arrival => arrival.Engine)
            .ToList();
        for (var repeats = arrivals.Count / One(3, 6, 12); repeats > 0; repeats--)
        {
            var from = _random.Next(arrivals.Count);
            arrivals.Insert(Chance(70) ? Math.Min(arrivals.Count, from + 1 + _random.Next(10)) : _random.Next(from, arrivals.Count) + 1, Again(arrivals[from]));
        }

        var most = One(2, 12, 12, 25, 50);
        var sizes = new List<int>();
        for (var left = arrivals.Count; left > 0; left -= sizes[^1])
        {
            sizes.Add(Math.Min(left, _random.Next(most) + 1));
        }

        return new()
        {
            Seed = seed,
            LatenessMs = _latenessMs,
            Rules = new RuleSet { BaseRules = [.. _bases.Select(static rule => rule.Engine)], Correlations = [.. _rules.Select(static rule => rule.Engine)], Hash = "stream" },
            OracleRules = [.. _rules.Select(static rule => rule.Oracle)],
            Arrivals = arrivals,
            OracleSignals = [.. _signals.Values.Select(static signal => signal.Oracle)],
            BatchSizes = sizes,
            Things = _things,
        };
    }

    private long Delay() => _random.Next(6) switch
    {
        0 or 1 => 0,
        2 => _latenessMs,
        3 => _random.NextInt64(_latenessMs + 1),
        _ => _random.NextInt64((_latenessMs / 8) + 1),
    };

    // As it comes over the wire: another object of the same content.
    private static Signal Again(Signal signal) => signal with { };

    private IEnumerable<StreamRule> Two(List<StreamRule> rules)
    {
        var first = rules[_random.Next(rules.Count)];
        return Chance(25) ? [first, rules.First(rule => rule != first)] : [first];
    }

    private bool Chance(int percent) => _random.Next(100) < percent;

    private T One<T>(params T[] of) => of[_random.Next(of.Length)];

    private string[] OneOf(params string[][] of) => of[_random.Next(of.Length)];
}
