using System.ComponentModel;

using OrleansDefender.Audits;

namespace OrleansDefender.Silo.Api;

/// <summary>A mitigation, as the API shows it.</summary>
[Description("A mitigation task that was started.")]
internal sealed record MitigationAnswer(
    [property: Description("The mitigation task's id.")] string TaskId,
    [property: Description("The names of the actions.")] IReadOnlyList<string> Actions,
    [property: Description("Who started it.")] string? Actor,
    [property: Description("When.")] DateTimeOffset StartedAt)
{
    /// <summary>What a grain said, in the API's words.</summary>
    public static MitigationAnswer Of(MitigationEvent mitigation) => new(mitigation.TaskId, mitigation.Actions, mitigation.Actor, mitigation.Time);
}
