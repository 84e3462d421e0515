using System.ComponentModel;

namespace OrleansDefender.Silo.Api;

/// <summary>How it stands with the fleet, the queues and the hub.</summary>
[Description("How it stands with the fleet, the queues and Security Hub; at most a second old.")]
internal sealed record SummaryAnswer
{
    [Description("When the figures were taken.")]
    public required DateTimeOffset Time { get; init; }

    [Description("Things on the watch list.")]
    public required long Things { get; init; }

    [Description("Things by the worst severity of their open alarms; NONE where none is open.")]
    public required IReadOnlyDictionary<string, long> Severity { get; init; }

    [Description("Things by the worst severity of the open audit findings of their resources; NONE where there is none.")]
    public required IReadOnlyDictionary<string, long> Posture { get; init; }

    [Description("Things with an open alarm, and things without.")]
    public required OpenClosed State { get; init; }

    [Description("Alarms, open and closed.")]
    public required OpenClosed Alarms { get; init; }

    [Description("Things of which Security Hub refused a finding for good.")]
    public required long RejectedThings { get; init; }

    [Description("Messages of the events queue since the start.")]
    public required MessageFigures Messages { get; init; }

    [Description("Findings on their way to Security Hub, since the start.")]
    public required FindingFigures Findings { get; init; }

    [Description("The age of the oldest delivery that is being worked on, in seconds; 0 where none waits.")]
    public required double OldestDeliverySeconds { get; init; }

    [Description("The queue pumps by name: events, urgent, bulk.")]
    public required IReadOnlyDictionary<string, PumpFigures> Pumps { get; init; }

    [Description("Security Hub, as this product's calls find it.")]
    public required HubFigures Hub { get; init; }
}
