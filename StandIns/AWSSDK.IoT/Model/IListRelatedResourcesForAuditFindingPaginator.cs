using Amazon.Runtime;

namespace Amazon.IoT.Model;

/// <summary>Reads every page of <c>ListRelatedResourcesForAuditFinding</c>. It can be read through once, by one of its members.</summary>
public interface IListRelatedResourcesForAuditFindingPaginator
{
    /// <summary>The pages.</summary>
    IPaginatedEnumerable<ListRelatedResourcesForAuditFindingResponse> Responses { get; }

    /// <summary>The resources of all pages.</summary>
    IPaginatedEnumerable<RelatedResource> RelatedResources { get; }
}
