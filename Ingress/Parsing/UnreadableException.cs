namespace OrleansDefender.Ingress.Parsing;

/// <summary>Leaves the depth of a message that cannot be understood; never leaves <see cref="MessageParser"/>.</summary>
internal sealed class UnreadableException(string reason, string detail) : Exception(detail)
{
    /// <summary>Why, as a short code.</summary>
    public string Reason { get; } = reason;
}
