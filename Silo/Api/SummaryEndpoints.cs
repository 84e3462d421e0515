using Microsoft.Extensions.Options;

using OrleansDefender.Findings;
using OrleansDefender.Silo.Hosting;
using OrleansDefender.Silo.Status;

namespace OrleansDefender.Silo.Api;

/// <summary>How it stands with everything.</summary>
internal static class SummaryEndpoints
{
    /// <summary>Maps the endpoint.</summary>
    public static void MapSummary(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/v1/summary", GetAsync)
            .WithTags("Summary")
            .WithName("GetSummary")
            .WithSummary("How it stands with the fleet, the queues and Security Hub.")
            .WithDescription("Cheap: at most one look a second, however many ask.")
            .Produces<SummaryAnswer>()
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    /// <summary>A snapshot in the API's words; <see langword="null"/> where the fleet's figures are missing.</summary>
    internal static SummaryAnswer? Answer(SystemSnapshot snapshot, AccountRegion scope)
    {
        if (snapshot.Fleet is not { } fleet)
        {
            return null;
        }

        var quiet = fleet.BySeverity.GetValueOrDefault(Severity.None);
        var events = snapshot.Pumps.FirstOrDefault(static pump => pump.Name == SystemReader.Events);
        return new SummaryAnswer
        {
            Time = snapshot.Time,
            Things = fleet.Things,
            Severity = Words.Severities.ToDictionary(Words.Of, severity => fleet.BySeverity.GetValueOrDefault(severity), StringComparer.Ordinal),
            Posture = Words.Severities.ToDictionary(Words.Of, severity => fleet.ByPosture.GetValueOrDefault(severity), StringComparer.Ordinal),
            State = new OpenClosed(fleet.Things - quiet, quiet),
            Alarms = new OpenClosed(fleet.OpenAlarms, fleet.ClosedAlarms),
            RejectedThings = fleet.Rejected,
            Messages = new MessageFigures(events?.Received ?? 0, events?.Acknowledged ?? 0, events?.DeadLettered ?? 0),
            Findings = new FindingFigures(snapshot.FindingsSent, snapshot.FindingsFailed, snapshot.FindingsWaiting),
            OldestDeliverySeconds = Seconds(snapshot.OldestDelivery),
            Pumps = snapshot.Pumps.ToDictionary(static pump => pump.Name, Figures, StringComparer.Ordinal),
            Hub = HubFigures.Of(scope, snapshot.Hub ?? Unknown(snapshot)),
        };
    }

    private static async Task<IResult> GetAsync(SystemReader reader, IOptions<DefenderOptions> options, CancellationToken cancellationToken)
    {
        var snapshot = await reader.ReadAsync(cancellationToken);
        return Answer(snapshot, options.Value.Scope) is { } answer
            ? TypedResults.Ok(answer)
            : TypedResults.Problem(snapshot.Storage.Reason, statusCode: StatusCodes.Status503ServiceUnavailable);
    }

    private static PumpFigures Figures(PumpState pump) => new()
    {
        Status = pump.Health.State.ToString(),
        Reason = pump.Health.Reason,
        LastReceiveAt = pump.LastReceiveAt,
        Received = pump.Received,
        Acknowledged = pump.Acknowledged,
        DeadLettered = pump.DeadLettered,
        InFlight = pump.InFlight,
        OldestSeconds = Seconds(pump.Oldest),
    };

    private static HubStatus Unknown(SystemSnapshot snapshot) =>
        new() { IsFailing = true, Reason = snapshot.SecurityHub.Reason, Since = snapshot.SecurityHub.Since, Waiting = 0 };

    private static double Seconds(TimeSpan span) => Math.Round(Math.Max(0, span.TotalSeconds), 1);
}
