using Microsoft.AspNetCore.Http.HttpResults;

using OrleansDefender.Silo.RuleFiles;

namespace OrleansDefender.Silo.Api;

/// <summary>Correlation rules: which are in force, and putting changed ones in force.</summary>
internal static class RuleEndpoints
{
    /// <summary>Maps the endpoints.</summary>
    public static void MapRules(this IEndpointRouteBuilder routes)
    {
        var rules = routes.MapGroup("/api/v1/rules").WithTags("Rules");
        rules.MapGet("", static (RuleKeeper keeper) => TypedResults.Ok(RulesAnswer.Of(keeper.State)))
            .WithName("ListRules")
            .WithSummary("The correlation rules in force, and why changed ones are not.")
            .WithDescription("Each silo reads its own files; the hash of the set tells whether two have the same.")
            .Produces<RulesAnswer>();
        rules.MapPost("/reload", Reload)
            .WithName("ReloadRules")
            .WithSummary("Reads the rule files again and puts them in force.")
            .WithDescription("422 where they have problems: then the rules that were in force stay.")
            .Produces<RulesAnswer>()
            .Produces<RulesAnswer>(StatusCodes.Status422UnprocessableEntity);
    }

    private static Results<Ok<RulesAnswer>, UnprocessableEntity<RulesAnswer>> Reload(RuleKeeper keeper)
    {
        var state = keeper.Reload();
        return state.Problems.IsEmpty ? TypedResults.Ok(RulesAnswer.Of(state)) : TypedResults.UnprocessableEntity(RulesAnswer.Of(state));
    }
}
