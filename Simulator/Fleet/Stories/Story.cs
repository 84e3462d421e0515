namespace OrleansDefender.Simulator.Fleet.Stories;

/// <summary>The stories by name.</summary>
internal static class Story
{
    /// <summary>The story that the settings ask for.</summary>
    /// <exception cref="ArgumentException">There is no story of that name.</exception>
    public static IStory Create(SimulatorOptions options) => options.Story.ToUpperInvariant() switch
    {
        "DEMO" => new DemoStory(options),
        "STORM" => new StormStory(options),
        "AUDIT-STORM" => new AuditStormStory(options),
        "NONE" => new QuietStory(options),
        _ => throw new ArgumentException($"Simulator:Story is '{options.Story}'; it must be demo, storm, audit-storm or none.", nameof(options)),
    };
}
