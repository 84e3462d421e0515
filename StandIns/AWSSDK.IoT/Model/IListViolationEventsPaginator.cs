using Amazon.Runtime;

namespace Amazon.IoT.Model;

/// <summary>Reads every page of <c>ListViolationEvents</c>. It can be read through once, by one of its members.</summary>
public interface IListViolationEventsPaginator
{
    /// <summary>The pages.</summary>
    IPaginatedEnumerable<ListViolationEventsResponse> Responses { get; }

    /// <summary>The events of all pages.</summary>
    IPaginatedEnumerable<ViolationEvent> ViolationEvents { get; }
}
