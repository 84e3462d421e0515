using System.ComponentModel;

namespace OrleansDefender.Silo.Api;

/// <summary>A page of the watch list.</summary>
/// <param name="Items">The things.</param>
/// <param name="Cursor">Where the next page begins.</param>
[Description("A page of the watch list: the most severe first, then by thing.")]
internal sealed record ThingList(
    [property: Description("The things.")] IReadOnlyList<ThingItem> Items,
    [property: Description("Where the next page begins: give it as cursor. Null on the last page.")] string? Cursor);
