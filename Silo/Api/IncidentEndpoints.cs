using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

using OrleansDefender.Correlation;
using OrleansDefender.Silo.Hosting;

namespace OrleansDefender.Silo.Api;

/// <summary>Fleet incidents: those that are open, and one with its evidence.</summary>
internal static class IncidentEndpoints
{
    private const string State = "state";

    /// <summary>Maps the endpoints.</summary>
    public static void MapIncidents(this IEndpointRouteBuilder routes)
    {
        var incidents = routes.MapGroup("/api/v1/incidents").WithTags("Incidents");
        incidents.MapGet("", ListAsync)
            .WithName("ListIncidents")
            .WithSummary("The open fleet incidents, the most severe first.")
            .WithDescription(
                "Of the configured account and Region, unless account and region name others. Only open ones are listed, at most 500. Pages: give the cursor of one page "
                + "to get the next.")
            .Produces<IncidentList>()
            .ProducesValidationProblem()
            .AddOpenApiOperationTransformer(static (operation, _, _) =>
            {
                OpenApiShapes.DescribeIncidentsQuery(operation);
                return Task.CompletedTask;
            });
        incidents.MapGet("/{account}/{region}/{id}", GetAsync)
            .WithName("GetIncident")
            .WithSummary("One fleet incident: counts, things, and the signals that it rests on.")
            .WithDescription("404 for one that was never heard of, or that is over and told. Asking makes no state.")
            .Produces<IncidentAnswer>()
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status404NotFound)
            .AddOpenApiOperationTransformer(static (operation, _, _) =>
            {
                OpenApiShapes.DescribeIncidentPath(operation);
                return Task.CompletedTask;
            });
    }

    private static async Task<Results<Ok<IncidentList>, ValidationProblem>> ListAsync(
        HttpContext context, IGrainFactory grains, IOptions<DefenderOptions> options, CancellationToken cancellationToken)
    {
        var state = context.Request.Query.Where(static parameter => string.Equals(parameter.Key, State, StringComparison.OrdinalIgnoreCase)).ToList();
        var rest = new QueryCollection(context.Request.Query.Where(static parameter => !string.Equals(parameter.Key, State, StringComparison.OrdinalIgnoreCase)).ToDictionary());
        var problems = AuditQuery.Read(rest, options.Value, isPaged: true, out var query);
        if (state.Count > 0 && state is not [{ Value: ["open"] }])
        {
            problems[State] = ["Must be open: incidents that are over are not listed."];
        }

        if (problems.Count > 0)
        {
            return TypedResults.ValidationProblem(problems);
        }

        var rows = (await grains.GetGrain<IIncidentListGrain>(query.Scope.ToString()).List(cancellationToken)).Where(static row => row.FiredAt is not null).ToList();

        // One that is gone meanwhile: the reader begins anew rather than to miss some.
        var first = query.Cursor is { } cursor ? rows.FindIndex(row => IncidentId.Of(row.Group, row.FiredAt!.Value) == cursor) + 1 : 0;
        if (query.Cursor is not null && first == 0)
        {
            return TypedResults.ValidationProblem(new Dictionary<string, string[]> { [ThingsQuery.Cursor] = [ThingsQuery.CursorRule] });
        }

        var page = await Task.WhenAll(rows.Skip(first).Take(query.Limit).Select(DescribeAsync));
        return TypedResults.Ok(new IncidentList(page, first + page.Length < rows.Count && page.Length > 0 ? page[^1].Id : null));

        async Task<IncidentItem> DescribeAsync(IncidentRow row)
        {
            // The row moves only with the finding's stamp; what is shown here is the present.
            var views = await grains.GetGrain<ICorrelationGrain>(row.Group.ToString()).Describe(cancellationToken);
            return IncidentItem.Of(row, views.FirstOrDefault(view => view.FiredAt == row.FiredAt));
        }
    }

    private static async Task<Results<Ok<IncidentAnswer>, ValidationProblem, ProblemHttpResult>> GetAsync(
        string account, string region, string id, IGrainFactory grains, CancellationToken cancellationToken)
    {
        var problems = new Dictionary<string, string[]>(StringComparer.Ordinal);
        AuditQuery.CheckScope(account, region, problems);
        var isId = IncidentId.TryParse(new AccountRegion(account, region), id, out var group, out var firedAt);
        if (!isId)
        {
            problems["id"] = ["Must be an incident's id, as the list gives it."];
        }

        if (problems.Count > 0)
        {
            return TypedResults.ValidationProblem(problems);
        }

        var views = await grains.GetGrain<ICorrelationGrain>(group.ToString()).Describe(cancellationToken);
        return views.FirstOrDefault(view => view.FiredAt == firedAt) is { } view
            ? TypedResults.Ok(IncidentAnswer.Of(view))
            : TypedResults.Problem("No such incident is known here.", statusCode: StatusCodes.Status404NotFound);
    }
}
