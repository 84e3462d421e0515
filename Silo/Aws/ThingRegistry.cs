using Amazon.Runtime;

using OrleansDefender.Correlation;
using OrleansDefender.Things;

using Sdk = Amazon.IoT.Model;

namespace OrleansDefender.Silo.Aws;

/// <summary>The registry of AWS IoT by the AWS SDK.</summary>
/// <remarks>Names that no thing can have are not asked for: in a request's path some of them (<c>..</c>) would name another operation.</remarks>
internal sealed class ThingRegistry(AwsClients clients, TimeProvider time) : IThingRegistry
{
    private const int PageSize = 250;
    private const int MostPages = 4;
    private const int MostNameCharacters = 128;

    // 350 calls a second and 100 a second by default. Most of both is left for the account's own tools, and for other silos: each keeps a pace of its own.
    private static readonly TimeSpan Describe = TimeSpan.FromMilliseconds(40);
    private static readonly TimeSpan ListGroups = TimeSpan.FromMilliseconds(40);

    private readonly PacedCalls _calls = new(time);

    /// <inheritdoc />
    public async Task<ThingContext> DescribeAsync(ThingKey thing, CancellationToken cancellationToken)
    {
        // The answer is as old as its first question.
        var askedAt = time.GetUtcNow();
        var unregistered = new ThingContext { AskedMs = askedAt.ToUnixTimeMilliseconds() };
        if (thing.Name.Length > MostNameCharacters || !thing.Name.All(static character => char.IsAsciiLetterOrDigit(character) || character is ':' or '_' or '-'))
        {
            return unregistered;
        }

        try
        {
            var described = await _calls.CallAsync(
                thing.Scope,
                "DescribeThing",
                Describe,
                token => clients.IoT(thing.Scope).DescribeThingAsync(new Sdk.DescribeThingRequest { ThingName = thing.Name }, token),
                cancellationToken).ConfigureAwait(false);
            var groups = await GroupsAsync(thing, cancellationToken).ConfigureAwait(false);
            return ThingContextMapping.Of(described.ThingTypeName, groups, described.Attributes ?? [], askedAt);
        }
        catch (AmazonServiceException exception) when (exception.ErrorCode == "ResourceNotFoundException")
        {
            return unregistered;
        }
    }

    private async Task<List<string>> GroupsAsync(ThingKey thing, CancellationToken cancellationToken)
    {
        const string Operation = "ListThingGroupsForThing";
        var names = new List<string>();
        string? page = null;
        for (var pages = 0; pages < MostPages; pages++)
        {
            var request = new Sdk.ListThingGroupsForThingRequest { ThingName = thing.Name, MaxResults = PageSize, NextToken = page };
            var response = await _calls.CallAsync(
                thing.Scope, Operation, ListGroups, token => clients.IoT(thing.Scope).ListThingGroupsForThingAsync(request, token), cancellationToken)
                .ConfigureAwait(false);
            names.AddRange((response.ThingGroups ?? []).Select(static group => group.GroupName).Where(static name => !string.IsNullOrEmpty(name)));
            page = PacedCalls.NextOf(Operation, page, response.NextToken);
            if (page is null)
            {
                break;
            }
        }

        return names;
    }
}
