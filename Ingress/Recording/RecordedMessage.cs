namespace OrleansDefender.Ingress.Recording;

/// <summary>A message as it was received.</summary>
/// <param name="At">When it was received.</param>
/// <param name="Body">Its body, untouched.</param>
public sealed record RecordedMessage(DateTimeOffset At, string Body);
