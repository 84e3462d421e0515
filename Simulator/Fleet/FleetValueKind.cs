namespace OrleansDefender.Simulator.Fleet;

/// <summary>Which member of a metric value a metric uses.</summary>
internal enum FleetValueKind
{
    /// <summary>A whole number (<c>count</c>).</summary>
    Count,

    /// <summary>A number with a fraction (<c>number</c>).</summary>
    Number,

    /// <summary>A set of ports (<c>ports</c>).</summary>
    Ports,

    /// <summary>A set of address ranges (<c>cidrs</c>).</summary>
    Cidrs,
}
