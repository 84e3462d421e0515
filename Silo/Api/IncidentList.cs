using System.ComponentModel;

namespace OrleansDefender.Silo.Api;

/// <summary>A page of open fleet incidents.</summary>
/// <param name="Items">The incidents.</param>
/// <param name="Cursor">Where the next page begins; absent on the last.</param>
[Description("A page of open fleet incidents, the most severe first.")]
internal sealed record IncidentList(
    [property: Description("The incidents.")] IReadOnlyList<IncidentItem> Items,
    [property: Description("Where the next page begins; null on the last.")] string? Cursor);
