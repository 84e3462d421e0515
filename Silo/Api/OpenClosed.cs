using System.ComponentModel;

namespace OrleansDefender.Silo.Api;

/// <summary>How many are open, and how many closed.</summary>
/// <param name="Open">Open ones.</param>
/// <param name="Closed">Closed ones.</param>
internal sealed record OpenClosed(
    [property: Description("Open ones.")] long Open,
    [property: Description("Closed ones.")] long Closed);
