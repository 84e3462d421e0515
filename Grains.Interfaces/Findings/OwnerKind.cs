namespace OrleansDefender.Findings;

/// <summary>The kinds of grains that own findings.</summary>
/// <remarks>Part of queued messages, by name: never rename.</remarks>
[GenerateSerializer, Alias("OrleansDefender.Findings.OwnerKind")]
public enum OwnerKind
{
    /// <summary>A thing: its alarms.</summary>
    Thing = 0,

    /// <summary>A resource: its audit findings.</summary>
    Resource = 1,

    /// <summary>A group of a rule across things: its fleet incidents.</summary>
    Correlation = 2,
}
