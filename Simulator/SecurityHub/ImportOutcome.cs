namespace OrleansDefender.Simulator.SecurityHub;

/// <summary>What an import did to a finding.</summary>
internal enum ImportOutcome
{
    /// <summary>It was new.</summary>
    Created,

    /// <summary>It replaced what the provider had said before.</summary>
    Updated,

    /// <summary>Its <c>UpdatedAt</c> was not later than the stored one; nothing changed.</summary>
    Stale,
}
