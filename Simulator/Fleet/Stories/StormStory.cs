namespace OrleansDefender.Simulator.Fleet.Stories;

/// <summary>
/// <c>storm</c>: many things, many events, as fast as asked for. Every thing has one to four alarms that open and clear in turn; some messages
/// come twice, some late.
/// </summary>
/// <remarks>
/// The events come in rounds; a round touches every thing once, in an order of its own (an affine permutation, which needs no memory). Lateness
/// is at most one round and at most <see cref="MostLate"/> steps, so an alarm's message is never overtaken by more than one of its own
/// successors. <see cref="SimulatorOptions.TimeScale"/> does not apply: the rate is given in real events a second.
/// </remarks>
internal sealed class StormStory : IStory
{
    /// <summary>How many things it has unless the settings say otherwise.</summary>
    public const int DefaultThings = 10_000;

    /// <summary>The most steps that a message is held back for.</summary>
    public const int MostLate = 256;

    private static readonly FleetBehavior[] Behaviors =
    [
        FleetCatalog.ConnectionAttempts, FleetCatalog.MessagesSent, FleetCatalog.AuthorizationFailures, FleetCatalog.Disconnects,
        FleetCatalog.DevicePacketsOut, FleetCatalog.MessageSize, FleetCatalog.DeviceListeningPorts, FleetCatalog.DisconnectsMl,
    ];

    private readonly ulong _seed;
    private readonly double _rate;
    private readonly double _duplicates;
    private readonly double _reorders;

    /// <summary>Makes the story that the settings describe.</summary>
    public StormStory(SimulatorOptions options)
    {
        var things = options.Things > 0 ? options.Things : DefaultThings;
        Registry = new FleetRegistry(options.Seed, things);
        Certificates = new FleetCertificates(options.Seed, Registry, each: 1);
        Total = options.Events;
        _seed = FleetHash.Mix((ulong)options.Seed, "storm");
        _rate = options.Rate;
        _duplicates = options.Duplicates;
        _reorders = options.Reorders;
        Identity = FormattableString.Invariant($"storm/{options.Seed}/{things}/{options.Events}/{options.Duplicates}/{options.Reorders}");
    }

    /// <inheritdoc/>
    public string Identity { get; }

    /// <inheritdoc/>
    public string Name => "storm";

    /// <inheritdoc/>
    public FleetRegistry Registry { get; }

    /// <inheritdoc/>
    public FleetCertificates Certificates { get; }

    /// <inheritdoc/>
    public long Total { get; }

    /// <inheritdoc/>
    public StoryStep? StepAt(long index)
    {
        if (index >= Total)
        {
            return null;
        }

        var round = index / Registry.Count;
        var thing = ThingOf(round, index % Registry.Count);
        var character = FleetHash.Mix(_seed, (ulong)thing);
        var alarms = 1 + (int)(character % 4);
        var turn = round / alarms;
        var behavior = Behaviors[((character >> 8) + (ulong)(round % alarms)) % (ulong)Behaviors.Length];
        var chance = FleetHash.Mix(FleetHash.Mix(_seed, "step"), (ulong)index);
        var kind = turn % 2 == 0 ? StepKind.Raise
            : FleetHash.Mix(chance, 1) % 16 == 0 ? StepKind.Invalidate
            : StepKind.Clear;
        var most = Math.Min(MostLate, Registry.Count);
        return new StoryStep(index, _rate > 0 ? TimeSpan.FromSeconds(index / _rate) : TimeSpan.Zero, kind, Registry.NameOf(thing), behavior)
        {
            Hold = FleetHash.Share(FleetHash.Mix(chance, 2)) < _reorders ? Later(FleetHash.Mix(chance, 3), index, most) : 0,
            Echo = FleetHash.Share(FleetHash.Mix(chance, 4)) < _duplicates ? Later(FleetHash.Mix(chance, 5), index, most) : 0,
        };
    }

    // At the very end there is no later step to be held for; then the message is neither late nor doubled, as the last one never can be late.
    private int Later(ulong hash, long index, int most) => (int)Math.Min(1 + (long)(hash % (ulong)most), Total - 1 - index);

    private int ThingOf(long round, long place)
    {
        var count = (ulong)Registry.Count;
        var hash = FleetHash.Mix(FleetHash.Mix(_seed, "round"), (ulong)round);
        var step = 1 + (hash % count);
        while (Gcd(step, count) != 1)
        {
            step++;
        }

        return (int)((((ulong)place * step) + (hash >> 32)) % count);
    }

    private static ulong Gcd(ulong a, ulong b)
    {
        while (b != 0)
        {
            (a, b) = (b, a % b);
        }

        return a;
    }
}
