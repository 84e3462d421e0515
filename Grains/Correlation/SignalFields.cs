using System.Globalization;

using OrleansDefender.Findings;

namespace OrleansDefender.Correlation;

/// <summary>The fields of a signal by the names that rules use: those of the AWS API.</summary>
internal static class SignalFields
{
    private const string AttributePrefix = "attributes.";

    /// <summary>The names that a rule may use, <c>attributes.NAME</c> aside.</summary>
    public static IReadOnlySet<string> Names { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        "accountId", "region", "thingName", "thingTypeName", "thingGroupNames", "eventType", "severity", "severityNormalized", "technique", "tactic",
        "securityProfileName", "behaviorName", "metric", "criteriaType", "confidenceLevel", "metricValue.count", "metricValue.number", "metricValue.numbers",
        "metricValue.ports", "metricValue.cidrs", "metricValue.strings", "violationId", "verificationState", "checkName", "reasonForNonComplianceCode",
        "certificateId", "clientId", "policyName", "openHours",
    };

    /// <summary>Whether a rule may use the name.</summary>
    public static bool IsKnown(string field) =>
        Names.Contains(field) || (field.StartsWith(AttributePrefix, StringComparison.Ordinal) && field.Length > AttributePrefix.Length);

    /// <summary>The values of a field as texts, numbers in invariant form; none where the signal lacks it.</summary>
    public static IReadOnlyList<string> Of(Signal signal, string field) => field switch
    {
        "accountId" => [signal.Scope.Account],
        "region" => [signal.Scope.Region],
        "thingName" => One(signal.ThingName),
        "thingTypeName" => One(signal.Context.ThingType),
        "thingGroupNames" => signal.Context.Groups,
        "eventType" => [signal.EventType],
        "severity" => One(signal.Severity == Severity.None ? null : Words.Of(signal.Severity)),
        "severityNormalized" => [Text(NormalizedOf(signal.Severity))],
        "technique" => Evidence(signal) is { } technique ? [technique.Id] : [],
        "tactic" => Evidence(signal) is { IsObserved: true } technique ? [technique.TacticId] : [],
        "securityProfileName" => One(signal.Profile),
        "behaviorName" => One(signal.Behavior),
        "metric" => One(signal.Metric),
        "criteriaType" => One(signal.CriteriaType),
        "confidenceLevel" => One(signal.Confidence),
        "metricValue.count" => signal.Value?.Count is { } count ? [Text(count)] : [],
        "metricValue.number" => signal.Value?.Number is { } number ? [Text(number)] : [],
        "metricValue.numbers" => signal.Value is { Numbers.IsDefaultOrEmpty: false } value ? [.. value.Numbers.Select(static number => Text(number))] : [],
        "metricValue.ports" => signal.Value is { Ports.IsDefaultOrEmpty: false } value ? [.. value.Ports.Select(static port => Text(port))] : [],
        "metricValue.cidrs" => signal.Value is { Cidrs.IsDefaultOrEmpty: false } value ? value.Cidrs : [],
        "metricValue.strings" => signal.Value is { Strings.IsDefaultOrEmpty: false } value ? value.Strings : [],
        "violationId" => One(signal.ViolationId),
        "verificationState" => One(signal.Verification is { } word ? Words.Of(word) : null),
        "checkName" => One(signal.Check),
        "reasonForNonComplianceCode" => One(signal.ReasonCode),
        "certificateId" => One(signal.CertificateId),
        "clientId" => One(signal.ClientId),
        "policyName" => One(signal.PolicyName),
        "openHours" => signal.OpenHours is { } hours ? [Text(hours)] : [],
        _ => field.StartsWith(AttributePrefix, StringComparison.Ordinal) && signal.Context.Attributes.TryGetValue(field[AttributePrefix.Length..], out var attribute)
            ? [attribute]
            : [],
    };

    /// <summary>Security Hub's number for a severity: 0, 1, 40, 70 or 90.</summary>
    public static int NormalizedOf(Severity severity) => severity switch
    {
        Severity.Low => 1,
        Severity.Medium => 40,
        Severity.High => 70,
        Severity.Critical => 90,
        _ => 0,
    };

    // What is of low confidence is shown, and is no evidence.
    private static AttackTechnique? Evidence(Signal signal) => AttackMapping.Of(signal) is { IsMedium: true } technique ? technique : null;

    private static IReadOnlyList<string> One(string? text) => text is null ? [] : [text];

    private static string Text<T>(T number)
        where T : IFormattable => number.ToString(null, CultureInfo.InvariantCulture);
}
