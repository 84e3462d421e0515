namespace OrleansDefender.Simulator.SecurityHub;

/// <summary>Why one finding of a call failed.</summary>
/// <param name="Code">The error code of the answer's entry.</param>
/// <param name="Message">The message of the answer's entry.</param>
internal sealed record FindingFault(string Code, string Message);
