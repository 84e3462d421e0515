using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;

using OrleansDefender.Correlation;
using OrleansDefender.Fleet;
using OrleansDefender.Silo.Hosting;
using OrleansDefender.Things;

namespace OrleansDefender.Silo.Api;

/// <summary>Things: one by name, and the watch list.</summary>
internal static class ThingEndpoints
{
    /// <summary>The parameter that says how an explanation is written.</summary>
    public const string Format = "format";

    private const string Explain = "explain";
    private const string Json = "json";
    private const string PlainText = "text";

    /// <summary>The values of <see cref="Format"/>.</summary>
    public static IReadOnlyList<string> Formats { get; } = [Json, PlainText];

    /// <summary>Maps the endpoints.</summary>
    public static void MapThings(this IEndpointRouteBuilder routes)
    {
        var things = routes.MapGroup("/api/v1/things").WithTags("Things");
        things.MapGet("", ListAsync)
            .WithName("ListThings")
            .WithSummary("The watch list: the most severe things first.")
            .WithDescription("Pages: give the cursor of one page to get the next. A parameter that cannot be understood is refused with 400.")
            .Produces<ThingList>()
            .ProducesValidationProblem()
            .AddOpenApiOperationTransformer(static (operation, _, _) =>
            {
                OpenApiShapes.DescribeThingsQuery(operation);
                return Task.CompletedTask;
            });
        things.MapGet("/{account}/{region}/{**thing}", GetAsync)
            .WithName("GetThing")
            .WithSummary("One thing as it stands, with its alarms.")
            .WithDescription("404 for a thing that nothing was ever heard of. Asking makes no state.")
            .Produces<ThingAnswer>()
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status404NotFound)
            .AddOpenApiOperationTransformer(static (operation, _, _) =>
            {
                OpenApiShapes.DescribeThingPath(operation);
                return Task.CompletedTask;
            });

        // For the description: the path of a thing whose name has slashes comes by the one above.
        things.MapGet($"/{{account}}/{{region}}/{{thing}}/{Explain}", GetAsync)
            .WithName("ExplainThing")
            .WithSummary("Why a thing stands where it stands: escalations with their evidence, risk with its terms, silences.")
            .WithDescription("As JSON, or as text for people (format=text, or a request that accepts text/plain). 404 for a thing that nothing was ever heard of.")
            .Produces<ExplainAnswer>()
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status404NotFound)
            .AddOpenApiOperationTransformer(static (operation, _, _) =>
            {
                OpenApiShapes.DescribeExplainPath(operation);
                return Task.CompletedTask;
            });
    }

    private static async Task<IResult> GetAsync(HttpContext context, IGrainFactory grains, TimeProvider time, CancellationToken cancellationToken)
    {
        // Not the route's values: see ThingPath.
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var explains = ThingPath.TryTakeEnd(target, Explain, out var rest);
        if (!ThingPath.TryParse(explains ? rest! : target, out var account, out var region, out var thing))
        {
            return NotFound("The path is /api/v1/things/{account}/{region}/{thing}.");
        }

        var problems = new Dictionary<string, string[]>(StringComparer.Ordinal);
        if (!ScopeRules.IsAccount(account))
        {
            problems["account"] = ["Must be twelve digits."];
        }

        if (!ScopeRules.IsRegion(region))
        {
            problems["region"] = ["Must be a Region's code, such as us-east-1."];
        }

        if (!ScopeRules.IsThing(thing))
        {
            problems["thing"] = [$"Must have 1 to {ScopeRules.LongestThing} characters, none of them a control character."];
        }

        var format = context.Request.Query[Format];
        if (explains && format.Count > 0 && (format.Count > 1 || !Formats.Contains(format[0], StringComparer.Ordinal)))
        {
            problems[Format] = [$"Must be {string.Join(" or ", Formats)}."];
        }

        if (problems.Count > 0)
        {
            return TypedResults.ValidationProblem(problems);
        }

        var key = new ThingKey(account, region, thing);
        if (await grains.GetGrain<IThingGrain>(key.ToString()).Describe(cancellationToken) is not { } view)
        {
            return NotFound($"Nothing was ever heard of {key}.");
        }

        if (!explains)
        {
            return TypedResults.Ok(ThingAnswer.Of(view));
        }

        var active = await grains.GetGrain<ISilenceGrain>(view.Thing.Scope.ToString()).Find(-1, cancellationToken) ?? new SilencePage(0, []);
        var answer = ExplainAnswer.Of(view, [.. active.Silences.Where(silence => Concerns(silence.Target, view)).Select(silence => SilenceAnswer.Of(silence, time.GetUtcNow()))]);
        return format == PlainText || (format.Count == 0 && context.Request.Headers.Accept == "text/plain")
            ? TypedResults.Text(answer.ToText(), "text/plain; charset=utf-8")
            : TypedResults.Ok(answer);
    }

    private static bool Concerns(SilenceTarget target, ThingView view) =>
        Fits(target.Thing, [view.Thing.Name])
        && Fits(target.Group, view.Context?.Groups ?? [])
        && Fits(target.Profile, view.Alarms.Select(static alarm => alarm.Profile))
        && Fits(target.Behavior, view.Alarms.Select(static alarm => alarm.Behavior));

    private static bool Fits(string? pattern, IEnumerable<string> names) =>
        pattern is null || names.Any(name => Silencing.IsMatch(pattern, name));

    private static async Task<Results<Ok<ThingList>, ValidationProblem>> ListAsync(
        HttpContext context, IWatchList watchList, CancellationToken cancellationToken)
    {
        var problems = ThingsQuery.Read(context.Request.Query, out var query);
        if (problems.Count > 0)
        {
            return TypedResults.ValidationProblem(problems);
        }

        try
        {
            var page = await watchList.QueryAsync(query, cancellationToken);
            return TypedResults.Ok(new ThingList([.. page.Rows.Select(ThingItem.Of)], page.Cursor));
        }
        catch (FormatException)
        {
            return TypedResults.ValidationProblem(new Dictionary<string, string[]> { [ThingsQuery.Cursor] = [ThingsQuery.CursorRule] });
        }
    }

    private static ProblemHttpResult NotFound(string detail) => TypedResults.Problem(detail, statusCode: StatusCodes.Status404NotFound);
}
