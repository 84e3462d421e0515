using System.ComponentModel;

using OrleansDefender.Correlation;

namespace OrleansDefender.Silo.Api;

/// <summary>An open fleet incident in a list, as it was told to Security Hub last.</summary>
[Description("An open fleet incident, as it was told to Security Hub last.")]
internal sealed record IncidentItem(
    [property: Description("Its id, for /api/v1/incidents/{account}/{region}/{id}.")] string Id,
    [property: Description("The account.")] string Account,
    [property: Description("The Region.")] string Region,
    [property: Description("Its title.")] string Title,
    [property: Description("The rule's id.")] string RuleId,
    [property: Description("Its severity.")] string Severity,
    [property: Description("When the firing was that opened it.")] DateTimeOffset FiredAt,
    [property: Description("The latest matching signal.")] DateTimeOffset LastSignalAt,
    [property: Description("Things that are involved; about so many where there are more than 128.")] long Things)
{
    /// <summary>The item of a row.</summary>
    public static IncidentItem Of(IncidentRow row) => new(
        IncidentId.Of(row.Group, row.FiredAt!.Value),
        row.Group.Scope.Account,
        row.Group.Scope.Region,
        row.Title,
        row.Group.RuleId,
        Findings.Words.Of(row.Severity),
        row.FiredAt!.Value,
        row.LastSignalAt,
        row.Things);
}
