using Amazon.Runtime;

namespace Amazon.IoT.Model;

/// <summary>Reads every page of <c>ListThingGroupsForThing</c>. It can be read through once, by one of its members.</summary>
public interface IListThingGroupsForThingPaginator
{
    /// <summary>The pages.</summary>
    IPaginatedEnumerable<ListThingGroupsForThingResponse> Responses { get; }

    /// <summary>The groups of all pages.</summary>
    IPaginatedEnumerable<GroupNameAndArn> ThingGroups { get; }
}
