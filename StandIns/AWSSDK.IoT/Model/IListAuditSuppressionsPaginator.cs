using Amazon.Runtime;

namespace Amazon.IoT.Model;

/// <summary>Reads every page of <c>ListAuditSuppressions</c>. It can be read through once, by one of its members.</summary>
public interface IListAuditSuppressionsPaginator
{
    /// <summary>The pages.</summary>
    IPaginatedEnumerable<ListAuditSuppressionsResponse> Responses { get; }

    /// <summary>The suppressions of all pages.</summary>
    IPaginatedEnumerable<AuditSuppression> Suppressions { get; }
}
