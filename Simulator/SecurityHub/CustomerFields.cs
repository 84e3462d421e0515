namespace OrleansDefender.Simulator.SecurityHub;

/// <summary>The top-level fields that stopped following the provider, because the customer set them.</summary>
[Flags]
internal enum CustomerFields
{
    /// <summary>All follow the provider.</summary>
    None = 0,

    /// <summary><c>Confidence</c>.</summary>
    Confidence = 1,

    /// <summary><c>Criticality</c>.</summary>
    Criticality = 2,

    /// <summary><c>RelatedFindings</c>.</summary>
    RelatedFindings = 4,

    /// <summary><c>Severity</c>.</summary>
    Severity = 8,

    /// <summary><c>Types</c>.</summary>
    Types = 16,
}
