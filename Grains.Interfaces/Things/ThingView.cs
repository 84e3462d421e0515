using System.Collections.Immutable;

using OrleansDefender.Correlation;

namespace OrleansDefender.Things;

/// <summary>A thing as an operator sees it.</summary>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Things.ThingView")]
public sealed record ThingView
{
    /// <summary>The thing.</summary>
    [Id(0)]
    public required ThingKey Thing { get; init; }

    /// <summary>
    /// The worst severity of its alarms whose finding stands: open ones that no analyst called false or benign, and confirmed ones that went silent.
    /// <see cref="Severity.None"/> where there is none.
    /// </summary>
    [Id(1)]
    public required Severity Severity { get; init; }

    /// <summary>Its alarms: open ones first, the most severe first, then the latest.</summary>
    [Id(2)]
    public required ImmutableArray<AlarmView> Alarms { get; init; }

    /// <summary>The open audit findings of its resources; they do not count in <see cref="Severity"/>.</summary>
    [Id(3)]
    public PostureView Posture { get; init; } = PostureView.None;

    /// <summary>Raises of severity and incidents: open ones first, the most severe first, then the latest.</summary>
    [Id(4)]
    public ImmutableArray<EscalationView> Escalations { get; init; } = [];

    /// <summary>What became of them, the latest first, at most 8.</summary>
    [Id(5)]
    public ImmutableArray<EscalationNote> Changes { get; init; } = [];

    /// <summary>The risk score with its terms.</summary>
    [Id(6)]
    public RiskView Risk { get; init; } = RiskView.None;

    /// <summary>What the registry says of the thing; absent where it has not answered yet.</summary>
    [Id(7)]
    public ThingContext? Context { get; init; }
}
