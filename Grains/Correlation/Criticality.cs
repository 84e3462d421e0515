namespace OrleansDefender.Correlation;

/// <summary>How much a thing matters, and why.</summary>
/// <param name="Weight">0.1 to 10.</param>
/// <param name="Reason">The entry that decided, for example <c>group lab-1 (Criticality:Groups:lab-*)</c>.</param>
public readonly record struct Criticality(double Weight, string Reason);
