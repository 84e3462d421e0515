using System.ComponentModel;

using OrleansDefender.Findings;

namespace OrleansDefender.Silo.Api;

/// <summary>Security Hub as our calls find it.</summary>
[Description("Security Hub, as this product's calls find it.")]
internal sealed record HubFigures
{
    [Description("The account, twelve digits.")]
    public required string Account { get; init; }

    [Description("The Region's code.")]
    public required string Region { get; init; }

    [Description("Whether the last attempts failed, so that deliveries wait.")]
    public required bool Failing { get; init; }

    [Description("Why: the operation, the error code and message.")]
    public string? Reason { get; init; }

    [Description("Since when it fails.")]
    public DateTimeOffset? Since { get; init; }

    [Description("When the next attempt is due.")]
    public DateTimeOffset? RetryAt { get; init; }

    [Description("Findings in memory that wait for their turn.")]
    public required int Waiting { get; init; }

    /// <summary>What the hub's grain said.</summary>
    public static HubFigures Of(AccountRegion scope, HubStatus status) => new()
    {
        Account = scope.Account,
        Region = scope.Region,
        Failing = status.IsFailing,
        Reason = status.Reason,
        Since = status.Since,
        RetryAt = status.RetryAt,
        Waiting = status.Waiting,
    };
}
