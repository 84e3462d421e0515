using Amazon.Runtime;

namespace Amazon.IoT.Model;

/// <summary>Reads every page of <c>ListAuditFindings</c>. It can be read through once, by one of its members.</summary>
public interface IListAuditFindingsPaginator
{
    /// <summary>The pages.</summary>
    IPaginatedEnumerable<ListAuditFindingsResponse> Responses { get; }

    /// <summary>The findings of all pages.</summary>
    IPaginatedEnumerable<AuditFinding> Findings { get; }
}
