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

    /// <summary>A finding or update with a member that ASFF does not name is refused (on), or the member is taken as it is (off).</summary>
    public bool UnknownMembersAreRefused { get; set; } = true;

    /// <summary>
    /// <c>Resource.Id</c> has at most 512 characters, and in <c>Details.Other</c> keys have fewer than 128 and values fewer than 1,024 (on); or the first has no
    /// limit, and the others may be as long (off).
    /// </summary>
    public bool StrictResourceLengths { get; set; } = true;

    /// <summary>GetFindings takes a token only with the filters and the order of the query that gave it.</summary>
    public bool TokenBelongsToQuery { get; set; } = true;

    /// <summary>
    /// Audits: <c>nonCompliantResourcesCount</c> leaves out resources of which all findings are suppressed, so that a check with no other is compliant (on), or
    /// counts them (off).
    /// </summary>
    public bool SuppressedResourcesAreNotCounted { get; set; } = true;

    /// <summary>A suppression without an end must say so, and one with an end must end in the future (on), or it is taken as it is (off).</summary>
    public bool StrictSuppressions { get; set; } = true;

    /// <summary>DeleteThing refuses a thing that certificates are attached to (on), or deletes it with its attachments (off).</summary>
    public bool AttachedThingsAreKept { get; set; } = true;

    /// <summary>ListAuditFindings of a run that does not exist is an empty page (on), or an invalid request (off).</summary>
    public bool UnknownAuditsAreEmpty { get; set; } = true;
}
