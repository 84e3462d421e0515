namespace OrleansDefender.Correlation;

/// <summary>An open fleet incident on the list of its account and Region. The group owns and writes it; of two, the greater revision holds.</summary>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Correlation.IncidentRow")]
public sealed record IncidentRow
{
    /// <summary>The group.</summary>
    [Id(0)]
    public required CorrelationKey Group { get; init; }

    /// <summary>The revision of the group's state.</summary>
    [Id(1)]
    public required long Revision { get; init; }

    /// <summary>When the firing was that opened it; absent: none is open.</summary>
    [Id(2)]
    public DateTimeOffset? FiredAt { get; init; }

    /// <summary>Its severity.</summary>
    [Id(3)]
    public Severity Severity { get; init; }

    /// <summary>Its title.</summary>
    [Id(4)]
    public string Title { get; init; } = "";

    /// <summary>The values of the rule's group-by fields, joined by U+001F.</summary>
    [Id(5)]
    public string GroupText { get; init; } = "";

    /// <summary>The latest matching signal, as of the last stamp.</summary>
    [Id(6)]
    public DateTimeOffset LastSignalAt { get; init; }

    /// <summary>Things, as of the last stamp; about so many where there are more than 128.</summary>
    [Id(7)]
    public long Things { get; init; }
}
