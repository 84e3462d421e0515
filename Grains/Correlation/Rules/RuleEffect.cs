namespace OrleansDefender.Correlation.Rules;

/// <summary>What a rule does when it fires.</summary>
internal sealed record RuleEffect
{
    /// <summary>Whether it opens an incident at its level; otherwise it raises its members' own findings to at least its level.</summary>
    public bool IsIncident { get; init; }

    /// <summary>The incident's title with <c>{field}</c> and <c>{count}</c>; absent: the rule's title.</summary>
    public string? Title { get; init; }

    /// <summary>After so long without a matching signal it steps down one level, at last it closes. Default 24 hours.</summary>
    public TimeSpan Quiet { get; init; } = TimeSpan.FromHours(24);

    /// <summary>No second firing of a group within it, both ends included.</summary>
    public required TimeSpan Cooldown { get; init; }
}
