namespace OrleansDefender.Simulator.Fleet;

/// <summary>What a step did.</summary>
/// <param name="Changed">Whether it changed anything; an alarm that is open is not raised again, one that is closed not cleared.</param>
/// <param name="ViolationId">The episode's id, or <see langword="null"/> where the alarm was never raised.</param>
/// <param name="Time">The event's time, epoch milliseconds.</param>
internal readonly record struct StepOutcome(bool Changed, string? ViolationId, long Time);
