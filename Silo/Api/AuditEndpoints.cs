using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

using OrleansDefender.Audits;
using OrleansDefender.Fleet;
using OrleansDefender.Silo.Hosting;

namespace OrleansDefender.Silo.Api;

/// <summary>Audits: the runs and how far their import is, the resources that they speak of, and reconciliation.</summary>
internal static class AuditEndpoints
{
    private const string Resources = "/api/v1/resources/";
    private const int LongestName = 256;

    /// <summary>Maps the endpoints.</summary>
    public static void MapAudits(this IEndpointRouteBuilder routes)
    {
        var audits = routes.MapGroup("/api/v1/audits").WithTags("Audits");
        audits.MapGet("", ListAsync)
            .WithName("ListAudits")
            .WithSummary("The audit runs that are known, the latest first, and how far their import is.")
            .WithDescription("Of the configured account and Region, unless account and region name others. Pages: give the cursor of one page to get the next.")
            .Produces<AuditList>()
            .ProducesValidationProblem()
            .AddOpenApiOperationTransformer(static (operation, _, _) =>
            {
                OpenApiShapes.DescribeAuditsQuery(operation);
                return Task.CompletedTask;
            });
        audits.MapGet("/{task}", GetAsync)
            .WithName("GetAudit")
            .WithSummary("One audit run and how far its import is, check by check.")
            .WithDescription("Of the configured account and Region, unless account and region name others. 404 for a run that nothing was ever heard of.")
            .Produces<AuditAnswer>()
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status404NotFound)
            .AddOpenApiOperationTransformer(static (operation, _, _) =>
            {
                OpenApiShapes.DescribeAuditPath(operation);
                return Task.CompletedTask;
            });
        routes.MapGet(Resources + "{account}/{region}/{kind}/{**id}", GetResourceAsync)
            .WithTags("Audits")
            .WithName("GetResource")
            .WithSummary("A resource that audits speak of, with its findings, suppressions and things.")
            .WithDescription(
                "Kinds: device-certificate, ca-certificate, policy (name:version), client-id, account, role-alias, iam-role, cognito-identity-pool, "
                + "issuer-certificate. 404 for a resource that nothing was ever heard of.")
            .Produces<ResourceAnswer>()
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status404NotFound)
            .AddOpenApiOperationTransformer(static (operation, _, _) =>
            {
                OpenApiShapes.DescribeResourcePath(operation);
                return Task.CompletedTask;
            });
        var reconcile = routes.MapGroup("/api/v1/reconcile").WithTags("Reconciliation");
        reconcile.MapPost("", ReconcileAsync)
            .WithName("Reconcile")
            .WithSummary("Compares alarms, audits and suppressions with AWS IoT now, and heals what differs.")
            .WithDescription("Answers at once; GET says how it goes. One that runs goes on, and runs once more afterwards.")
            .Produces<ReconcileAnswer>(StatusCodes.Status202Accepted)
            .ProducesValidationProblem()
            .AddOpenApiOperationTransformer(static (operation, _, _) =>
            {
                OpenApiShapes.DescribeScopeQuery(operation);
                return Task.CompletedTask;
            });
        reconcile.MapGet("", GetReconcileAsync)
            .WithName("GetReconcile")
            .WithSummary("How it stands with reconciliation, and what the last run found.")
            .WithDescription("Of the configured account and Region, unless account and region name others. Asking makes no state.")
            .Produces<ReconcileAnswer>()
            .ProducesValidationProblem()
            .AddOpenApiOperationTransformer(static (operation, _, _) =>
            {
                OpenApiShapes.DescribeScopeQuery(operation);
                return Task.CompletedTask;
            });
    }

    private static async Task<Results<Ok<AuditList>, ValidationProblem>> ListAsync(
        HttpContext context, IGrainFactory grains, IOptions<DefenderOptions> options, CancellationToken cancellationToken)
    {
        var problems = AuditQuery.Read(context.Request.Query, options.Value, isPaged: true, out var query);
        if (problems.Count > 0)
        {
            return TypedResults.ValidationProblem(problems);
        }

        // A run that comes meanwhile moves the pages; so the cursor is the last run that was shown, and not a number of rows.
        var runs = await grains.GetGrain<IAuditLogGrain>(query.Scope.ToString()).List(cancellationToken);
        var first = 0;
        if (query.Cursor is { } cursor)
        {
            first = runs.Select(static run => run.TaskId).ToList().IndexOf(cursor) + 1;
            if (first == 0)
            {
                return TypedResults.ValidationProblem(new Dictionary<string, string[]> { [ThingsQuery.Cursor] = [ThingsQuery.CursorRule] });
            }
        }

        var page = runs.Skip(first).Take(query.Limit).ToList();
        var views = await Task.WhenAll(page.Select(run => grains.GetGrain<IAuditTaskGrain>($"{query.Scope}/{run.TaskId}").Describe(cancellationToken).AsTask()));
        return TypedResults.Ok(new AuditList(
            [.. page.Zip(views, static (run, view) => AuditAnswer.Of(run, view))],
            first + page.Count < runs.Length && page.Count > 0 ? page[^1].TaskId : null));
    }

    private static async Task<Results<Ok<AuditAnswer>, ValidationProblem, ProblemHttpResult>> GetAsync(
        string task, HttpContext context, IGrainFactory grains, IOptions<DefenderOptions> options, CancellationToken cancellationToken)
    {
        var problems = AuditQuery.Read(context.Request.Query, options.Value, isPaged: false, out var query);
        if (task.Length > LongestName || !task.All(static character => char.IsAsciiLetterOrDigit(character) || character == '-'))
        {
            problems["task"] = ["Must be the id of an audit task: letters, digits and hyphens."];
        }

        if (problems.Count > 0)
        {
            return TypedResults.ValidationProblem(problems);
        }

        if (await grains.GetGrain<IAuditTaskGrain>($"{query.Scope}/{task}").Describe(cancellationToken) is { } view)
        {
            return TypedResults.Ok(AuditAnswer.Of(new AuditLogEntry(view.Run.TaskId, view.Run.StartedAt, view.Run.Type, view.Run.Schedule), view));
        }

        // One that the list shows is found here too, also where it was never imported.
        var runs = await grains.GetGrain<IAuditLogGrain>(query.Scope.ToString()).List(cancellationToken);
        return runs.FirstOrDefault(run => run.TaskId == task) is { } known
            ? TypedResults.Ok(AuditAnswer.Of(known, null))
            : NotFound($"No audit {task} of {query.Scope} is known here.");
    }

    private static async Task<Results<Ok<ResourceAnswer>, ValidationProblem, ProblemHttpResult>> GetResourceAsync(
        HttpContext context, IGrainFactory grains, CancellationToken cancellationToken)
    {
        // Not the route's values: an identifier may hold slashes, encoded or not.
        if (!RawPath.TryRead(context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget, Resources, parts: 4, out var parts))
        {
            return NotFound($"The path is {Resources}{{account}}/{{region}}/{{kind}}/{{id}}.");
        }

        var problems = new Dictionary<string, string[]>(StringComparer.Ordinal);
        AuditQuery.CheckScope(parts[0], parts[1], problems);
        if (parts[2].Length > LongestName || !parts[2].All(static character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character == '-'))
        {
            problems["kind"] = ["Must be a kind of resource, such as device-certificate."];
        }

        if (parts[3].Length > 2048 || parts[3].Any(char.IsControl))
        {
            problems["id"] = ["Must have 1 to 2048 characters, none of them a control character."];
        }

        if (problems.Count > 0)
        {
            return TypedResults.ValidationProblem(problems);
        }

        var key = ResourceKey.Of(new AccountRegion(parts[0], parts[1]), new ResourceIdentifier(parts[2], parts[3]));
        return await grains.GetGrain<IResourceGrain>(key.ToString()).Describe(cancellationToken) is { } view
            ? TypedResults.Ok(ResourceAnswer.Of(view))
            : NotFound($"Nothing was ever heard of {key}.");
    }

    private static async Task<Results<Accepted<ReconcileAnswer>, ValidationProblem>> ReconcileAsync(
        HttpContext context, IGrainFactory grains, IOptions<DefenderOptions> options, CancellationToken cancellationToken)
    {
        var problems = AuditQuery.Read(context.Request.Query, options.Value, isPaged: false, out var query);
        if (problems.Count > 0)
        {
            return TypedResults.ValidationProblem(problems);
        }

        var reconciler = grains.GetGrain<IReconcilerGrain>(query.Scope.ToString());
        await reconciler.Request(cancellationToken);
        return TypedResults.Accepted("/api/v1/reconcile", ReconcileAnswer.Of(await reconciler.Describe(cancellationToken)));
    }

    private static async Task<Results<Ok<ReconcileAnswer>, ValidationProblem>> GetReconcileAsync(
        HttpContext context, IGrainFactory grains, IOptions<DefenderOptions> options, CancellationToken cancellationToken)
    {
        var problems = AuditQuery.Read(context.Request.Query, options.Value, isPaged: false, out var query);
        return problems.Count > 0
            ? TypedResults.ValidationProblem(problems)
            : TypedResults.Ok(ReconcileAnswer.Of(await grains.GetGrain<IReconcilerGrain>(query.Scope.ToString()).Describe(cancellationToken)));
    }

    private static ProblemHttpResult NotFound(string detail) => TypedResults.Problem(detail, statusCode: StatusCodes.Status404NotFound);
}
