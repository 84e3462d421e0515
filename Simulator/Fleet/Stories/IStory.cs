namespace OrleansDefender.Simulator.Fleet.Stories;

/// <summary>A script for the fleet. Every step is a pure function of the seed and its number, so a story can go on from anywhere.</summary>
internal interface IStory
{
    /// <summary>What makes it this story and no other: a restart with another identity begins anew.</summary>
    string Identity { get; }

    /// <summary>The story's name, as in <see cref="SimulatorOptions.Story"/>.</summary>
    string Name { get; }

    /// <summary>The devices that take part.</summary>
    FleetRegistry Registry { get; }

    /// <summary>The devices' certificates.</summary>
    FleetCertificates Certificates { get; }

    /// <summary>The steps of the story proper. What follows, if anything, is an idle loop without end.</summary>
    long Total { get; }

    /// <summary>The step of that number, or <see langword="null"/> where the story is over.</summary>
    StoryStep? StepAt(long index);
}
