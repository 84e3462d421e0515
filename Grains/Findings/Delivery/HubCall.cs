using System.Collections.Immutable;

namespace OrleansDefender.Findings.Delivery;

/// <summary>One call to be made.</summary>
/// <param name="Operation">The operation.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="Items">The findings in it, with the snapshots that are sent: a finding may learn of a newer one meanwhile.</param>
internal sealed record HubCall(HubOperation Operation, TimeSpan StartedAt, ImmutableArray<(WaitingFinding Finding, FindingSnapshot Sent)> Items)
{
    /// <summary>The contents, in order.</summary>
    public IReadOnlyList<Finding> Findings => [.. Items.Select(static item => item.Sent.Finding)];

    /// <summary>The update of all its findings; only of an update.</summary>
    public CustomerUpdate Update => Items[0].Sent.Update ?? throw new InvalidOperationException("An import has no update.");
}
