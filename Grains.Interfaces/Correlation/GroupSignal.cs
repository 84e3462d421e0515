namespace OrleansDefender.Correlation;

/// <summary>What one group of one rule across things is told. A pure function of a cause: a repeated cause yields it again.</summary>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Correlation.GroupSignal")]
public sealed record GroupSignal
{
    /// <summary>The account and Region: they belong to every group.</summary>
    [Id(0)]
    public required AccountRegion Scope { get; init; }

    /// <summary>The rule.</summary>
    [Id(1)]
    public required string RuleId { get; init; }

    /// <summary>The group: the values of the rule's group-by fields, joined by U+001F.</summary>
    [Id(2)]
    public required string Group { get; init; }

    /// <summary>What it says.</summary>
    [Id(3)]
    public required GroupSignalKind Kind { get; init; }

    /// <summary>The signal's place in the order.</summary>
    [Id(4)]
    public required SignalKey Key { get; init; }

    /// <summary>Entry and firing: the rule's inputs that it matches, a bit each.</summary>
    [Id(5)]
    public int Inputs { get; init; }

    /// <summary>Entry and firing: the value that is counted; absent where signals are.</summary>
    [Id(6)]
    public string? Value { get; init; }

    /// <summary>The episode; absent where no word can withdraw the entry.</summary>
    [Id(7)]
    public string? Episode { get; init; }

    /// <summary>The thing; absent for a resource's own signal.</summary>
    [Id(8)]
    public string? ThingName { get; init; }

    /// <summary>The signal's severity.</summary>
    [Id(9)]
    public Severity Severity { get; init; }

    /// <summary>The security profile.</summary>
    [Id(10)]
    public string? Profile { get; init; }

    /// <summary>The behavior.</summary>
    [Id(11)]
    public string? Behavior { get; init; }

    /// <summary>The metric.</summary>
    [Id(12)]
    public string? Metric { get; init; }

    /// <summary>The check of an audit finding, or the title of the rule that fired.</summary>
    [Id(13)]
    public string? Subject { get; init; }

    /// <summary>The technique of ATT&amp;CK for ICS that the signal suggests with medium confidence, for example <c>T0859</c>.</summary>
    [Id(14)]
    public string? Technique { get; init; }

    /// <summary>Word: what was said.</summary>
    [Id(15)]
    public Verification? Verification { get; init; }

    /// <summary>Firing: rises with each change of what is said of it.</summary>
    [Id(16)]
    public long Revision { get; init; }

    /// <summary>Firing: whether it no longer holds.</summary>
    [Id(17)]
    public bool IsWithdrawn { get; init; }
}
