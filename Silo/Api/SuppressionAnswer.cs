using System.ComponentModel;

namespace OrleansDefender.Silo.Api;

/// <summary>A suppression, as the API shows it.</summary>
[Description("A suppression of a resource in a check.")]
internal sealed record SuppressionAnswer(
    [property: Description("The check.")] string CheckName,
    [property: Description("When it ends; null: never by itself, or AWS IoT did not say.")] DateTimeOffset? Until,
    [property: Description("Why, in the customer's words.")] string? Description,
    [property: Description("Who; null where an audit said so.")] string? Actor,
    [property: Description("Since when it is known.")] DateTimeOffset Since);
