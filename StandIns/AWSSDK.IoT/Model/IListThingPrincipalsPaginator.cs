using Amazon.Runtime;

namespace Amazon.IoT.Model;

/// <summary>Reads every page of <c>ListThingPrincipals</c>. It can be read through once, by one of its members.</summary>
public interface IListThingPrincipalsPaginator
{
    /// <summary>The pages.</summary>
    IPaginatedEnumerable<ListThingPrincipalsResponse> Responses { get; }

    /// <summary>The ARNs of principals of all pages.</summary>
    IPaginatedEnumerable<string> Principals { get; }
}
