using Amazon.Runtime;

namespace Amazon.IoT.Model;

/// <summary>Reads every page of <c>ListPrincipalThings</c>. It can be read through once, by one of its members.</summary>
public interface IListPrincipalThingsPaginator
{
    /// <summary>The pages.</summary>
    IPaginatedEnumerable<ListPrincipalThingsResponse> Responses { get; }

    /// <summary>The names of things of all pages.</summary>
    IPaginatedEnumerable<string> Things { get; }
}
