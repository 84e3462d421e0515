using System.Text.Json.Nodes;

using OrleansDefender.Simulator.Audits;

namespace OrleansDefender.Simulator.Fleet.Stories;

/// <summary><c>audit-storm</c>: one daily audit with very many findings, ten for each thing, and then nothing more.</summary>
/// <remarks>The findings are made when they are asked for (<see cref="GeneratedAudit"/>). The number of things follows from that of the findings.</remarks>
internal sealed class AuditStormStory : IStory
{
    private readonly StoryStep _step;

    /// <summary>Makes the story that the settings describe.</summary>
    public AuditStormStory(SimulatorOptions options)
    {
        Registry = GeneratedAudit.RegistryOf(options.Seed, options.Findings);
        Certificates = new FleetCertificates(options.Seed, Registry, each: 2);
        Identity = FormattableString.Invariant($"audit-storm/{options.Seed}/{options.Findings}");
        var body = new JsonObject { ["seed"] = options.Seed, ["findings"] = options.Findings };
        _step = StoryStep.OfAudits(0, TimeSpan.Zero, new AuditAct(AuditActKind.Generate, body.ToJsonString(FleetCatalog.Json)));
    }

    /// <inheritdoc/>
    public string Identity { get; }

    /// <inheritdoc/>
    public string Name => "audit-storm";

    /// <inheritdoc/>
    public FleetRegistry Registry { get; }

    /// <inheritdoc/>
    public FleetCertificates Certificates { get; }

    /// <inheritdoc/>
    public long Total => 1;

    /// <inheritdoc/>
    public StoryStep? StepAt(long index) => index == 0 ? _step : null;
}
