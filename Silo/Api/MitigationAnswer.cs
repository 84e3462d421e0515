using System.ComponentModel;

using OrleansDefender.Audits;

namespace OrleansDefender.Silo.Api;

/// <summary>A mitigation, as the API shows it.</summary>
[Description("A mitigation task that was started.")]
internal sealed record MitigationAnswer
{
    [Description("AWS IoT's id of the task.")]
    public required string TaskId { get; init; }

    [Description("The names of its actions.")]
    public required IReadOnlyList<string> Actions { get; init; }

    [Description("When it was started.")]
    public required DateTimeOffset StartedAt { get; init; }

    [Description("Who started it.")]
    public string? StartedBy { get; init; }

    /// <summary>What a grain said, in the API's words.</summary>
    public static MitigationAnswer Of(MitigationEvent mitigation) => new()
    {
        TaskId = mitigation.TaskId,
        Actions = mitigation.Actions,
        StartedAt = mitigation.Time,
        StartedBy = mitigation.Actor,
    };
}
