namespace OrleansDefender.Tests.Shared.Findings;

/// <summary>A call that <see cref="MemoryHub"/> received.</summary>
/// <param name="Number">Its place in the order of arrival, from 1.</param>
/// <param name="IsImport">Import or update.</param>
/// <param name="At">When it arrived, since the hub was made.</param>
/// <param name="Ids">The findings in it.</param>
public sealed record HubCallRecord(int Number, bool IsImport, TimeSpan At, IReadOnlyList<string> Ids);
