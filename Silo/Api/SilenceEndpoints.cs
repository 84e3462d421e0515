using System.Text.Json;

using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

using OrleansDefender.Correlation;
using OrleansDefender.Silo.Hosting;

namespace OrleansDefender.Silo.Api;

/// <summary>Silences: they are made, listed and ended here.</summary>
internal static class SilenceEndpoints
{
    /// <summary>The parameter that says who ends a silence.</summary>
    public const string By = "by";

    private const string Path = "/api/v1/silences";
    private const int LongestBody = 32 * 1024;
    private const int LongestBy = 256;
    private const int LongestId = 64;

    /// <summary>Maps the endpoints.</summary>
    public static void MapSilences(this IEndpointRouteBuilder routes)
    {
        var silences = routes.MapGroup(Path).WithTags("Silences");
        silences.MapPost("", CreateAsync)
            .WithName("CreateSilence")
            .WithSummary("Withholds new activations and escalations for a time, for maintenance or a known alarm.")
            .WithDescription(
                "Of the configured account and Region, unless the body names others. Findings that are ACTIVE stay; what is CRITICAL breaks through unless "
                + "includeCritical; what is still true at the end is published then, once.")
            .Accepts<SilenceBody>("application/json")
            .Produces<SilenceAnswer>(StatusCodes.Status201Created)
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType);
        silences.MapGet("", ListAsync)
            .WithName("ListSilences")
            .WithSummary("The silences, the latest first; those that are over for seven days.")
            .WithDescription("Of the configured account and Region, unless account and region name others. Pages: give the cursor of one page to get the next.")
            .Produces<SilenceList>()
            .ProducesValidationProblem()
            .AddOpenApiOperationTransformer(static (operation, _, _) =>
            {
                OpenApiShapes.DescribeSilencesQuery(operation);
                return Task.CompletedTask;
            });
        silences.MapDelete("/{account}/{region}/{id}", EndAsync)
            .WithName("EndSilence")
            .WithSummary("Ends a silence now.")
            .WithDescription("What it withheld and is still true is published, within minutes. One that is over stays as it is. 404 for an id that is not known.")
            .Produces<SilenceAnswer>()
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status404NotFound)
            .AddOpenApiOperationTransformer(static (operation, _, _) =>
            {
                OpenApiShapes.DescribeSilencePath(operation);
                return Task.CompletedTask;
            });
    }

    private static async Task<Results<Created<SilenceAnswer>, ValidationProblem, ProblemHttpResult>> CreateAsync(
        HttpContext context, IGrainFactory grains, IOptions<DefenderOptions> options, TimeProvider time, CancellationToken cancellationToken)
    {
        // A page of another site can post a form or plain text without asking, but no JSON.
        if (!context.Request.HasJsonContentType())
        {
            return TypedResults.Problem("The body must be application/json.", statusCode: StatusCodes.Status415UnsupportedMediaType);
        }

        var body = new byte[LongestBody + 1];
        var length = await context.Request.Body.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, cancellationToken);
        if (length > LongestBody)
        {
            return TypedResults.Problem($"The body is longer than {LongestBody} octets.", statusCode: StatusCodes.Status413PayloadTooLarge);
        }

        SilenceBody? asked;
        try
        {
            asked = JsonSerializer.Deserialize(body.AsSpan(0, length), ApiJson.Default.SilenceBody);
        }
        catch (JsonException error)
        {
            return TypedResults.ValidationProblem(new Dictionary<string, string[]> { [NameOf(error)] = [RuleOf(error)] });
        }

        var problems = new Dictionary<string, string[]>(StringComparer.Ordinal);
        if (asked is null)
        {
            problems["body"] = ["Must be a JSON object."];
            return TypedResults.ValidationProblem(problems);
        }

        var scope = new AccountRegion(asked.Account ?? options.Value.Scope.Account, asked.Region ?? options.Value.Scope.Region);
        AuditQuery.CheckScope(scope.Account, scope.Region, problems);
        if (problems.Count > 0)
        {
            return TypedResults.ValidationProblem(problems);
        }

        var creation = await grains.GetGrain<ISilenceGrain>(scope.ToString()).Create(
            new SilenceWish
            {
                Target = asked.Scope is { } target
                    ? new SilenceTarget { Thing = target.Thing, Group = target.Group, Profile = target.Profile, Behavior = target.Behavior }
                    : null,
                IncludesCritical = asked.IncludeCritical,
                Owner = asked.Owner,
                Reason = asked.Reason,
                ExpiresAt = asked.ExpiresAt,
            },
            cancellationToken);
        return creation.Silence is { } silence
            ? TypedResults.Created($"{Path}/{scope}/{silence.Id}", SilenceAnswer.Of(silence, time.GetUtcNow()))
            : TypedResults.ValidationProblem(creation.Problems.ToDictionary(static problem => problem.Member, static problem => new[] { problem.Rule }));
    }

    private static async Task<Results<Ok<SilenceList>, ValidationProblem>> ListAsync(
        HttpContext context, IGrainFactory grains, IOptions<DefenderOptions> options, TimeProvider time, CancellationToken cancellationToken)
    {
        var problems = SilenceQuery.Read(context.Request.Query, options.Value, out var query);
        if (problems.Count > 0)
        {
            return TypedResults.ValidationProblem(problems);
        }

        // As with audits the cursor is the last one that was shown; one that ended meanwhile still holds the place.
        var now = time.GetUtcNow();
        var all = await grains.GetGrain<ISilenceGrain>(query.Of.Scope.ToString()).List(cancellationToken);
        var first = 0;
        if (query.Of.Cursor is { } cursor)
        {
            first = all.Select(static silence => silence.Id).ToList().IndexOf(cursor) + 1;
            if (first == 0)
            {
                return TypedResults.ValidationProblem(new Dictionary<string, string[]> { [ThingsQuery.Cursor] = [ThingsQuery.CursorRule] });
            }
        }

        var page = all.Skip(first).Where(silence => query.IsActive is not { } isActive || silence.IsActive(now) == isActive).Take(query.Of.Limit + 1).ToList();
        var items = page.Take(query.Of.Limit).Select(silence => SilenceAnswer.Of(silence, now)).ToList();
        return TypedResults.Ok(new SilenceList(items, page.Count > query.Of.Limit ? items[^1].Id : null));
    }

    private static async Task<Results<Ok<SilenceAnswer>, ValidationProblem, ProblemHttpResult>> EndAsync(
        string account, string region, string id, HttpContext context, IGrainFactory grains, TimeProvider time, CancellationToken cancellationToken)
    {
        var problems = new Dictionary<string, string[]>(StringComparer.Ordinal);
        AuditQuery.CheckScope(account, region, problems);
        if (id.Length > LongestId || !id.All(char.IsAsciiLetterOrDigit))
        {
            problems["id"] = ["Must be the id of a silence: letters and digits."];
        }

        string? by = null;
        foreach (var (name, values) in context.Request.Query)
        {
            if (!name.Equals(By, StringComparison.OrdinalIgnoreCase))
            {
                problems[name] = [$"There is no such parameter; there is {By}."];
            }
            else if (values is not [{ Length: > 0 and <= LongestBy } value] || value.Any(char.IsControl))
            {
                problems[By] = [$"Must be 1 to {LongestBy} characters, none of them a control character."];
            }
            else
            {
                by = value;
            }
        }

        if (problems.Count > 0)
        {
            return TypedResults.ValidationProblem(problems);
        }

        var scope = new AccountRegion(account, region);
        return await grains.GetGrain<ISilenceGrain>(scope.ToString()).End(id, by, cancellationToken) is { } ended
            ? TypedResults.Ok(SilenceAnswer.Of(ended, time.GetUtcNow()))
            : TypedResults.Problem($"No silence {id} of {scope} is known here.", statusCode: StatusCodes.Status404NotFound);
    }

    /// <summary>The member that is wrong: <c>$.scope.thing</c> is <c>scope.thing</c>.</summary>
    private static string NameOf(JsonException error) => error.Path is { Length: > 2 } path && path.StartsWith("$.", StringComparison.Ordinal) ? path[2..] : "body";

    private static string RuleOf(JsonException error) => error.Message.Contains("could not be mapped", StringComparison.Ordinal)
        ? "There is no such member; there are account, region, scope {thing, group, profile, behavior}, includeCritical, owner, reason, expiresAt."
        : "Must be a JSON object whose members have their types: texts, true or false, and a time such as 2026-08-01T12:00:00Z.";
}
