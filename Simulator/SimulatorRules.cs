namespace OrleansDefender.Simulator;

/// <summary>AWS rules that no primary source proves; the product must work with each of them on and off (section <c>Simulator:Rules</c>).</summary>
public sealed class SimulatorRules
{
    /// <summary>An import whose <c>UpdatedAt</c> is not newer counts as a success and changes nothing (on), or is reported as failed (off).</summary>
    public bool StaleImportIsSilent { get; set; } = true;

    /// <summary>Finding Ids are limited to URL-unreserved characters plus <c>/</c> and <c>:</c>, and may not start with <c>aws:</c>.</summary>
    public bool StrictFindingIds { get; set; } = true;

    /// <summary>A malformed finding fails alone (on), or the whole call is refused with InvalidInputException (off).</summary>
    public bool InvalidFindingFailsAlone { get; set; } = true;

    /// <summary>Types of which the namespace is not one of ASFF's five are refused.</summary>
    public bool StrictTypes { get; set; } = true;

    /// <summary>GetFindings takes the comparisons CONTAINS and NOT_CONTAINS (on), or refuses them as meant for automation rules only (off).</summary>
    public bool ContainsInFilters { get; set; } = true;
}
