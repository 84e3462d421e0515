using OrleansDefender.Simulator.Audits;

namespace OrleansDefender.Simulator.Fleet.Stories;

/// <summary>
/// <c>demo</c>: about two minutes in the life of a fleet, then an idle loop without end in which a few alarms open and clear. The seed chooses
/// the things and shakes the times; what happens is always the same.
/// </summary>
/// <remarks>The time scale applies to the two minutes; the idle loop is in real time, so that a fast story does not end in a storm.</remarks>
internal sealed class DemoStory : IStory
{
    /// <summary>How many things it has unless the settings say otherwise.</summary>
    public const int DefaultThings = 200;

    /// <summary>The fewest things that the script can be told with.</summary>
    public const int FewestThings = 120;

    /// <summary>Things that the wave hits.</summary>
    public const int WaveThings = 60;

    /// <summary>Things of the background noise and of the idle loop.</summary>
    public const int NoiseThings = 40;

    /// <summary>Things of the wave that are still in alarm at the end.</summary>
    public const int WaveRemains = 12;

    // The roles are cast among the first things only, so that a huge fleet costs no memory.
    private const int MostCast = 2_000;

    // An alarm of the idle loop comes back after 40 things x 4 behaviors x 12 s = 32 minutes, twice an hour: often enough to be seen and too rarely to
    // count as flapping. All are LOW, and of one behavior there are 13 in ten minutes: a hum, neither an anomaly that comes back nor a wave.
    private const int IdleSeconds = 6;
    private const int IdleOpen = 3;

    private static readonly FleetBehavior[] Noise =
    [
        FleetCatalog.ConnectionAttempts, FleetCatalog.Disconnects, FleetCatalog.MessageSize, FleetCatalog.MessagesSent,
        FleetCatalog.TelemetryTopicRate, FleetCatalog.BatteryTemperature,
    ];

    private static readonly FleetBehavior[] Idle =
    [
        FleetCatalog.ConnectionAttempts, FleetCatalog.DevicePacketsIn, FleetCatalog.TelemetryTopicRate, FleetCatalog.DisconnectsMl,
    ];

    private readonly StoryStep[] _script;
    private readonly string[] _noise;
    private readonly TimeSpan _end;

    /// <summary>Makes the story that the settings describe.</summary>
    public DemoStory(SimulatorOptions options)
    {
        var things = Math.Max(options.Things > 0 ? options.Things : DefaultThings, FewestThings);
        Registry = new FleetRegistry(options.Seed, things);
        Certificates = new FleetCertificates(options.Seed, Registry, each: 1);

        // The 3 tells it from the story without audits, and from that with another idle loop: a position in those is another step here.
        Identity = FormattableString.Invariant($"demo/3/{options.Seed}/{things}");

        var random = new FleetRandom(FleetHash.Mix((ulong)options.Seed, "demo"));
        var cast = Math.Min(Registry.Registered, MostCast);
        var names = new List<string>(cast);
        for (var number = 0; number < cast; number++)
        {
            names.Add(Registry.NameOf(number));
        }

        random.Shuffle(names);
        Burglar = Take(names, "pump-");
        Breached = Take(names, "gateway-");
        Flapping = Take(names, "valve-");
        Silent = Take(names, "sensor-");
        FalsePositive = Take(names, "pump-");
        BenignPositive = Take(names, "compressor-");
        TruePositive = Take(names, "gateway-");
        Wave = names[..WaveThings];
        _noise = [.. names[WaveThings..(WaveThings + NoiseThings)]];

        var lines = Write(random, new DemoAudits(new FleetPlace(options.Account, options.Region), this, Certificates));
        var scale = options.TimeScale > 0 ? options.TimeScale : 1;
        _script = new StoryStep[lines.Count];
        for (var index = 0; index < _script.Length; index++)
        {
            var line = lines[index];
            var due = TimeSpan.FromSeconds(line.Second / scale);
            _script[index] = line.Audit is { } act
                ? StoryStep.OfAudits(index, due, act)
                : new StoryStep(index, due, line.Kind, line.Thing, line.Behavior) { Verification = line.Verification, Description = line.Description };
        }

        _end = _script[^1].Due;
    }

    /// <summary>The thing whose authorization fails again and again.</summary>
    public string Burglar { get; }

    /// <summary>The thing that shows a chain of different behaviors, the last one CRITICAL.</summary>
    public string Breached { get; }

    /// <summary>The thing that flaps, and ends in alarm.</summary>
    public string Flapping { get; }

    /// <summary>The thing that falls silent, so that its alarm is invalidated.</summary>
    public string Silent { get; }

    /// <summary>The thing whose alarm the analyst calls FALSE_POSITIVE.</summary>
    public string FalsePositive { get; }

    /// <summary>The thing whose alarm the analyst calls BENIGN_POSITIVE.</summary>
    public string BenignPositive { get; }

    /// <summary>The thing whose alarm the analyst calls TRUE_POSITIVE.</summary>
    public string TruePositive { get; }

    /// <summary>The things of the background noise.</summary>
    public IReadOnlyList<string> Background => _noise;

    /// <summary>The things that the wave hits.</summary>
    public IReadOnlyList<string> Wave { get; }

    /// <inheritdoc/>
    public string Identity { get; }

    /// <inheritdoc/>
    public string Name => "demo";

    /// <inheritdoc/>
    public FleetRegistry Registry { get; }

    /// <inheritdoc/>
    public FleetCertificates Certificates { get; }

    /// <inheritdoc/>
    public long Total => _script.Length;

    /// <inheritdoc/>
    public StoryStep StepAt(long index)
    {
        if (index < Total)
        {
            return _script[index];
        }

        // The idle loop opens a few alarms, then always clears the oldest and opens the next: the set in alarm never grows.
        var beat = index - Total;
        var due = _end + TimeSpan.FromSeconds(IdleSeconds * (beat + 1));
        var after = beat - IdleOpen;
        return after < 0 ? IdleStep(StepKind.Raise, beat)
            : after % 2 == 0 ? IdleStep(StepKind.Clear, after / 2)
            : IdleStep(StepKind.Raise, IdleOpen + (after / 2));

        StoryStep IdleStep(StepKind kind, long alarm) =>
            new(index, due, kind, _noise[alarm % NoiseThings], Idle[((alarm % NoiseThings) + (alarm / NoiseThings)) % Idle.Length]);
    }

    StoryStep? IStory.StepAt(long index) => StepAt(index);

    private static string Take(List<string> names, string prefix)
    {
        var index = names.FindIndex(name => name.StartsWith(prefix, StringComparison.Ordinal));
        var name = names[index];
        names.RemoveAt(index);
        return name;
    }

    private List<Line> Write(FleetRandom random, DemoAudits audits)
    {
        var lines = new List<Line>(300);

        // Background noise from the first second on: LOW and MEDIUM alarms that come and go.
        for (var i = 0; i < NoiseThings; i++)
        {
            Blip(_noise[i], Noise[i % Noise.Length], i * 0.5, 20);
            if (i % 2 == 0)
            {
                Blip(_noise[i], Noise[(i + 1) % Noise.Length], 50 + i, 20);
            }
        }

        // Somebody tries credentials on one thing, again and again, and is still at it.
        Raise(3, Burglar, FleetCatalog.ConnectionAttempts);
        foreach (var (from, to) in new[] { (6.0, 18.0), (30.0, 42.0), (56.0, 70.0) })
        {
            Raise(from, Burglar, FleetCatalog.AuthorizationFailures);
            Clear(to, Burglar, FleetCatalog.AuthorizationFailures);
        }

        Raise(92, Burglar, FleetCatalog.AuthorizationFailures);

        // One gateway is broken into: a new port listens, it talks to strangers, and at the end data leaves in bulk.
        Raise(20, Breached, FleetCatalog.DeviceListeningPorts);
        Raise(33, Breached, FleetCatalog.DeviceDestinations);
        Raise(46, Breached, FleetCatalog.DeviceConnections);
        Raise(60, Breached, FleetCatalog.DevicePacketsOut);
        Raise(78, Breached, FleetCatalog.DeviceBytesOut);

        // A bad radio link: opens and clears all the time; the last opening stays.
        for (var i = 0; i < 6; i++)
        {
            Raise(4 + (i * 19), Flapping, FleetCatalog.Disconnects);
            if (i < 5)
            {
                Clear(12 + (i * 19), Flapping, FleetCatalog.Disconnects);
            }
        }

        // A command is published to a topic that 60 things listen to.
        for (var i = 0; i < WaveThings; i++)
        {
            Raise(52 + (i * 0.1), Wave[i], FleetCatalog.MessagesReceived);
            if (i >= WaveRemains)
            {
                Clear(80 + (i * 0.5), Wave[i], FleetCatalog.MessagesReceived);
            }
        }

        // One thing dies while in alarm: no evidence of health.
        Raise(27, Silent, FleetCatalog.DisconnectsMl);
        lines.Add(new Line(72 + random.Between(0, 2), StepKind.Invalidate, Silent, FleetCatalog.DisconnectsMl));

        // Two devices that the registry does not know.
        Raise(15, FleetRegistry.ConsoleClient, FleetCatalog.SourceIp);
        Clear(65, FleetRegistry.ConsoleClient, FleetCatalog.SourceIp);
        Raise(24, FleetRegistry.MixerClient, FleetCatalog.MessageSize);

        // The analyst. AWS keeps these alarms open whatever he says; nothing raises them again.
        Raise(10, FalsePositive, FleetCatalog.AuthorizationFailures);
        Verify(40, FalsePositive, FleetCatalog.AuthorizationFailures, "FALSE_POSITIVE", "Planned credential rotation");
        Raise(13, BenignPositive, FleetCatalog.MessageSize);
        Verify(58, BenignPositive, FleetCatalog.MessageSize, "BENIGN_POSITIVE", "Firmware logs uploaded on request of the field team");
        Raise(17, TruePositive, FleetCatalog.DeviceDestinations);
        Verify(74, TruePositive, FleetCatalog.DeviceDestinations, "TRUE_POSITIVE", "Unknown host confirmed by the network team");

        lines.AddRange(audits.Lines().Select(line => new Line(line.Second, StepKind.Audit, "", FleetCatalog.None) { Audit = line.Act }));

        // Stable order for equal times, so that the same seed gives the same script everywhere.
        return [.. lines.OrderBy(line => line.Second)];

        void Blip(string thing, FleetBehavior behavior, double from, double length)
        {
            var start = from + random.Between(0.2, 1.5);
            lines.Add(new Line(start, StepKind.Raise, thing, behavior));
            lines.Add(new Line(start + length + random.Between(-8, 8), StepKind.Clear, thing, behavior));
        }

        void Raise(double second, string thing, FleetBehavior behavior) =>
            lines.Add(new Line(second + random.Between(0, 2), StepKind.Raise, thing, behavior));

        void Clear(double second, string thing, FleetBehavior behavior) =>
            lines.Add(new Line(second + random.Between(0, 2), StepKind.Clear, thing, behavior));

        void Verify(double second, string thing, FleetBehavior behavior, string state, string description) =>
            lines.Add(new Line(second + random.Between(0, 2), StepKind.Verify, thing, behavior) { Verification = state, Description = description });
    }

    private sealed record Line(double Second, StepKind Kind, string Thing, FleetBehavior Behavior)
    {
        public string? Verification { get; init; }

        public string? Description { get; init; }

        public AuditAct? Audit { get; init; }
    }
}
