using System.Collections.Immutable;

using OrleansDefender.Findings;

namespace OrleansDefender.Correlation.Rules;

/// <summary>A field of signals, looked up by name once and read many times: matching makes no garbage. Thread-safe. It says the same as <see cref="SignalFields"/>.</summary>
internal abstract class SignalField
{
    private static readonly Dictionary<string, SignalField> Known = new(StringComparer.Ordinal)
    {
        ["accountId"] = new TextField(static signal => signal.Scope.Account),
        ["region"] = new TextField(static signal => signal.Scope.Region),
        ["thingName"] = new TextField(static signal => signal.ThingName),
        ["thingTypeName"] = new TextField(static signal => signal.Context.ThingType),
        ["thingGroupNames"] = new TextsField(static signal => signal.Context.Groups),
        ["eventType"] = new TextField(static signal => signal.EventType),
        ["severity"] = new TextField(static signal => signal.Severity == Severity.None ? null : Words.Of(signal.Severity)),
        ["severityNormalized"] = new CountField(static signal => SignalFields.NormalizedOf(signal.Severity)),
        ["technique"] = new TextField(static signal => AttackMapping.Of(signal) is { IsMedium: true } technique ? technique.Id : null),
        ["tactic"] = new TextField(static signal => AttackMapping.Of(signal) is { IsMedium: true, IsObserved: true } technique ? technique.TacticId : null),
        ["securityProfileName"] = new TextField(static signal => signal.Profile),
        ["behaviorName"] = new TextField(static signal => signal.Behavior),
        ["metric"] = new TextField(static signal => signal.Metric),
        ["criteriaType"] = new TextField(static signal => signal.CriteriaType),
        ["confidenceLevel"] = new TextField(static signal => signal.Confidence),
        ["metricValue.count"] = new CountField(static signal => signal.Value?.Count),
        ["metricValue.number"] = new NumberField(static signal => signal.Value?.Number),
        ["metricValue.numbers"] = new NumbersField(static signal => signal.Value?.Numbers ?? default),
        ["metricValue.ports"] = new PortsField(),
        ["metricValue.cidrs"] = new TextsField(static signal => signal.Value?.Cidrs ?? default),
        ["metricValue.strings"] = new TextsField(static signal => signal.Value?.Strings ?? default),
        ["violationId"] = new TextField(static signal => signal.ViolationId),
        ["verificationState"] = new TextField(static signal => signal.Verification is { } word ? Words.Of(word) : null),
        ["checkName"] = new TextField(static signal => signal.Check),
        ["reasonForNonComplianceCode"] = new TextField(static signal => signal.ReasonCode),
        ["certificateId"] = new TextField(static signal => signal.CertificateId),
        ["clientId"] = new TextField(static signal => signal.ClientId),
        ["policyName"] = new TextField(static signal => signal.PolicyName),
        ["openHours"] = new CountField(static signal => signal.OpenHours),
    };

    /// <summary>The field of that name.</summary>
    /// <param name="name">A name that <see cref="SignalFields.IsKnown"/> knows.</param>
    public static SignalField Of(string name) => Known.TryGetValue(name, out var field) ? field : new AttributeField(name["attributes.".Length..]);

    /// <summary>Whether the signal has a value of it.</summary>
    public abstract bool IsPresent(Signal signal);

    /// <summary>Whether a value of it passes the test.</summary>
    public abstract bool Any(Signal signal, ValueTest test);

    private sealed class TextField(Func<Signal, string?> read) : SignalField
    {
        public override bool IsPresent(Signal signal) => read(signal) is not null;

        public override bool Any(Signal signal, ValueTest test) => read(signal) is { } text && test.Matches(text);
    }

    private sealed class AttributeField(string name) : SignalField
    {
        public override bool IsPresent(Signal signal) => signal.Context.Attributes.ContainsKey(name);

        public override bool Any(Signal signal, ValueTest test) => signal.Context.Attributes.TryGetValue(name, out var text) && test.Matches(text);
    }

    private sealed class TextsField(Func<Signal, ImmutableArray<string>> read) : SignalField
    {
        public override bool IsPresent(Signal signal) => !read(signal).IsDefaultOrEmpty;

        public override bool Any(Signal signal, ValueTest test)
        {
            var texts = read(signal);
            if (!texts.IsDefault)
            {
                foreach (var text in texts)
                {
                    if (test.Matches(text))
                    {
                        return true;
                    }
                }
            }

            return false;
        }
    }

    private sealed class CountField(Func<Signal, long?> read) : SignalField
    {
        public override bool IsPresent(Signal signal) => read(signal) is not null;

        public override bool Any(Signal signal, ValueTest test) => read(signal) is { } count && test.MatchesCount(count);
    }

    private sealed class NumberField(Func<Signal, double?> read) : SignalField
    {
        public override bool IsPresent(Signal signal) => read(signal) is not null;

        public override bool Any(Signal signal, ValueTest test) => read(signal) is { } number && test.MatchesNumber(number);
    }

    private sealed class NumbersField(Func<Signal, ImmutableArray<double>> read) : SignalField
    {
        public override bool IsPresent(Signal signal) => !read(signal).IsDefaultOrEmpty;

        public override bool Any(Signal signal, ValueTest test)
        {
            var numbers = read(signal);
            if (!numbers.IsDefault)
            {
                foreach (var number in numbers)
                {
                    if (test.MatchesNumber(number))
                    {
                        return true;
                    }
                }
            }

            return false;
        }
    }

    private sealed class PortsField : SignalField
    {
        public override bool IsPresent(Signal signal) => signal.Value is { Ports.IsDefaultOrEmpty: false };

        public override bool Any(Signal signal, ValueTest test)
        {
            if (signal.Value is { Ports.IsDefault: false } value)
            {
                foreach (var port in value.Ports)
                {
                    if (test.MatchesCount(port))
                    {
                        return true;
                    }
                }
            }

            return false;
        }
    }
}
