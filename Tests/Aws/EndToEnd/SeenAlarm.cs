namespace OrleansDefender.Tests.Aws.EndToEnd;

/// <summary>What the API says of an alarm, as far as scenarios compare it.</summary>
internal sealed record SeenAlarm(string Thing, string Profile, string Behavior, string State, string Severity, string Verification, int Episodes);
