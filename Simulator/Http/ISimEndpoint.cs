using Microsoft.AspNetCore.Http;

namespace OrleansDefender.Simulator.Http;

/// <summary>One of the simulator's own pages under <c>/_sim</c>: what drives it or looks into it, and no part of AWS.</summary>
internal interface ISimEndpoint
{
    /// <summary>The exact path, <c>/_sim/…</c>.</summary>
    string Path { get; }

    /// <summary>One line for the index: the methods and what they do.</summary>
    string Description { get; }

    /// <summary>Answers a request of any method.</summary>
    Task<SimReply> HandleAsync(HttpRequest request, CancellationToken cancellationToken);
}
