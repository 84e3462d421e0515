namespace OrleansDefender.Simulator.SecurityHub;

/// <summary>How many findings share state, workflow and severity.</summary>
/// <param name="RecordState"><c>RecordState</c>.</param>
/// <param name="Workflow"><c>Workflow.Status</c>.</param>
/// <param name="Severity"><c>Severity.Label</c>.</param>
/// <param name="Findings">Their number.</param>
internal readonly record struct FindingCount(string RecordState, string Workflow, string Severity, long Findings);
