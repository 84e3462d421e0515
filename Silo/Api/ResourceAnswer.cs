using System.ComponentModel;

using OrleansDefender.Audits;

namespace OrleansDefender.Silo.Api;

/// <summary>A resource, as the API shows it.</summary>
[Description("A resource that audits speak of.")]
internal sealed record ResourceAnswer
{
    [Description("The account, twelve digits.")]
    public required string Account { get; init; }

    [Description("The Region's code.")]
    public required string Region { get; init; }

    [Description("The kind, such as device-certificate.")]
    public required string Kind { get; init; }

    [Description("The identifier.")]
    public required string Id { get; init; }

    [Description("The worst severity of its findings that are open and not suppressed; NONE where there is none.")]
    public required string Severity { get; init; }

    [Description("Its findings: open ones first, the most severe first.")]
    public required IReadOnlyList<AuditFindingAnswer> Findings { get; init; }

    [Description("Suppressions that are in force.")]
    public required IReadOnlyList<SuppressionAnswer> Suppressions { get; init; }

    [Description("The things it belongs to, as far as that is known.")]
    public required IReadOnlyList<string> Things { get; init; }

    [Description("When AWS IoT was last asked which things it belongs to; null: never.")]
    public DateTimeOffset? LinkedAt { get; init; }

    /// <summary>What a grain said, in the API's words.</summary>
    public static ResourceAnswer Of(ResourceView view) => new()
    {
        Account = view.Scope.Account,
        Region = view.Scope.Region,
        Kind = view.Resource.Kind,
        Id = view.Resource.Id,
        Severity = Words.Of(view.Severity),
        Findings = [.. view.Findings.Select(AuditFindingAnswer.Of)],
        Suppressions = [.. view.Suppressions.Select(static item => new SuppressionAnswer(item.Check, item.Until, item.Description, item.Actor, item.Since))],
        Things = view.Things,
        LinkedAt = view.LinkedAt,
    };
}
