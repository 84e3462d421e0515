namespace OrleansDefender.Simulator.SecurityHub;

/// <summary>How the values of a filter are written (service model, StringFilter, DateFilter, NumberFilter, MapFilter, BooleanFilter).</summary>
internal enum FilterKind
{
    /// <summary>A value and a comparison.</summary>
    Text,

    /// <summary>A start, an end, or a number of days back from now.</summary>
    Date,

    /// <summary>Bounds.</summary>
    Number,

    /// <summary>A key, a value and a comparison.</summary>
    Map,

    /// <summary>True or false.</summary>
    Flag,
}
