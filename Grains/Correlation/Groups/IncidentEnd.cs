namespace OrleansDefender.Correlation.Groups;

/// <summary>Why a fleet incident is over.</summary>
/// <remarks>Stored by number: never renumber.</remarks>
[GenerateSerializer, Alias("OrleansDefender.Correlation.IncidentEnd")]
internal enum IncidentEnd
{
    /// <summary>It is not.</summary>
    None = 0,

    /// <summary>No matching signal came for long enough.</summary>
    Quiet = 1,

    /// <summary>What it rested on does not count any more.</summary>
    Withdrawn = 2,

    /// <summary>Its rule is no longer in force.</summary>
    RuleGone = 3,
}
