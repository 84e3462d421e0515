using System.ComponentModel;

namespace OrleansDefender.Silo.Api;

/// <summary>A page of silences.</summary>
/// <param name="Items">The silences.</param>
/// <param name="Cursor">Where the next page begins; absent on the last.</param>
[Description("A page of silences, the latest first.")]
internal sealed record SilenceList(
    [property: Description("The silences.")] IReadOnlyList<SilenceAnswer> Items,
    [property: Description("Where the next page begins; null on the last.")] string? Cursor);
