namespace OrleansDefender.Simulator.Fleet.Stories;

/// <summary><c>none</c>: things, and nothing happens to them. What an earlier story left stays, its position too.</summary>
internal sealed class QuietStory(SimulatorOptions options) : IStory
{
    /// <inheritdoc/>
    public string Identity => Name;

    /// <inheritdoc/>
    public string Name => "none";

    /// <inheritdoc/>
    public FleetRegistry Registry { get; } = new(options.Seed, options.Things > 0 ? options.Things : DemoStory.DefaultThings);

    /// <inheritdoc/>
    public long Total => 0;

    /// <inheritdoc/>
    public StoryStep? StepAt(long index) => null;
}
