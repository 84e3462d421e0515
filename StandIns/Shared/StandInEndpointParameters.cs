#nullable enable

using Amazon.Runtime.Endpoints;

namespace OrleansDefender.StandIns;

/// <summary>The parameters every endpoint rule set of AWS begins with, under the names a custom <see cref="IEndpointProvider"/> knows.</summary>
internal sealed class StandInEndpointParameters : EndpointParameters
{
    /// <summary>The Region's name.</summary>
    public string? Region
    {
        get => (string?)this[nameof(Region)];
        set => this[nameof(Region)] = value!;
    }

    /// <summary>Whether the IPv6-capable endpoint is wanted.</summary>
    public bool UseDualStack
    {
        get => this[nameof(UseDualStack)] is true;
        set => this[nameof(UseDualStack)] = value;
    }

    /// <summary>Whether the FIPS endpoint is wanted.</summary>
    public bool UseFIPS
    {
        get => this[nameof(UseFIPS)] is true;
        set => this[nameof(UseFIPS)] = value;
    }

    /// <summary>An address that replaces the one the Region would give.</summary>
    public string? Endpoint
    {
        get => (string?)this[nameof(Endpoint)];
        set => this[nameof(Endpoint)] = value!;
    }
}
