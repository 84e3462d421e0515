namespace OrleansDefender.Things;

/// <summary>Why an escalation is over.</summary>
/// <remarks>Stored by number: never renumber.</remarks>
[GenerateSerializer, Alias("OrleansDefender.Things.EscalationEnd")]
internal enum EscalationEnd
{
    /// <summary>It is not.</summary>
    None = 0,

    /// <summary>No matching signal came for so long that it stepped down to nothing.</summary>
    Quiet = 1,

    /// <summary>What it rested on was withdrawn: by an analyst's word, or because late events show that it was not so.</summary>
    Withdrawn = 2,

    /// <summary>The rule is no longer in force.</summary>
    RuleGone = 3,
}
