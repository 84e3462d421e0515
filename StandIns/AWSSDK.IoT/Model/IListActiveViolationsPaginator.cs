using Amazon.Runtime;

namespace Amazon.IoT.Model;

/// <summary>Reads every page of <c>ListActiveViolations</c>. It can be read through once, by one of its members.</summary>
public interface IListActiveViolationsPaginator
{
    /// <summary>The pages.</summary>
    IPaginatedEnumerable<ListActiveViolationsResponse> Responses { get; }

    /// <summary>The violations of all pages.</summary>
    IPaginatedEnumerable<ActiveViolation> ActiveViolations { get; }
}
