using Amazon.Runtime;

namespace Amazon.IoT.Model;

/// <summary>Reads every page of <c>ListAuditTasks</c>. It can be read through once, by one of its members.</summary>
public interface IListAuditTasksPaginator
{
    /// <summary>The pages.</summary>
    IPaginatedEnumerable<ListAuditTasksResponse> Responses { get; }

    /// <summary>The audits of all pages.</summary>
    IPaginatedEnumerable<AuditTaskMetadata> Tasks { get; }
}
