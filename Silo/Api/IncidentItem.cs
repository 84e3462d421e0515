using System.ComponentModel;

using OrleansDefender.Correlation;

namespace OrleansDefender.Silo.Api;

/// <summary>An open fleet incident in a list.</summary>
[Description("An open fleet incident in a list.")]
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
    /// <summary>The item of a row: the row says how it was told last, the group how it stands now.</summary>
    /// <param name="row">The row.</param>
    /// <param name="now">The incident as its group has it; absent where it has no such incident any more.</param>
    public static IncidentItem Of(IncidentRow row, IncidentView? now) => new(
        IncidentId.Of(row.Group, row.FiredAt!.Value),
        row.Group.Scope.Account,
        row.Group.Scope.Region,
        now?.Title ?? row.Title,
        row.Group.RuleId,
        Findings.Words.Of(now?.Severity ?? row.Severity),
        row.FiredAt!.Value,
        now?.LastSignalAt ?? row.LastSignalAt,
        now?.Things ?? row.Things);
}
