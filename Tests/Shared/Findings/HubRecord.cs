using OrleansDefender.Findings;

namespace OrleansDefender.Tests.Shared.Findings;

/// <summary>A finding as <see cref="MemoryHub"/> keeps it.</summary>
/// <param name="Content">The importer's part.</param>
/// <param name="Workflow">The customer's workflow status.</param>
/// <param name="Verification">The customer's verification state.</param>
/// <param name="Note">The customer's note.</param>
/// <param name="KnownFrom">From when on updates find it.</param>
public sealed record HubRecord(Finding Content, WorkflowStatus Workflow, Verification Verification, string? Note, TimeSpan KnownFrom);
