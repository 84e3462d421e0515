namespace OrleansDefender.Things;

/// <summary>One signal that an escalation rests on. Persisted.</summary>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Things.EvidenceItem")]
internal sealed record EvidenceItem
{
    /// <summary>The signal's time in milliseconds since 1970.</summary>
    [Id(0)]
    public required long TimeMs { get; init; }

    /// <summary>The signal's event type.</summary>
    [Id(1)]
    public required string EventType { get; init; }

    /// <summary>What it is about: <c>profile/behavior</c>, <c>check (reason)</c>, or the title of the rule that fired.</summary>
    [Id(2)]
    public required string Subject { get; init; }

    /// <summary>The rule's inputs that it serves, a bit each.</summary>
    [Id(3)]
    public required int Inputs { get; init; }

    /// <summary>The episode; absent where it has none.</summary>
    [Id(4)]
    public string? Episode { get; init; }

    /// <summary>The value that was counted; absent where signals are counted.</summary>
    [Id(5)]
    public string? Value { get; init; }

    /// <summary>Whether an analyst's word has withdrawn it.</summary>
    [Id(6)]
    public bool IsWithdrawn { get; init; }

    /// <summary>The alarm's key; absent where it is of no alarm.</summary>
    [Id(7)]
    public string? Alarm { get; init; }
}
