namespace OrleansDefender.Fleet;

/// <summary>What a run found. Persisted.</summary>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Fleet.ReconcileFigures")]
internal sealed record ReconcileFigures
{
    public static ReconcileFigures None { get; } = new();

    [Id(0)]
    public long ActiveViolations { get; init; }

    [Id(1)]
    public long OpenedAlarms { get; init; }

    [Id(2)]
    public long ClosedAlarms { get; init; }

    [Id(3)]
    public long MissedAudits { get; init; }

    [Id(4)]
    public long NewSuppressions { get; init; }

    [Id(5)]
    public long EndedSuppressions { get; init; }

    /// <summary>What kept a part of it from being done.</summary>
    [Id(6)]
    public string? Trouble { get; init; }

    /// <summary>The figures with a further trouble.</summary>
    public ReconcileFigures With(string trouble) => this with { Trouble = Trouble is null ? trouble : $"{Trouble}; {trouble}" };
}
