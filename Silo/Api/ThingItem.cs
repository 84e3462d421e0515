using System.ComponentModel;

using OrleansDefender.Fleet;

namespace OrleansDefender.Silo.Api;

/// <summary>A row of the watch list, as the API shows it.</summary>
[Description("A thing on the watch list.")]
internal sealed record ThingItem
{
    [Description("The thing's name, or the client id of a device that is not registered.")]
    public required string Thing { get; init; }

    [Description("The account, twelve digits.")]
    public required string Account { get; init; }

    [Description("The Region's code.")]
    public required string Region { get; init; }

    [Description("The worst severity of the open alarms; NONE where none is open.")]
    public required string Severity { get; init; }

    [Description("open where an alarm is open, else closed.")]
    public required string State { get; init; }

    [Description("Open alarms.")]
    public required int OpenAlarms { get; init; }

    [Description("Closed alarms.")]
    public required int ClosedAlarms { get; init; }

    [Description("The worst severity of the open audit findings of the thing's resources; NONE where there is none.")]
    public required string Posture { get; init; }

    [Description("Open audit findings of the thing's resources.")]
    public required int AuditFindings { get; init; }

    [Description("What else is to be seen: truePositive, held, rejected.")]
    public required IReadOnlyList<string> Flags { get; init; }

    [Description("The time of the newest event; of a thing without an alarm, when its audit findings changed last.")]
    public required DateTimeOffset LastEventAt { get; init; }

    /// <summary>A row in the API's words.</summary>
    public static ThingItem Of(WatchRow row) => new()
    {
        Thing = row.Thing.Name,
        Account = row.Thing.Scope.Account,
        Region = row.Thing.Scope.Region,
        Severity = Words.Of(row.Severity),
        State = Words.OfState(row.OpenAlarms > 0),
        OpenAlarms = row.OpenAlarms,
        ClosedAlarms = row.ClosedAlarms,
        Posture = Words.Of(row.Posture),
        AuditFindings = row.AuditFindings,
        Flags = Words.Of(row.Flags),
        LastEventAt = row.LastEventAt,
    };
}
