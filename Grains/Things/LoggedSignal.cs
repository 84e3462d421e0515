using OrleansDefender.Correlation;

namespace OrleansDefender.Things;

/// <summary>A signal of an alarm that its window, or its verdicts, no longer tell of.</summary>
/// <param name="TimeMs">Milliseconds since 1970.</param>
/// <param name="EventType">The event type.</param>
/// <param name="ViolationId">The episode.</param>
/// <param name="Verification">The word, of a <c>verified</c> signal.</param>
/// <param name="OpenHours">Of a <c>standing</c> signal.</param>
/// <param name="Value">The value; only where a rule asks for values.</param>
internal sealed record LoggedSignal(long TimeMs, string EventType, string ViolationId, Verification? Verification, int? OpenHours, MetricValue? Value);
