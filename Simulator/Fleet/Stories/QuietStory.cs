namespace OrleansDefender.Simulator.Fleet.Stories;

/// <summary><c>none</c>: things, and nothing happens to them. What an earlier story left stays, its position too.</summary>
internal sealed class QuietStory : IStory
{
    /// <summary>Makes the story that the settings describe.</summary>
    public QuietStory(SimulatorOptions options)
    {
        Registry = new FleetRegistry(options.Seed, options.Things > 0 ? options.Things : DemoStory.DefaultThings);
        Certificates = new FleetCertificates(options.Seed, Registry, each: 1);
    }

    /// <inheritdoc/>
    public string Identity => Name;

    /// <inheritdoc/>
    public string Name => "none";

    /// <inheritdoc/>
    public FleetRegistry Registry { get; }

    /// <inheritdoc/>
    public FleetCertificates Certificates { get; }

    /// <inheritdoc/>
    public long Total => 0;

    /// <inheritdoc/>
    public StoryStep? StepAt(long index) => null;
}
