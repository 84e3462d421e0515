#nullable enable

using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal.Endpoints.StandardLibrary;

namespace OrleansDefender.StandIns;

/// <summary>The endpoint of a regional service: prefix, Region and the DNS suffix of the Region's partition.</summary>
/// <remarks>The partitions, Regions unknown to this build included, are the SDK's own data (<see cref="Fn.Partition"/>).</remarks>
internal sealed class StandInEndpointProvider(string prefix) : IEndpointProvider
{
    /// <inheritdoc />
    public Endpoint ResolveEndpoint(EndpointParameters parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var fips = parameters["UseFIPS"] is true;
        var dualStack = parameters["UseDualStack"] is true;
        if (parameters["Endpoint"] is string { Length: > 0 } address)
        {
            return fips || dualStack
                ? throw new AmazonClientException("Invalid configuration: a custom endpoint can be neither a FIPS nor a dual-stack one.")
                : new Endpoint(address);
        }

        if (parameters["Region"] is not string { Length: > 0 } region || Fn.Partition(region) is not { } partition)
        {
            throw new AmazonClientException("Invalid configuration: no Region is set.");
        }

        if (fips && Fn.GetAttr(partition, "supportsFIPS") is not true)
        {
            throw new AmazonClientException($"Invalid configuration: the partition of {region} has no FIPS endpoints.");
        }

        if (dualStack && Fn.GetAttr(partition, "supportsDualStack") is not true)
        {
            throw new AmazonClientException($"Invalid configuration: the partition of {region} has no dual-stack endpoints.");
        }

        var suffix = Fn.GetAttr(partition, dualStack ? "dualStackDnsSuffix" : "dnsSuffix");
        return new Endpoint($"https://{prefix}{(fips ? "-fips" : "")}.{region}.{suffix}");
    }
}
