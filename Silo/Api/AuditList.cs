using System.ComponentModel;

namespace OrleansDefender.Silo.Api;

/// <summary>A page of audit runs.</summary>
/// <param name="Items">The runs.</param>
/// <param name="Cursor">Where the next page begins; absent on the last.</param>
[Description("A page of audit runs, the latest first.")]
internal sealed record AuditList(
    [property: Description("The runs.")] IReadOnlyList<AuditAnswer> Items,
    [property: Description("Where the next page begins; null on the last.")] string? Cursor);
