namespace OrleansDefender.Tests.Unit.Simulator;

/// <summary>What a test looks at in a notification.</summary>
internal sealed record DetectEvent(string Thing, string Profile, string Behavior, string ViolationId, string Type, DateTimeOffset Time, DateTimeOffset Sent);
