namespace OrleansDefender.Tests.Cluster.DynamoDb;

/// <summary>What goes wrong with a call.</summary>
internal abstract record DynamoFault
{
    /// <summary>The server is not asked, and an error comes back.</summary>
    /// <param name="Code">The error's code.</param>
    /// <param name="Members">More members of the error, as JSON.</param>
    public sealed record Error(string Code, string Members = "") : DynamoFault;

    /// <summary>The server is not asked, and this comes back.</summary>
    /// <param name="Json">The answer.</param>
    public sealed record Answer(string Json) : DynamoFault;

    /// <summary>The server does it, and the connection breaks before its answer arrives.</summary>
    public sealed record LostAnswer : DynamoFault;

    /// <summary>Nothing comes back for as long as the caller waits; the server is not asked.</summary>
    public sealed record Silence : DynamoFault;
}
