using System.ComponentModel;

using OrleansDefender.Correlation;

namespace OrleansDefender.Silo.Api;

/// <summary>A silence, as the API shows it.</summary>
[Description("A silence: a time for which new activations and escalations are withheld. What is ACTIVE in Security Hub stays; what is still true at its end is published then.")]
internal sealed record SilenceAnswer(
    [property: Description("Its id.")] string Id,
    [property: Description("The account.")] string Account,
    [property: Description("The Region.")] string Region,
    [property: Description("What it is about.")] SilenceScopeBody Scope,
    [property: Description("Whether it withholds what is CRITICAL as well.")] bool IncludeCritical,
    [property: Description("Who answers for it.")] string Owner,
    [property: Description("Why.")] string Reason,
    [property: Description("active or ended.")] string State,
    [property: Description("Since when.")] DateTimeOffset CreatedAt,
    [property: Description("When it ends by itself.")] DateTimeOffset ExpiresAt,
    [property: Description("When somebody ended it early; null where nobody did.")] DateTimeOffset? EndedAt,
    [property: Description("Who ended it early; null where nobody did, or they did not say.")] string? EndedBy)
{
    /// <summary>The answer for a silence.</summary>
    public static SilenceAnswer Of(Silence silence, DateTimeOffset now) => new(
        silence.Id,
        silence.Scope.Account,
        silence.Scope.Region,
        new SilenceScopeBody
        {
            Thing = silence.Target.Thing,
            Group = silence.Target.Group,
            Profile = silence.Target.Profile,
            Behavior = silence.Target.Behavior,
        },
        silence.IncludesCritical,
        silence.Owner,
        silence.Reason,
        silence.IsActive(now) ? SilenceQuery.Active : SilenceQuery.Ended,
        silence.CreatedAt,
        silence.ExpiresAt,
        silence.EndedAt,
        silence.EndedBy);
}
