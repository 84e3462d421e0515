using OrleansDefender.Silo.Status;

namespace OrleansDefender.Silo.Api;

/// <summary>What an orchestrator asks.</summary>
internal static class HealthEndpoints
{
    /// <summary>Maps the endpoints.</summary>
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        var health = routes.MapGroup("/health").WithTags("Health");
        health.MapGet("/live", static () => new LiveAnswer("Healthy"))
            .WithName("GetLive")
            .WithSummary("Whether the process answers.")
            .WithDescription("Says nothing of queues, storage or Security Hub: restarting this process would cure none of them.");
        health.MapGet("/ready", ReadyAsync)
            .WithName("GetReady")
            .WithSummary("Whether the process can do its work, and what hinders it.")
            .WithDescription(
                "503 until the silo is active, once stopping has begun, where the storage fails, and where a queue has never been reached. A queue or a "
                + "Security Hub that fails later is Degraded and stays 200: messages wait in their queues, and another process would fare no better.")
            .Produces<HealthAnswer>()
            .Produces<HealthAnswer>(StatusCodes.Status503ServiceUnavailable);
    }

    /// <summary>A snapshot in the API's words.</summary>
    internal static HealthAnswer Answer(SystemSnapshot snapshot, HealthTracker tracker) => new(
        snapshot.Health.ToString(),
        snapshot.Checks.ToDictionary(
            static entry => entry.Name,
            entry => new HealthCheckAnswer(
                entry.Check.State.ToString(),
                entry.Check.Reason,
                tracker.Since(entry.Name, entry.Check, snapshot.Time)),
            StringComparer.Ordinal));

    private static async Task<IResult> ReadyAsync(SystemReader reader, HealthTracker tracker, CancellationToken cancellationToken)
    {
        var answer = Answer(await reader.ReadAsync(cancellationToken), tracker);
        return TypedResults.Json(
            answer,
            statusCode: answer.Status == nameof(HealthState.Unhealthy) ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK);
    }
}
