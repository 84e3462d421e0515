using System.ComponentModel;

using OrleansDefender.Things;

namespace OrleansDefender.Silo.Api;

/// <summary>A thing and its alarms, as the API shows them.</summary>
[Description("A thing as it stands, with all its alarms.")]
internal sealed record ThingAnswer
{
    [Description("The thing's name, or the client id of a device that is not registered.")]
    public required string Thing { get; init; }

    [Description("The account, twelve digits.")]
    public required string Account { get; init; }

    [Description("The Region's code.")]
    public required string Region { get; init; }

    [Description("The worst severity of the open alarms: CRITICAL, HIGH, MEDIUM, LOW, INFORMATIONAL; NONE where none is open.")]
    public required string Severity { get; init; }

    [Description("The alarms: open ones first, the most severe first, then the latest.")]
    public required IReadOnlyList<AlarmAnswer> Alarms { get; init; }

    [Description("The open audit findings of the thing's resources; they do not count in severity.")]
    public required PostureAnswer Posture { get; init; }

    [Description("What the registry says of the thing; absent until it has answered.")]
    public required ContextAnswer? Context { get; init; }

    [Description("Raises of severity and incidents: open ones first, the most severe first.")]
    public required IReadOnlyList<EscalationAnswer> Escalations { get; init; }

    [Description("The risk score, 0 to 100; its terms are in the explanation.")]
    public required double Risk { get; init; }

    /// <summary>What a grain said, in the API's words.</summary>
    public static ThingAnswer Of(ThingView view) => new()
    {
        Thing = view.Thing.Name,
        Account = view.Thing.Scope.Account,
        Region = view.Thing.Scope.Region,
        Severity = Words.Of(view.Severity),
        Alarms = [.. view.Alarms.Select(AlarmAnswer.Of)],
        Posture = PostureAnswer.Of(view.Posture),
        Escalations = [.. view.Escalations.Select(EscalationAnswer.Of)],
        Risk = view.Risk.Score,
        Context = view.Context is { } context ? ContextAnswer.Of(context) : null,
    };
}
