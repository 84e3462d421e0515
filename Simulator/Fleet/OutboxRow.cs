namespace OrleansDefender.Simulator.Fleet;

/// <summary>A message that is still to be sent.</summary>
internal readonly record struct OutboxRow(long Number, string Body);
