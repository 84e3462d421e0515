namespace OrleansDefender.Things;

/// <summary>The result of evaluating rules over a thing.</summary>
/// <param name="Correlation">The new state; the same object where nothing changed.</param>
/// <param name="Alarms">The alarms with what follows for them, each the same object where nothing does.</param>
/// <param name="Touched">The keys of incidents whose finding has changed.</param>
internal sealed record ThingCorrelationStep(CorrelationState? Correlation, IReadOnlyList<AlarmState> Alarms, IReadOnlyList<string> Touched);
